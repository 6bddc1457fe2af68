/**
 * From a legacy row to encoded target rows: the manifest's columns compiled against both catalogs,
 * UUIDs derived, references resolved, values converted by stated rules. The door: {@link
 * io.tributary.mapping.MappingCompiler} makes an {@link io.tributary.mapping.EntityMapper}; routes
 * use that, {@link io.tributary.mapping.PayloadAggregation} and {@link
 * io.tributary.mapping.RowSteps}; a custom bean is a {@link io.tributary.mapping.ColumnMapper}.
 *
 * <p>Invariant: every row of a chunk leaves the mapper mapped, filtered or refused, and nothing is
 * lost in a conversion that the manifest doesn't name. Imports {@code copy}, {@code batch}, {@code
 * manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.mapping;

import org.jspecify.annotations.NullMarked;
