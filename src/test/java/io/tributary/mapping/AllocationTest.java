package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tributary.batch.Batch;
import io.tributary.batch.RowChunk;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.MappedChunk;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What mapping a row leaves to the garbage collector, whatever the speed of the machine. A row
 * becomes bytes in a buffer that its chunk's rows share; an object for each of its values, or a
 * buffer for each row, would show here at once.
 */
class AllocationTest {

  private static final int ROWS = 20_000;

  /** Encoded, a row of these takes about 190 bytes. */
  private static final long BYTES_A_ROW = 2_500;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ResultRows results = new ResultRows();

  @Test
  void mappingARowAllocatesLittleMoreThanItsBytes() {
    map(results.batch(ROWS));
    Batch batch = results.batch(ROWS);

    long before = threads.getCurrentThreadAllocatedBytes();
    CopyPayload payload = map(batch);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(payload.batch().accounting().read()).isEqualTo(ROWS);
    assertThat(allocated / ROWS).isLessThan(BYTES_A_ROW);
  }

  @Test
  void aRowOfALongTableAllocatesNoMoreThanOneOfAShortTable() {
    map(results.batch(ROWS));
    Batch shortOne = results.batch(ROWS / 10);
    Batch longOne = results.batch(ROWS);

    long begun = threads.getCurrentThreadAllocatedBytes();
    map(shortOne);
    long between = threads.getCurrentThreadAllocatedBytes();
    map(longOne);
    long ended = threads.getCurrentThreadAllocatedBytes();

    long aRowOfTheShort = (between - begun) / shortOne.size();
    long aRowOfTheLong = (ended - between) / longOne.size();
    assertThat(aRowOfTheLong).isLessThan(aRowOfTheShort + 100);
  }

  private CopyPayload map(Batch batch) {
    List<MappedChunk> chunks = new ArrayList<>();
    for (RowChunk chunk : batch.chunks(1_000)) {
      chunks.add(results.mapper.map(chunk));
    }
    return PayloadCheck.close(chunks);
  }
}
