package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.ledger.ClaimRequest;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.RunInfo;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import io.tributary.validate.ComparedEntity;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ExtraRemoval;
import io.tributary.validate.ValidateCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes the rows that a validation has listed as extra: each entity and tenant in one transaction
 * of its service, under a claim of its partition, so that no run loads it meanwhile.
 */
final class ExtraDeletion {

  private final UUID runId = UUID.randomUUID();
  private final UUID validation;
  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;

  ExtraDeletion(UUID validation, Manifest manifest, Databases databases) {
    this.validation = validation;
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = new Mappings(manifest, databases, name -> Optional.empty());
  }

  /**
   * Deletes what these findings list; children go before their parents.
   *
   * @return how many target rows were deleted
   * @throws MigrationException if a partition is held, or the target does not let rows go; what was
   *     deleted of other partitions stays deleted
   */
  long delete(List<EntityFindings> findings) {
    long deleted = 0;
    for (int i = findings.size() - 1; i >= 0; i--) {
      deleted += delete(findings.get(i));
    }
    return deleted;
  }

  private long delete(EntityFindings findings) {
    Entity entity = manifest.entity(findings.entity());
    Tenant tenant =
        manifest.tenants().stream()
            .filter(one -> one.name().equals(findings.tenant()))
            .findFirst()
            .orElseThrow();
    ExtraRemoval removal =
        new ExtraRemoval(
            new ComparedEntity(manifest, entity, tenant, mappings::targets),
            databases.legacy().of(tenant),
            findings);
    if (removal.isEmpty()) {
      return 0;
    }
    RunInfo info = Run.info(runId, manifest, "repair, extra rows");
    try (RunRecord record = RunRecord.begin(databases, Set.of(entity.service()), info)) {
      Ledger ledger = databases.ledger(entity.service());
      Claim claim = claim(ledger, entity, tenant);
      record.atEnd(() -> ledger.release(claim));
      long deleted = delete(ledger, claim, removal);
      record.ended(true, deleted + " extra rows deleted");
      return deleted;
    }
  }

  private Claim claim(Ledger ledger, Entity entity, Tenant tenant) {
    ClaimRequest request =
        new ClaimRequest(
            runId,
            entity,
            tenant,
            0,
            "",
            Collections.emptySortedMap(),
            ClaimRequest.Purpose.ROLLBACK,
            Optional.empty());
    ClaimAnswer answer = ledger.claim(request, () -> LoadMode.MERGE);
    if (answer instanceof ClaimAnswer.Granted granted) {
      return granted.claim();
    }
    throw held(
        entity,
        tenant,
        answer instanceof ClaimAnswer.Held other
            ? other.holder() + " works on it"
            : "it cannot be claimed");
  }

  private static MigrationException held(Entity entity, Tenant tenant, String why) {
    return new MigrationException(
        new Problem(
            ValidateCode.HELD,
            entity.name() + "/" + tenant.name(),
            why,
            "Stop that run, or wait for its end, and repair again."),
        null);
  }

  private long delete(Ledger ledger, Claim claim, ExtraRemoval removal) {
    Service service = manifest.service(claim.entity().service());
    DataSource dataSource = databases.dataSource(service.name());
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    Long deleted =
        transaction.execute(
            status -> {
              ledger.lock(claim);
              Connection connection = DataSourceUtils.getConnection(dataSource);
              try {
                actFor(connection, service, claim.tenant());
                return removal.remove(connection, runId, validation);
              } catch (SQLException e) {
                throw refused(claim, e);
              } finally {
                DataSourceUtils.releaseConnection(connection, dataSource);
              }
            });
    return deleted == null ? 0 : deleted;
  }

  private static void actFor(Connection connection, Service service, Tenant tenant)
      throws SQLException {
    if (service.tenantSetting().isPresent()) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT set_config(?, ?, TRUE)")) {
        statement.setString(1, service.tenantSetting().get());
        statement.setString(2, tenant.id().toString());
        statement.execute();
      }
    }
  }

  /** Without the server's words, which may quote a row. */
  private static MigrationException refused(Claim claim, SQLException e) {
    return new MigrationException(
        new Problem(
            ValidateCode.NOT_DELETED,
            claim.displayName(),
            "the target refused to delete extra rows (SQLSTATE " + e.getSQLState() + ")",
            "Rows may refer to them: look at orphans in the report. Nothing of this entity and"
                + " tenant was deleted; --verbose shows the server's words."),
        e);
  }
}
