package io.tributary.ledger;

import io.tributary.batch.Checkpoint;
import java.util.Optional;

/**
 * The ledger's answer to {@link Ledger#open}.
 *
 * @param batchNo the batch's short number
 * @param committedBefore present if the batch is committed already: then nothing is to be written,
 *     and the reader goes on after this checkpoint's upper bound
 */
public record OpenedBatch(long batchNo, Optional<Checkpoint> committedBefore) {}
