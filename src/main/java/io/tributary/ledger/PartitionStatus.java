package io.tributary.ledger;

import java.util.Locale;

/** How a partition stands. */
public enum PartitionStatus {
  /** Rows may follow the cursor. */
  OPEN,
  /** The legacy server said that no row follows the cursor. */
  COMPLETE,
  /** The last try failed; running again goes on from the cursor. */
  FAILED;

  /** The word in the ledger's tables. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PartitionStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
