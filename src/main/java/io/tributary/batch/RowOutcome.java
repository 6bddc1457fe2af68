package io.tributary.batch;

/**
 * What became of a legacy row. Each row of a closed batch has one of the final outcomes; their
 * counts add up to the rows read.
 */
public enum RowOutcome {
  /** Not yet through the mapper. */
  READ(false),
  /** Mapped and encoded, not yet loaded. */
  MAPPED(false),
  /** Dropped by a route step or a mapper, with a reason. */
  FILTERED(true),
  /** Could not be mapped or loaded; kept in {@code migration.dead_letter}. */
  DEAD(true),
  /** All its target rows were inserted. */
  INSERTED(true),
  /** It was there and differed; now it is as legacy has it. */
  UPDATED(true),
  /** It was there and is the same. */
  UNCHANGED(true),
  /** It is a shared row that another legacy row had brought already; its key maps to that row. */
  DEDUPLICATED(true);

  private final boolean isFinal;

  RowOutcome(boolean isFinal) {
    this.isFinal = isFinal;
  }

  /** Whether a batch can be closed with rows of this outcome. */
  public boolean isFinal() {
    return isFinal;
  }
}
