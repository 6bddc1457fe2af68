package io.tributary.ledger;

import java.util.SortedMap;

/**
 * What a second pass came to.
 *
 * @param set references that were set
 * @param kept references that could not be set and stay in the work list: how many for which reason
 */
public record DeferredResult(long set, SortedMap<String, Long> kept) {

  /** How many references could not be set. */
  public long missing() {
    return kept.values().stream().mapToLong(Long::longValue).sum();
  }
}
