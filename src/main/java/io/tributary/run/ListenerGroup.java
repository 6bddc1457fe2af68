package io.tributary.run;

import io.tributary.batch.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Several listeners as one, told in their order. */
final class ListenerGroup implements RunListener {

  private final List<RunListener> listeners;

  ListenerGroup(List<RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void planned(WorkPlan plan) {
    listeners.forEach(listener -> listener.planned(plan));
  }

  @Override
  public void started(String entity, String tenant) {
    listeners.forEach(listener -> listener.started(entity, tenant));
  }

  @Override
  public void committed(Checkpoint checkpoint) {
    listeners.forEach(listener -> listener.committed(checkpoint));
  }

  @Override
  public void waiting(String entity, String tenant, String why) {
    listeners.forEach(listener -> listener.waiting(entity, tenant, why));
  }

  @Override
  public void rebuilding(String service, String table, int indexes) {
    listeners.forEach(listener -> listener.rebuilding(service, table, indexes));
  }

  @Override
  public void resumed(UUID runId, int done) {
    listeners.forEach(listener -> listener.resumed(runId, done));
  }

  @Override
  public void unanswered(String where, Instant until) {
    listeners.forEach(listener -> listener.unanswered(where, until));
  }

  @Override
  public void ended(PartitionResult result) {
    listeners.forEach(listener -> listener.ended(result));
  }
}
