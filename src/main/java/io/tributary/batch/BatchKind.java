package io.tributary.batch;

import java.util.Locale;

/** Where the rows of a batch come from. */
public enum BatchKind {
  /** The next rows of the partition in key order. These batches alone move the cursor. */
  RANGE,
  /** Rows that appeared behind the cursor while the partition was read. */
  CATCH_UP,
  /** Dead letters, tried again: their rows were read by another batch before. */
  REPLAY,
  /** Rows that a validation looks at. Nothing of them is written, and no ledger knows them. */
  VALIDATION,
  /** Rows that a validation found to differ, brought into the target again. */
  REPAIR;

  /** As the ledger has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
