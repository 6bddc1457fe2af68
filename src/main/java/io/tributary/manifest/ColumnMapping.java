package io.tributary.manifest;

import java.util.List;
import java.util.Optional;

/**
 * How one target column gets its value. The steps apply in this order: source, clean, values, as.
 *
 * @param column the target column, unquoted
 * @param source where the value comes from
 * @param clean what is done to text first, in order
 * @param values replaces whole values
 * @param as the stated conversion; empty: whatever is lossless from the legacy type to the target's
 * @param at where it stands
 */
public record ColumnMapping(
    String column,
    ValueSource source,
    List<Clean> clean,
    Optional<ValueMap> values,
    Optional<Conversion> as,
    SourcePosition at) {}
