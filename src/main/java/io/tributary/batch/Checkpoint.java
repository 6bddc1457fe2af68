package io.tributary.batch;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Proof that a batch is committed: the body that a load route ends with, and without which {@code
 * keyset:} does not go on.
 *
 * @param claim the claim it was loaded under
 * @param batchId the batch
 * @param upper the key of the batch's last row as the ledger has it, by its parts' canonical texts;
 *     the next batch starts after it
 * @param accounting what became of its rows
 * @param checksum sum modulo 2^64 of the hashes of the rows that the target has
 * @param duration from reading the first row to the commit
 * @param replayed whether the batch had been committed before and nothing was written now
 */
public record Checkpoint(
    Claim claim,
    UUID batchId,
    List<String> upper,
    Accounting accounting,
    long checksum,
    Duration duration,
    boolean replayed) {}
