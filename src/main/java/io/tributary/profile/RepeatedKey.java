package io.tributary.profile;

import java.util.List;

/**
 * A key of the target that must not repeat, and rows of legacy that would repeat it. Counted by the
 * legacy server, by its own collation: what it holds equal, PostgreSQL may hold different.
 *
 * @param table the target table
 * @param columns its columns
 * @param legacyColumns the legacy columns that fill them, in the same order
 * @param keys how many keys are there more than once
 * @param rows how many rows have one of these; all but one of each would be refused
 */
public record RepeatedKey(
    String table, List<String> columns, List<String> legacyColumns, long keys, long rows) {

  /** How many rows would be refused. */
  public long refused() {
    return rows - keys;
  }
}
