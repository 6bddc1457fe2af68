package io.tributary.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * UUIDs that come more than once, in one source or in several. All sources are walked through side
 * by side in the order of the UUIDs, so that equal ones meet: nothing is kept but each source's
 * page, here and on the servers. For one thread.
 */
final class RepeatedUuids {

  private static final int STEPS_UNASKED = 10_000;

  private final List<UUID> first = new ArrayList<>();
  private final BooleanSupplier goesOn;
  private long count;
  private long rows;

  /** None is found yet; may be told to stop between any rows. */
  RepeatedUuids(BooleanSupplier goesOn) {
    this.goesOn = goesOn;
  }

  /**
   * Walks through sources.
   *
   * @return whether it came to their end
   */
  boolean find(List<OrderedUuids> sources) {
    PriorityQueue<OrderedUuids> waiting = new PriorityQueue<>();
    sources.stream().filter(OrderedUuids::next).forEach(waiting::add);
    UUID last = null;
    boolean isTold = false;
    for (OrderedUuids source = waiting.poll(); source != null; source = waiting.poll()) {
      if (rows++ % STEPS_UNASKED == 0 && !goesOn.getAsBoolean()) {
        return false;
      }
      boolean again = last != null && source.id().equals(last);
      if (again && !isTold) {
        add(source.id());
      }
      isTold = again;
      last = source.id();
      if (source.next()) {
        waiting.add(source);
      }
    }
    return true;
  }

  private void add(UUID id) {
    count++;
    if (first.size() < Check.MOST_LISTED) {
      first.add(id);
    }
  }

  /** The first of them, at most {@link Check#MOST_LISTED}. */
  List<UUID> first() {
    return List.copyOf(first);
  }

  /** How many there are. */
  long count() {
    return count;
  }

  /** How many rows were looked at. */
  long rows() {
    return rows;
  }
}
