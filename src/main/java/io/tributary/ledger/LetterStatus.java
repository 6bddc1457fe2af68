package io.tributary.ledger;

import java.util.Locale;

/** How a dead letter stands. */
public enum LetterStatus {
  /** Somebody has to deal with it. */
  OPEN,
  /** Its parent is not there yet; it is tried again at the end of the phase. */
  WAITING,
  /** Its row was loaded after all. */
  REPLAYED,
  /** Somebody decided against its row. */
  DISCARDED,
  /** Its batch was taken back. */
  ROLLED_BACK;

  /** As the ledger and the command line have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether its row can still be tried again, or be decided against. */
  public boolean isPending() {
    return this == OPEN || this == WAITING;
  }

  static LetterStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
