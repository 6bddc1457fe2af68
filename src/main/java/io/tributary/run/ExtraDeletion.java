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
import io.tributary.validate.ListedExtras;
import io.tributary.validate.ValidateCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
  private final LegacyTrace trace;

  ExtraDeletion(UUID validation, Manifest manifest, Databases databases) {
    this.validation = validation;
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = new Mappings(manifest, databases, name -> Optional.empty());
    this.trace = new LegacyTrace(runId, manifest, databases, mappings.uuids());
  }

  /**
   * Adds the legacy rows that listed rows come from, where the validation could not tell: the
   * mapping store has lost a main row, and gets it back when that row is brought in again; the main
   * rows of listed parts are brought in again to find out whether they make such parts.
   *
   * @param withParts whether parts are going to be deleted
   * @throws MigrationException if the target or legacy cannot be read
   */
  void traceBack(List<EntityFindings> findings, boolean withParts, RepairKeys keys) {
    for (EntityFindings one : findings) {
      Entity entity = manifest.entity(one.entity());
      Tenant tenant = tenant(one);
      ListedExtras listed = listed(entity, tenant, one);
      if (!listed.isEmpty()) {
        requireSecret(entity);
        Set<UUID> wanted = new HashSet<>(listed.mainRows());
        if (withParts) {
          wanted.addAll(relatives(entity, tenant, listed));
        }
        keys.add(entity.name(), tenant.name(), trace.leads(entity, tenant, wanted).keys().values());
      }
    }
  }

  private ListedExtras listed(Entity entity, Tenant tenant, EntityFindings findings) {
    return new ListedExtras(
        new ComparedEntity(manifest, entity, tenant, mappings::targets), findings);
  }

  /** By another secret every row would look as if nothing led to it. */
  private void requireSecret(Entity entity) {
    databases.ledger(entity.service()).requireSecret(mappings.secretCheck());
  }

  private Set<UUID> relatives(Entity entity, Tenant tenant, ListedExtras listed) {
    Service service = manifest.service(entity.service());
    return inTransaction(
        service,
        tenant,
        listed::relatives,
        e ->
            new MigrationException(
                new Problem(
                    ValidateCode.DATABASE,
                    entity.name() + "/" + tenant.name(),
                    "extra rows could not be read (SQLSTATE " + e.getSQLState() + ")",
                    "--verbose shows the server's words."),
                e));
  }

  /**
   * Deletes what these findings list; children go before their parents.
   *
   * @param broughtIn the legacy rows that were brought in again just now
   * @return how many target rows were deleted
   * @throws MigrationException if a partition is held, or the target does not let rows go; what was
   *     deleted of other partitions stays deleted
   */
  long delete(List<EntityFindings> findings, RepairKeys broughtIn) {
    long deleted = 0;
    for (int i = findings.size() - 1; i >= 0; i--) {
      deleted += delete(findings.get(i), broughtIn);
    }
    return deleted;
  }

  private long delete(EntityFindings findings, RepairKeys broughtIn) {
    Entity entity = manifest.entity(findings.entity());
    Tenant tenant = tenant(findings);
    ListedExtras listed = listed(entity, tenant, findings);
    if (listed.isEmpty()) {
      return 0;
    }
    requireSecret(entity);
    RunInfo info = Run.info(runId, manifest, "repair, extra rows");
    try (RunRecord record = RunRecord.begin(databases, Set.of(entity.service()), info)) {
      Ledger ledger = databases.ledger(entity.service());
      Claim claim = claim(ledger, entity, tenant);
      record.atEnd(() -> ledger.release(claim));
      Set<UUID> wanted = listed.rows();
      wanted.addAll(relatives(entity, tenant, listed));
      ExtraRemoval removal =
          new ExtraRemoval(
              listed,
              databases.legacy().of(tenant),
              trace.leads(entity, tenant, wanted),
              Set.copyOf(broughtIn.of(entity.name(), tenant.name())));
      long deleted = delete(ledger, claim, removal);
      record.ended(true, deleted + " extra rows deleted");
      return deleted;
    }
  }

  private Tenant tenant(EntityFindings findings) {
    return manifest.tenants().stream()
        .filter(one -> one.name().equals(findings.tenant()))
        .findFirst()
        .orElseThrow();
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
    return inTransaction(
        manifest.service(claim.entity().service()),
        claim.tenant(),
        connection -> {
          ledger.lock(claim);
          return removal.remove(connection, runId, validation);
        },
        e -> refused(claim, e));
  }

  /** Work on a connection that acts for a tenant. */
  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(
      Service service,
      Tenant tenant,
      Work<T> work,
      Function<SQLException, MigrationException> telling) {
    DataSource dataSource = databases.dataSource(service.name());
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              Connection connection = DataSourceUtils.getConnection(dataSource);
              try {
                actFor(connection, service, tenant);
                return work.on(connection);
              } catch (SQLException e) {
                throw telling.apply(e);
              } finally {
                DataSourceUtils.releaseConnection(connection, dataSource);
              }
            }));
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
