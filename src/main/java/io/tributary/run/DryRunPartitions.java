package io.tributary.run;

import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Tenant;
import io.tributary.route.Mapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Partitions of a dry run: every one from its first row, with no ledger asked or told. One that has
 * rested, at a tenant's pause or while a server is slow, goes on where it was.
 */
final class DryRunPartitions implements Partitions {

  private final UUID runId;
  private final Mappings mappings;
  private final Mapper mapper;
  private final Map<WorkItem, List<String>> cursors = new ConcurrentHashMap<>();

  DryRunPartitions(UUID runId, Mappings mappings, Mapper mapper) {
    this.runId = runId;
    this.mappings = mappings;
    this.mapper = mapper;
  }

  @Override
  public ClaimAnswer claim(WorkItem item, int range) {
    Entity entity = item.entity;
    Tenant tenant = item.tenant;
    Mappings.Compiled compiled = mappings.compile(entity, tenant);
    Claim claim =
        new Claim(
            runId,
            entity,
            tenant,
            0,
            0,
            0,
            0,
            0,
            entity.load() == LoadStyle.UPSERT ? LoadMode.UPSERT : LoadMode.DIRECT,
            Optional.ofNullable(cursors.get(item)),
            PartitionFingerprint.of(compiled, tenant, "").digest());
    mapper.use(claim, compiled.mapper());
    return new ClaimAnswer.Granted(claim);
  }

  @Override
  public void committed(WorkItem item, Checkpoint checkpoint) {
    cursors.put(item, checkpoint.upper());
  }

  @Override
  public End work(WorkItem item, Claim claim, PartitionRunner runner) {
    return runner.run(claim) == PartitionRunner.End.PAUSED ? End.PAUSED : End.COMPLETE;
  }

  @Override
  public List<Integer> openRanges(WorkItem item) {
    return List.of();
  }

  @Override
  public int cut(Claim claim, List<String> key) {
    throw new IllegalStateException("a dry run has no ledger that could keep a range");
  }

  @Override
  public void leave(Claim claim) {
    // Nothing is held in a dry run.
  }

  @Override
  public void fail(Claim claim, String message) {
    // Nothing is written in a dry run; the result tells the failure.
  }

  @Override
  public void between() {
    // No index is dropped in a dry run.
  }

  @Override
  public void abandon() {
    // Nobody waits for indexes in a dry run.
  }

  @Override
  public void release(Claim claim) {
    mapper.release(claim);
  }
}
