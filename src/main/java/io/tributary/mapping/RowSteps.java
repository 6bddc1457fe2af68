package io.tributary.mapping;

import io.tributary.batch.RowChunk;
import io.tributary.batch.WhiteSpace;

/**
 * Steps that route files use by the name {@code rows}, so that an entity can be filtered without a
 * line of Java: {@code bean: { ref: rows, method: "dropWhere(${body}, 'Status', 'TEST')" }}. What
 * they drop is counted as filtered. Stateless and thread-safe.
 */
public final class RowSteps {

  /** Lets every row pass: what a route has where no step is wanted. */
  public RowChunk pass(RowChunk chunk) {
    return chunk;
  }

  /**
   * Drops the rows whose column has this value.
   *
   * @param column a legacy column, without regard to case
   * @param value the value as text: decimals without regard to trailing zeros, bits as 1 and 0 or
   *     true and false; NULL never matches
   * @throws IllegalArgumentException if the entity has no such column
   */
  public void dropWhere(RowChunk chunk, String column, String value) {
    int index = chunk.batch().shape().indexOf(column);
    chunk.dropIf(row -> has(chunk, row, index, value), column + " = " + value);
  }

  /**
   * Drops the rows whose column is NULL or holds only white space.
   *
   * @param column a legacy column, without regard to case
   * @throws IllegalArgumentException if the entity has no such column
   */
  public void dropWhereBlank(RowChunk chunk, String column) {
    int index = chunk.batch().shape().indexOf(column);
    chunk.dropIf(
        row -> WhiteSpace.isBlank(chunk.batch().row(row.index())[index]), column + " is blank");
  }

  private static boolean has(RowChunk chunk, RowChunk.Row row, int index, String value) {
    Object found = chunk.batch().row(row.index())[index];
    return found != null && LegacyText.matches(found, value);
  }
}
