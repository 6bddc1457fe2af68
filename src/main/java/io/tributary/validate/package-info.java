/**
 * Proof that a migration is right: what a {@link io.tributary.validate.ValidationReport} says, and
 * the comparing behind it.
 *
 * <p>Rows are compared set-wise inside PostgreSQL: legacy rows that were read and mapped again are
 * copied into temporary tables shaped like the target, and joined with it. A row that differs is
 * only suspect at first; it is read, mapped and compared once more before it is called different.
 * Aggregates, counts, orphans and uniqueness are plain SQL that no mapper takes part in.
 *
 * <p>Invariant: what was not looked at is never called passed. Writes nothing but temporary tables.
 * Imports {@code ledger}, {@code legacy}, {@code copy}, {@code batch}, {@code manifest} and {@code
 * fault}; what needs routes is in {@code run}.
 */
@NullMarked
package io.tributary.validate;

import org.jspecify.annotations.NullMarked;
