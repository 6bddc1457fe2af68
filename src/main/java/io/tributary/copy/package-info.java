/**
 * Into PostgreSQL: the target's catalog, binary COPY encoders for its types, the payload of a
 * batch, and the {@code pgcopy:} component that loads it, straight or by stage-and-merge, inside
 * the transaction that the route has opened.
 *
 * <p>Invariant: a load either settles the outcome of every mapped row of the batch or throws; a row
 * that PostgreSQL refuses costs itself alone: {@code Isolation} says how, {@code CulpritSearch} and
 * {@code Bisection} find it. Imports {@code batch}, {@code manifest}, {@code fault}; the doors are
 * {@link io.tributary.copy.TargetCatalog}, {@link io.tributary.copy.ColumnEncoders}, {@link
 * io.tributary.copy.LoadModes} and the component, and {@code BatchLoad} says how a load goes.
 */
@NullMarked
package io.tributary.copy;

import org.jspecify.annotations.NullMarked;
