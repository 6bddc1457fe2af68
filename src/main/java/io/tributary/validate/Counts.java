package io.tributary.validate;

import java.util.List;

/**
 * The accounting of an entity and tenant: {@code legacy = mapped + filtered + deadLettered}.
 *
 * @param legacy rows that legacy has now, the manifest's filter applied
 * @param mapped legacy rows in the mapping store
 * @param filtered legacy rows that a step dropped
 * @param deadLettered legacy rows that are neither, with a dead letter that is open, waits, or was
 *     discarded
 * @param tables each target table
 */
public record Counts(
    long legacy, long mapped, long filtered, long deadLettered, List<TableCount> tables) {

  /** An immutable list. */
  public Counts {
    tables = List.copyOf(tables);
  }
}
