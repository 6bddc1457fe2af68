/**
 * What travels through a route: the {@link io.tributary.batch.Claim} on a partition, the {@link
 * io.tributary.batch.Batch} read under it, the {@link io.tributary.batch.RowChunk} that a mapper
 * works on, and the {@link io.tributary.batch.Checkpoint} that the ledger answers with.
 *
 * <p>The invariant kept here is the accounting: every legacy row of a batch has exactly one {@link
 * io.tributary.batch.RowOutcome} when the batch is closed. May import {@code manifest} and {@code
 * fault} only; knows nothing of JDBC or Camel.
 */
@NullMarked
package io.tributary.batch;

import org.jspecify.annotations.NullMarked;
