package io.tributary.mapping;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Deriving the UUID of a row, and finding that of a parent again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UuidBenchmark {

  private long key;

  /** A row that is met once. */
  @Benchmark
  public UUID row() {
    return MappingBench.UUIDS.row(MappingBench.NEW_YORK.id(), "thing", CanonicalKey.of(key++));
  }

  /** A parent, one of a thousand. */
  @Benchmark
  public UUID parent() {
    return MappingBench.UUIDS.parent(MappingBench.NEW_YORK.id(), "thing", key++ % 1_000);
  }
}
