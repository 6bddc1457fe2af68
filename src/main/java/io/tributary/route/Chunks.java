package io.tributary.route;

import io.tributary.batch.Batch;
import io.tributary.batch.RowChunk;
import java.util.List;

/** Bean {@code chunks}: what the split EIP of an entity's route splits a batch into. */
public final class Chunks {

  /** The batch in slices of at most that many rows, in key order. */
  public List<RowChunk> of(Batch batch, int rows) {
    return batch.chunks(rows);
  }
}
