package io.tributary.run;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.KeySum;
import io.tributary.batch.LoadMode;
import io.tributary.copy.LoadModes;
import io.tributary.fault.MigrationException;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.ledger.ClaimRequest;
import io.tributary.ledger.Ledger;
import io.tributary.legacy.KeysetReader;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.route.Mapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Partitions as the services' ledgers grant them. */
final class LedgerPartitions implements Partitions {

  private final UUID runId;
  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;
  private final Mapper mapper;
  private final RouteSteps routeSteps;
  private final Predicate<Claim> shouldPause;
  private final Optional<String> acceptedChanges;
  private final Replay replay;
  private final Optional<RepairKeys> repair;
  private final IndexRebuilds indexes;

  /**
   * Partitions of one run.
   *
   * @param shouldPause whether a partition is to be left at the next batch's edge
   * @param acceptedChanges why a changed fingerprint is to be accepted; empty to refuse it
   * @param replay the dead letters to try again, where an operator asked for that
   * @param repair the rows to bring in again, where an operator asked for that
   * @param indexes those that are rebuilt as their tables are loaded
   */
  LedgerPartitions(
      UUID runId,
      Manifest manifest,
      Databases databases,
      Assembly assembly,
      Predicate<Claim> shouldPause,
      Optional<String> acceptedChanges,
      Replay replay,
      Optional<RepairKeys> repair,
      IndexRebuilds indexes) {
    this.runId = runId;
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = assembly.mappings();
    this.mapper = assembly.mapper();
    this.routeSteps = assembly.routeSteps();
    this.shouldPause = shouldPause;
    this.acceptedChanges = acceptedChanges;
    this.replay = replay;
    this.repair = repair;
    this.indexes = indexes;
  }

  @Override
  public ClaimAnswer claim(WorkItem item, int range) {
    Entity entity = item.entity;
    Mappings.Compiled compiled = mappings.compile(entity, item.tenant);
    PartitionFingerprint fingerprint =
        PartitionFingerprint.of(compiled, item.tenant, routeSteps.of(entity.name()));
    ClaimRequest request =
        new ClaimRequest(
            runId,
            entity,
            item.tenant,
            range,
            fingerprint.digest(),
            fingerprint.parts(),
            purpose(item),
            acceptedChanges,
            item.pass);
    ClaimAnswer answer = ledger(entity).claim(request, () -> chooseMode(entity, item.tenant));
    if (answer instanceof ClaimAnswer.Granted granted) {
      mapper.use(granted.claim(), compiled.mapper());
    }
    return answer;
  }

  /** What an item's next claim is for. */
  static ClaimRequest.Purpose purpose(WorkItem item) {
    return switch (item.task) {
      case DRY_RUN, VALIDATE -> throw new IllegalArgumentException("it claims nothing");
      case LOAD -> ClaimRequest.Purpose.LOAD;
      // Only the first claim begins a pass: a later one may meet the end of all ranges.
      case REFRESH ->
          item.ranges.isKnown() ? ClaimRequest.Purpose.LOAD : ClaimRequest.Purpose.REFRESH;
      case CATCH_UP, SETTLE, REPAIR -> ClaimRequest.Purpose.LATE_ROWS;
      case REPLAY -> ClaimRequest.Purpose.REPLAY;
    };
  }

  @Override
  public List<Integer> openRanges(WorkItem item) {
    return ledger(item.entity).openRanges(item.entity, item.tenant);
  }

  @Override
  public int cut(Claim claim, List<String> key) {
    return ledger(claim.entity()).cut(claim, key);
  }

  @Override
  public End work(WorkItem item, Claim claim, PartitionRunner runner) {
    Ledger ledger = ledger(claim.entity());
    if (item.task != WorkItem.Task.LOAD) {
      indexes.loaded().awaitBuilt(claim.entity());
    }
    return switch (item.task) {
      case DRY_RUN, VALIDATE -> throw new IllegalArgumentException("it claims nothing");
      case LOAD, REFRESH -> load(claim, ledger, runner);
      case CATCH_UP -> late(claim, ledger, catchUp(claim, ledger, runner));
      case SETTLE -> late(claim, ledger, new Letters(claim, ledger, runner).settle());
      case REPLAY -> late(claim, ledger, new Letters(claim, ledger, runner).replay(replay));
      case REPAIR -> late(claim, ledger, repair(claim, runner));
    };
  }

  /** The range that ends last compares the keys of all. */
  private End load(Claim claim, Ledger ledger, PartitionRunner runner) {
    if (runner.run(claim) == PartitionRunner.End.PAUSED) {
      return End.PAUSED;
    }
    if (!ledger.isLastRange(claim)) {
      return End.RANGE_COMPLETE;
    }
    if (catchUp(claim, ledger, runner) == PartitionRunner.End.PAUSED) {
      return End.PAUSED;
    }
    ledger.complete(claim);
    return End.COMPLETE;
  }

  /** Work on a partition that stands as it stood. */
  private static End late(Claim claim, Ledger ledger, PartitionRunner.End end) {
    if (end == PartitionRunner.End.PAUSED) {
      return End.PAUSED;
    }
    ledger.release(claim);
    return End.COMPLETE;
  }

  private PartitionRunner.End repair(Claim claim, PartitionRunner runner) {
    List<String> keys = repair.orElseThrow().of(claim.entity().name(), claim.tenant().name());
    return runner.run(claim, BatchKind.REPAIR, keys).size() == keys.size()
        ? PartitionRunner.End.COMPLETE
        : PartitionRunner.End.PAUSED;
  }

  private PartitionRunner.End catchUp(Claim claim, Ledger ledger, PartitionRunner runner) {
    LegacyDatabase legacy = databases.legacy().of(claim.tenant());
    CatchUp.Keys keys =
        new CatchUp.Keys() {
          @Override
          public Optional<KeySum> sum() {
            return legacy.keySum(claim.entity(), manifest);
          }

          @Override
          public KeysetReader open() {
            return legacy.keyReader(claim, manifest);
          }
        };
    return new CatchUp(claim, ledger, runner, () -> shouldPause.test(claim)).run(keys);
  }

  private Ledger ledger(Entity entity) {
    return databases.ledger(entity.service());
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
  public void leave(Claim claim) {
    ledger(claim.entity()).release(claim);
  }

  @Override
  public void fail(Claim claim, String message) {
    ledger(claim.entity()).fail(claim, message);
  }

  @Override
  public void between() {
    indexes.rebuildLoaded();
  }

  @Override
  public void abandon() {
    indexes.loaded().over();
  }

  @Override
  public void release(Claim claim) {
    mapper.release(claim);
  }
}
