package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.copy.LoadModes;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.route.Mapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Partitions as the services' ledgers grant them. */
final class LedgerPartitions implements Partitions {

  private final UUID runId;
  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;
  private final Mapper mapper;

  LedgerPartitions(
      UUID runId, Manifest manifest, Databases databases, Mappings mappings, Mapper mapper) {
    this.runId = runId;
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = mappings;
    this.mapper = mapper;
  }

  @Override
  public Claim claim(Entity entity, Tenant tenant) {
    Mappings.Compiled compiled = mappings.compile(entity, tenant);
    PartitionFingerprint fingerprint = PartitionFingerprint.of(compiled, tenant);
    Claim claim =
        databases
            .ledger(entity.service())
            .claim(
                runId,
                entity,
                tenant,
                0,
                fingerprint.digest(),
                fingerprint.parts(),
                () -> chooseMode(entity, tenant));
    mapper.use(claim, compiled.mapper());
    return claim;
  }

  private LoadMode chooseMode(Entity entity, Tenant tenant) {
    try (Connection connection = databases.connect(entity.service())) {
      return LoadModes.choose(
          connection,
          mappings.targets(entity.service()),
          entity,
          manifest.conventions().tenantId(),
          tenant.id());
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(manifest.service(entity.service()), e), e);
    }
  }

  @Override
  public void complete(Claim claim) {
    databases.ledger(claim.entity().service()).complete(claim);
  }

  @Override
  public void fail(Claim claim, String message) {
    databases.ledger(claim.entity().service()).fail(claim, message);
  }

  @Override
  public void release(Claim claim) {
    mapper.release(claim);
  }
}
