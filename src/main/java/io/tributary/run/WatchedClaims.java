package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.legacy.ClaimSource;
import io.tributary.legacy.PartitionRunner;
import io.tributary.legacy.RangeRest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Claims whose batches somebody looks at when their route is through with them. */
final class WatchedClaims implements ClaimSource {

  private final ClaimSource claims;
  private final Consumer<Batch> watcher;

  /**
   * Watched claims.
   *
   * @param watcher is called by several threads at a time; what it throws fails the partition
   */
  WatchedClaims(ClaimSource claims, Consumer<Batch> watcher) {
    this.claims = claims;
    this.watcher = watcher;
  }

  @Override
  public void attach(String entity, PartitionRunner runner) {
    claims.attach(entity, runner);
  }

  @Override
  public void detach(String entity) {
    claims.detach(entity);
  }

  @Override
  public boolean shouldPause(Claim claim) {
    return claims.shouldPause(claim);
  }

  @Override
  public Optional<List<String>> cut(Claim claim, RangeRest rest) {
    return claims.cut(claim, rest);
  }

  @Override
  public void committed(Batch batch, Checkpoint checkpoint) {
    watcher.accept(batch);
    claims.committed(batch, checkpoint);
  }
}
