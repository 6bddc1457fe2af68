package io.tributary.mapping;

import io.tributary.batch.Batch;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.MappedChunk;
import io.tributary.copy.TableRows;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts the chunks of a batch together again, and sees that no row is missing. */
final class PayloadCheck {

  private static final String HINT =
      "a route step that wants rows gone says so by RowChunk.drop, or by the bean `rows`; a filter,"
          + " a stop or a new body between the split and the mapper loses whole chunks";

  private PayloadCheck() {}

  /**
   * The payload of the batch that these chunks are of.
   *
   * @throws MigrationException if a row of the batch is missing, doubled or not settled
   */
  static CopyPayload close(List<MappedChunk> chunks) {
    if (chunks.isEmpty()) {
      throw nothingCame();
    }
    List<MappedChunk> inOrder = new ArrayList<>(chunks);
    inOrder.sort(Comparator.comparingInt(mapped -> mapped.chunk().from()));
    Batch batch = inOrder.get(0).chunk().batch();
    checkWhole(batch, inOrder);
    checkSettled(batch);
    int tables = inOrder.get(0).tables().size();
    List<List<TableRows>> byTable =
        IntStream.range(0, tables)
            .mapToObj(i -> inOrder.stream().map(mapped -> mapped.tables().get(i)).toList())
            .toList();
    return new CopyPayload(batch, byTable);
  }

  private static void checkWhole(Batch batch, List<MappedChunk> inOrder) {
    int covered = 0;
    int next = 0;
    for (MappedChunk mapped : inOrder) {
      if (mapped.chunk().batch() != batch) {
        throw lost(batch, "a chunk of another batch is among its chunks");
      }
      if (mapped.chunk().from() < next) {
        throw lost(batch, "rows from " + mapped.chunk().from() + " on came twice");
      }
      next = mapped.chunk().to();
      covered += mapped.chunk().to() - mapped.chunk().from();
    }
    if (covered < batch.size()) {
      throw lost(batch, (batch.size() - covered) + " of " + batch.size() + " rows went missing");
    }
  }

  private static void checkSettled(Batch batch) {
    long unsettled =
        IntStream.range(0, batch.size()).filter(i -> batch.outcome(i) == RowOutcome.READ).count();
    if (unsettled > 0) {
      throw lost(
          batch, unsettled + " of " + batch.size() + " rows were not mapped, dropped or refused");
    }
  }

  /** No chunk came at all. */
  static MigrationException nothingCame() {
    return new MigrationException(
        new Problem(MappingCode.ROWS_LOST, "", "no chunk of the batch was mapped", HINT), null);
  }

  /** The split ended, but none of its chunks was mapped. */
  static MigrationException allMissing(@Nullable Object input) {
    return input instanceof Batch batch
        ? lost(batch, batch.size() + " of " + batch.size() + " rows went missing")
        : nothingCame();
  }

  /** A step ended the split without an error. */
  static MigrationException stopped(@Nullable Object input) {
    return input instanceof Batch batch
        ? lost(batch, "a step stopped the route, and " + batch.size() + " rows went missing")
        : nothingCame();
  }

  private static MigrationException lost(Batch batch, String message) {
    return new MigrationException(
        new Problem(
            MappingCode.ROWS_LOST,
            batch.claim().displayName() + " batch " + batch.batchId(),
            message,
            HINT),
        null);
  }
}
