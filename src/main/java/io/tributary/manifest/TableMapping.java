package io.tributary.manifest;

import java.util.List;

/**
 * What goes into one target table from one legacy row: one row, or, with {@code each}, 0..n rows.
 *
 * @param table the target table, unquoted, in the service's schema
 * @param columns the mapped columns; with {@code each}, those that all its rows share
 * @param each the possible rows, in order; empty if each legacy row makes exactly one
 * @param at where it stands
 */
public record TableMapping(
    String table, List<ColumnMapping> columns, List<RowMapping> each, SourcePosition at) {}
