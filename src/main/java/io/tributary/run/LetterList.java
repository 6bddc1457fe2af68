package io.tributary.run;

import io.tributary.ledger.StoredLetter;
import java.util.List;
import java.util.Map;

/**
 * Dead letters of several services.
 *
 * @param letters by service and number, no more than were asked for
 * @param countByReason of all that match, the most frequent first
 */
public record LetterList(List<StoredLetter> letters, Map<String, Long> countByReason) {

  /** How many letters match. */
  public long total() {
    return countByReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
