package io.tributary.mapping;

import io.tributary.batch.RowChunk;
import io.tributary.copy.MappedChunk;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Mapping a row of ten columns: two references, a zone, a hash. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MapperBenchmark {

  private static final int ROWS = 1_000;

  private final ResultRows results = new ResultRows();
  private RowChunk chunk = results.batch(ROWS).chunks(ROWS).get(0);

  /** A mapped row is not mapped again: each time a batch of its own. */
  @Setup(Level.Invocation)
  public void renew() {
    chunk = results.batch(ROWS).chunks(ROWS).get(0);
  }

  /** A chunk of a thousand rows; the time is that of a row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public MappedChunk map() {
    return results.mapper.map(chunk);
  }
}
