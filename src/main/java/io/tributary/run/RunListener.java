package io.tributary.run;

import io.tributary.batch.Checkpoint;
import java.time.Instant;
import java.util.UUID;

/**
 * Who wants to know how a run goes, each as much as it cares for. Called from worker threads,
 * several at a time; implementations are thread-safe and quick.
 */
public interface RunListener {

  /** The run begins with this plan. */
  default void planned(WorkPlan plan) {}

  /** A worker begins a partition, or goes on with it. */
  default void started(String entity, String tenant) {}

  /** A batch is committed. */
  default void committed(Checkpoint checkpoint) {}

  /** A partition waits although it could run: its route is suspended, its tenant paused. */
  default void waiting(String entity, String tenant, String why) {}

  /**
   * Indexes of a table, named with its schema, are rebuilt now; the load has ended or not begun.
   */
  default void rebuilding(String service, String table, int indexes) {}

  /** A validation goes on that was broken off, with so many entities and tenants behind it. */
  default void resumed(UUID runId, int done) {}

  /**
   * A database does not answer, and is tried again; told once, until it has answered.
   *
   * @param where which one
   * @param until when it is given up at the latest
   */
  default void unanswered(String where, Instant until) {}

  /** A partition has come to its end in this run. */
  default void ended(PartitionResult result) {}
}
