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

  enum State {
    WAITING,
    RUNNING,
    ENDED
  }

  final int number;
  final Entity entity;
  final Tenant tenant;
  final long estimatedRows;

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

  WorkItem(int number, PlannedPartition planned) {
    this.number = number;
    this.entity = planned.entity();
    this.tenant = planned.tenant();
    this.estimatedRows = planned.remainingRows();
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
    return new PartitionResult(
        entity.name(),
        tenant.name(),
        status,
        accounting,
        Collections.unmodifiableSortedMap(new TreeMap<>(deadLetterReasons)),
        duration,
        Optional.ofNullable(failure),
        Optional.ofNullable(cause));
  }
}
