package io.tributary.copy;

import io.tributary.batch.Batch;
import java.util.List;

/**
 * A batch, mapped and encoded: what the splitter's aggregation strategy hands to {@code pgcopy:}.
 *
 * @param batch the batch, each row mapped, filtered or refused
 * @param tables for each target table of the entity, parents first, its rows chunk by chunk in the
 *     order of the legacy rows
 */
public record CopyPayload(Batch batch, List<List<TableRows>> tables) {

  /** How many bytes the encoded rows take. */
  public long bytes() {
    return tables.stream().flatMap(List::stream).mapToLong(rows -> rows.buffer().size()).sum();
  }
}
