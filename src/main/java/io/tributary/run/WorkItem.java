package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A partition on its way through a run. Its state is guarded by the lock of the {@link WorkQueue}
 * that it belongs to.
 */
final class WorkItem {

  /** What is to be done with the partition. */
  enum Task {
    /** To load what is not loaded yet. */
    LOAD,
    /** To try the rows that wait for a parent once more, when the tenant's phase is loaded. */
    SETTLE,
    /** To try dead letters again, since an operator asked for it. */
    REPLAY
  }

  enum State {
    WAITING,
    RUNNING,
    ENDED
  }

  final int number;
  final Entity entity;
  final Tenant tenant;
  final long estimatedRows;
  final Task task;

  /** Items of the same tenant that wait for this one to be complete. */
  final List<WorkItem> dependents = new ArrayList<>();

  /** How many items this one still waits for. */
  int waitsFor;

  State state = State.WAITING;
  @Nullable PartitionStatus status;
  Accounting accounting = Accounting.NONE;
  final SortedMap<String, Long> deadLetterReasons = new TreeMap<>();
  Duration duration = Duration.ZERO;
  @Nullable String failure;
  @Nullable Throwable cause;

  /** Rows of this run that wait for a parent. */
  long waitingRows;

  /** Who holds the partition elsewhere; null if nobody is known to. */
  @Nullable String heldBy;

  /** {@link System#nanoTime} before which it is of no use to ask for the partition again. */
  long notBefore;

  /** The item that tries this one's waiting rows again; null if there is none. */
  @Nullable WorkItem settling;

  WorkItem(int number, PlannedPartition planned, Task task) {
    this(number, planned.entity(), planned.tenant(), planned.remainingRows(), task);
  }

  private WorkItem(int number, Entity entity, Tenant tenant, long estimatedRows, Task task) {
    this.number = number;
    this.entity = entity;
    this.tenant = tenant;
    this.estimatedRows = estimatedRows;
    this.task = task;
  }

  /** Makes the item that tries this one's waiting rows again. */
  WorkItem settle() {
    WorkItem item = new WorkItem(number, entity, tenant, waitingRows, Task.SETTLE);
    settling = item;
    return item;
  }

  /** This item cannot begin before that one is complete. */
  void waitFor(WorkItem other) {
    other.dependents.add(this);
    waitsFor++;
  }

  void end(PartitionStatus endStatus, @Nullable String why) {
    state = State.ENDED;
    status = endStatus;
    failure = why;
  }

  String displayName() {
    return entity.name() + "/" + tenant.name();
  }

  PartitionResult result() {
    if (status == null) {
      throw new IllegalStateException(displayName() + " has not ended");
    }
    PartitionResult own =
        new PartitionResult(
            entity.name(),
            tenant.name(),
            status,
            accounting,
            Collections.unmodifiableSortedMap(new TreeMap<>(deadLetterReasons)),
            duration,
            Optional.ofNullable(failure),
            Optional.ofNullable(cause));
    return settling == null || settling.status == null ? own : own.settled(settling.result());
  }
}
