package io.tributary.bench;

import io.tributary.bench.BenchCase.EngineKind;
import java.util.List;
import java.util.stream.Stream;

/** Parts of the benchmark: groups of cases that take turns. */
enum Suite {
  /** One connection, one tenant, rows of middle width, no foreign keys. */
  BASE {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet data = new DataSet(Shape.MIDDLE, rows, 1, false, 0);
      DataSet less = new DataSet(Shape.MIDDLE, Math.max(10_000, rows / 5), 1, false, 0);
      return List.of(
          Stream.of(EngineKind.READ, EngineKind.COPY, EngineKind.LOOP, EngineKind.TRIBUTARY)
              .map(engine -> BenchCase.of(engine, data, 1))
              .toList());
    }
  };

  /** Cases that are compared with each other, to be run in turns. */
  abstract List<List<BenchCase>> groups(int rows);
}
