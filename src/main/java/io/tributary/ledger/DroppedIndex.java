package io.tributary.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * An index of a target table that was dropped before a first load and is missing since.
 *
 * @param number its number in the ledger
 * @param runId the run that dropped it
 * @param runLives whether that run still lives, and so rebuilds it itself
 * @param schema the schema of table and index
 * @param table the table
 * @param name the index
 * @param droppedAt when, by the database's clock
 */
public record DroppedIndex(
    long number,
    UUID runId,
    boolean runLives,
    String schema,
    String table,
    String name,
    Instant droppedAt) {

  /** Its table with the schema, for people. */
  public String displayTable() {
    return schema + "." + table;
  }
}
