/**
 * Into PostgreSQL: the target's catalog, binary COPY encoders for its types, the payload of a
 * batch, and the {@code pgcopy:} component that loads it, straight or by stage-and-merge, inside
 * the transaction that the route has opened.
 *
 * <p>Invariant: a load either settles the outcome of every mapped row of the batch or throws; a row
 * that PostgreSQL refuses costs itself alone. Imports {@code batch}, {@code manifest}, {@code
 * fault}.
 */
@NullMarked
package io.tributary.copy;

import org.jspecify.annotations.NullMarked;
