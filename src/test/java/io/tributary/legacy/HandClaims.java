package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An orchestrator by hand: it knows which routes are ready, and what was committed. */
final class HandClaims implements ClaimSource {

  final Map<String, PartitionRunner> attached = new ConcurrentHashMap<>();
  final List<Batch> committed = new CopyOnWriteArrayList<>();
  volatile boolean pause;
  volatile Function<RangeRest, Optional<List<String>>> cut = rest -> Optional.empty();
  volatile Runnable afterCommit = () -> {};

  @Override
  public void attach(String entity, PartitionRunner runner) {
    attached.put(entity, runner);
  }

  @Override
  public void detach(String entity) {
    attached.remove(entity);
  }

  @Override
  public boolean shouldPause(Claim claim) {
    return pause;
  }

  @Override
  public Optional<List<String>> cut(Claim claim, RangeRest rest) {
    return cut.apply(rest);
  }

  @Override
  public void committed(Batch batch, Checkpoint checkpoint) {
    committed.add(batch);
    afterCommit.run();
  }
}
