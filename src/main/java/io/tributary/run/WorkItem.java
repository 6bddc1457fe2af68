package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Ranges;
import io.tributary.manifest.Scope;
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
 * The partition of an entity and tenant on its way through a run, all its key ranges together. Its
 * state is guarded by the lock of the {@link WorkQueue} that it belongs to.
 */
final class WorkItem {

  /** What is to be done with the partition. */
  enum Task {
    /** To load what is not loaded yet. */
    LOAD,
    /**
     * To go through it once more from its first row if it is complete, and else to load what is not
     * loaded yet.
     */
    REFRESH,
    /** To read and map everything and to write nothing. */
    DRY_RUN,
    /** To read and map, and to compare with what is there. */
    VALIDATE,
    /**
     * To look once more for rows of a parent that appeared since it was loaded, when the tenant's
     * phase is loaded and has rows that wait for a parent.
     */
    CATCH_UP,
    /** To try the rows that wait for a parent once more, when the tenant's phase is loaded. */
    SETTLE,
    /** To try dead letters again, since an operator asked for it. */
    REPLAY,
    /** To bring rows in again that a validation found to differ. */
    REPAIR
  }

  /**
   * An entity that an item's rows refer to.
   *
   * @param loading the item that loads it for the same tenant in this run; null if none does
   */
  record Parent(Entity entity, @Nullable WorkItem loading) {}

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

  /** Which time the partition was gone through when the plan was made. */
  final int pass;

  /**
   * The phase in which it is done: the entity's own, unless it is done for the sake of another. All
   * validations are done in one: none waits for another.
   */
  final int phase;

  /** What this one refers to. */
  final List<Parent> parents = new ArrayList<>();

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

  /** Rows that wait for a parent: of this run, and those that earlier runs left. */
  long waitingRows;

  /** Of these the ones that earlier runs left. */
  private final long waitingBefore;

  /** Its key ranges that have not ended. */
  final ItemRanges ranges;

  /** {@link System#nanoTime} when the first of the workers that it has now began. */
  private long workedSince;

  /** Who holds the partition elsewhere; null if nobody is known to. */
  @Nullable String heldBy;

  /** {@link System#nanoTime} before which it is of no use to ask for the partition again. */
  long notBefore;

  /** What is done afterwards with the same partition, and for its sake with parents. */
  private final List<WorkItem> afterwards = new ArrayList<>();

  WorkItem(int number, PlannedPartition planned, Task task) {
    this(
        number,
        planned.entity(),
        planned.tenant(),
        planned.remainingRows(),
        task,
        planned.pass(),
        task == Task.VALIDATE ? 0 : planned.entity().phase(),
        waitingBefore(planned, task));
  }

  /** A partition that is read again from its first row meets the rows that wait again. */
  private static long waitingBefore(PlannedPartition planned, Task task) {
    boolean goesOn = planned.state() != PlannedPartition.State.REFRESH;
    return goesOn && (task == Task.LOAD || task == Task.REFRESH) ? planned.waitingRows() : 0;
  }

  private WorkItem(
      int number,
      Entity entity,
      Tenant tenant,
      long estimatedRows,
      Task task,
      int pass,
      int phase,
      long waitingBefore) {
    this.number = number;
    this.entity = entity;
    this.tenant = tenant;
    this.estimatedRows = estimatedRows;
    this.task = task;
    this.pass = pass;
    this.phase = phase;
    this.waitingBefore = waitingBefore;
    this.waitingRows = waitingBefore;
    this.ranges = new ItemRanges(estimatedRows);
  }

  /**
   * Whether parts of it can be given to others: its rows are read in the order of a table's keys,
   * and none of them can become another tenant's.
   */
  boolean canBeCut() {
    return (task == Task.LOAD || task == Task.REFRESH)
        && entity.ranges() == Ranges.AUTO
        && entity.legacy().table().isPresent()
        && entity.load() == LoadStyle.COPY
        && entity.scope() == Scope.TENANT;
  }

  /** A worker takes the next of its ranges. */
  WorkRange begin() {
    if (ranges.workers() == 0) {
      workedSince = System.nanoTime();
    }
    state = State.RUNNING;
    notBefore = System.nanoTime();
    return ranges.take();
  }

  /** It is worked on no more, for now or for good. */
  void rest() {
    duration = duration.plusNanos(System.nanoTime() - workedSince);
  }

  /** One of its ranges has failed: the others are left at their batches' edges. */
  boolean isFailing() {
    return state != State.ENDED && cause != null;
  }

  /** Whether rows without their parent are tried once more, when the phase is loaded. */
  boolean canWait() {
    return task == Task.LOAD || task == Task.REFRESH || task == Task.CATCH_UP;
  }

  /** Makes the item that tries this one's waiting rows again. */
  WorkItem settle() {
    WorkItem item = new WorkItem(number, entity, tenant, waitingRows, Task.SETTLE, pass, phase, 0);
    afterwards.add(item);
    return item;
  }

  /**
   * Makes the item that looks for new rows of a parent, for the sake of this one's waiting rows.
   */
  WorkItem catchUp(Parent parent) {
    WorkItem loading = parent.loading;
    int place = loading == null ? 0 : loading.number;
    WorkItem item = new WorkItem(place, parent.entity, tenant, 0, Task.CATCH_UP, 0, phase, 0);
    (loading == null ? this : loading).afterwards.add(item);
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

  /** The run is over: what has not ended was stopped, what was to be done afterwards included. */
  void stop() {
    if (state != State.ENDED) {
      end(PartitionStatus.STOPPED, null);
    }
    afterwards.forEach(WorkItem::stop);
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
    PartitionResult all = own;
    for (WorkItem later : afterwards) {
      if (later.status != null) {
        all = together(all, later);
      }
    }
    return all;
  }

  private PartitionResult together(PartitionResult all, WorkItem later) {
    if (!later.entity.equals(entity)) {
      return all.onlyIfWentWell(later.result());
    }
    boolean replay = later.task == Task.SETTLE;
    return (replay ? all.withWaiting(waitingBefore) : all).followedBy(later.result(), replay);
  }
}
