/**
 * What is known to have happened: partitions and their fences, batch state, mapping store and dead
 * letters, in schema {@code migration} of each service database.
 *
 * <p>Invariant: a batch's ledger row, mapping rows and dead letters are written by the transaction
 * that writes its target rows. Imports {@code batch}, {@code manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.ledger;

import org.jspecify.annotations.NullMarked;
