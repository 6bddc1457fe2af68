package io.tributary.manifest;

import java.util.List;

/**
 * One possible row of a table that a legacy row fills 0..n times.
 *
 * @param row what tells this row from its siblings, for good: part of its derived UUID. The 1-based
 *     position unless the manifest says otherwise
 * @param when legacy columns of which at least one must hold something other than NULL or blanks
 *     for the row to exist; never empty
 * @param columns the columns that only this row has
 * @param at where it stands
 */
public record RowMapping(
    String row, List<String> when, List<ColumnMapping> columns, SourcePosition at) {}
