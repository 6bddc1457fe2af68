/**
 * Takes batches back: deletes exactly the target rows that a batch inserted, their mapping rows and
 * its row of the ledger, and sets the partition's cursor back.
 *
 * <p>Invariants: a partition is taken back from its end, batch by batch; a batch is taken back by
 * one transaction, which locks the partition and checks the claim first; a row that somebody else
 * changed, or that somebody else's rows refer to, is left and reported, unless the operator says
 * otherwise. Imports {@code ledger}, {@code batch}, {@code manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.rollback;

import org.jspecify.annotations.NullMarked;
