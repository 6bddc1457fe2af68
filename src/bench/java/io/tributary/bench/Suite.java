package io.tributary.bench;

import static io.tributary.bench.BenchCase.EngineKind.COPY;
import static io.tributary.bench.BenchCase.EngineKind.LOOP;
import static io.tributary.bench.BenchCase.EngineKind.READ;
import static io.tributary.bench.BenchCase.EngineKind.REFRESH;
import static io.tributary.bench.BenchCase.EngineKind.RERUN;
import static io.tributary.bench.BenchCase.EngineKind.SPRING_BATCH;
import static io.tributary.bench.BenchCase.EngineKind.TRIBUTARY;
import static io.tributary.bench.BenchCase.EngineKind.VALIDATE;

import io.tributary.bench.BenchCase.EngineKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Parts of the benchmark: groups of cases that take turns. */
enum Suite {
  /** One connection, one tenant, rows of middle width, no foreign keys; and the peer. */
  BASE {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet data = new DataSet(Shape.MIDDLE, rows, 1, false, 0);
      int ofThePeer = Math.max(rows / 5, Math.min(rows, FEW));
      DataSet fewer = new DataSet(Shape.MIDDLE, ofThePeer, 1, false, 0);
      return List.of(
          Stream.concat(
                  group(data, 1, READ, COPY, LOOP, TRIBUTARY, REFRESH, VALIDATE).stream(),
                  Stream.of(BenchCase.of(SPRING_BATCH, fewer, 1)))
              .toList());
    }
  },

  /** The references of the target are foreign keys. */
  FOREIGN_KEYS {
    @Override
    List<List<BenchCase>> groups(int rows) {
      return List.of(
          group(
              new DataSet(Shape.MIDDLE, rows / 5, 1, true, 0),
              1,
              COPY,
              LOOP,
              TRIBUTARY,
              REFRESH,
              SPRING_BATCH));
    }
  },

  /** Ten tenants, with one, two and four connections. */
  WORKERS {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet data = new DataSet(Shape.MIDDLE, rows, 10, false, 0);
      return Stream.of(1, 2, 4)
          .map(workers -> group(data, workers, COPY, LOOP, TRIBUTARY))
          .toList();
    }
  },

  /** One tenant's table in key ranges, on two connections. */
  RANGES {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet data = new DataSet(Shape.MIDDLE, rows, 1, false, 0);
      return List.of(group(data, 2, COPY, LOOP, TRIBUTARY));
    }
  },

  /** A hundred tenants; in a heap of 256 MiB, too. */
  TENANTS {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet data = new DataSet(Shape.MIDDLE, rows / 2, 100, false, 0);
      return List.of(
          Stream.concat(
                  group(data, 2, COPY, LOOP, TRIBUTARY).stream(),
                  Stream.of(BenchCase.of(TRIBUTARY, data, 2).heap(256)))
              .toList());
    }
  },

  /** Narrow and wide rows, and rows that are split over three tables. */
  SHAPES {
    @Override
    List<List<BenchCase>> groups(int rows) {
      return List.of(
          group(new DataSet(Shape.NARROW, rows / 2, 1, false, 0), 1, COPY, TRIBUTARY),
          group(new DataSet(Shape.WIDE, rows / 5, 1, false, 0), 1, COPY, TRIBUTARY),
          group(new DataSet(Shape.SPLIT, rows / 5, 1, false, 0), 1, COPY, TRIBUTARY));
    }
  },

  /** Rows that cannot be loaded: half of them the mapper refuses, half a foreign key. */
  DEAD_LETTERS {
    @Override
    List<List<BenchCase>> groups(int rows) {
      return List.of(
          Stream.of(0, 100, 10_000)
              .map(bad -> new DataSet(Shape.MIDDLE, rows / 5, 1, true, bad))
              .map(data -> BenchCase.of(TRIBUTARY, data, 1))
              .toList());
    }
  },

  /** Indexes kept, and dropped before and rebuilt after the load. */
  INDEXES {
    @Override
    List<List<BenchCase>> groups(int rows) {
      BenchCase kept = BenchCase.of(TRIBUTARY, new DataSet(Shape.MIDDLE, rows, 1, false, 0), 1);
      return List.of(List.of(kept, kept.rebuildingIndexes()));
    }
  },

  /** With TLS, and without waiting for the disk at each commit. */
  LINKS {
    @Override
    List<List<BenchCase>> groups(int rows) {
      BenchCase plain = BenchCase.of(TRIBUTARY, new DataSet(Shape.MIDDLE, rows, 1, false, 0), 1);
      BenchCase copy = BenchCase.of(COPY, new DataSet(Shape.MIDDLE, rows, 1, false, 0), 1);
      return List.of(
          Stream.of(copy, plain)
              .flatMap(one -> Stream.of(one, one.by(Link.TLS), one.by(Link.ASYNCHRONOUS_COMMIT)))
              .toList());
    }
  },

  /** Five times the rows, in a heap of 256 MiB; and a run that finds nothing to do. */
  VOLUME {
    @Override
    List<List<BenchCase>> groups(int rows) {
      DataSet once = new DataSet(Shape.MIDDLE, rows, 1, false, 0);
      DataSet more = new DataSet(Shape.MIDDLE, 5 * rows, 1, false, 0);
      return List.of(
          List.of(
              BenchCase.of(TRIBUTARY, once, 1).heap(256),
              BenchCase.of(TRIBUTARY, more, 1).heap(256)),
          List.of(BenchCase.of(RERUN, more, 1)));
    }
  };

  /** As many rows as the peer can take in its stride. */
  static final int FEW = 30_000;

  /** Cases that are compared with each other, to be run in turns. */
  abstract List<List<BenchCase>> groups(int rows);

  private static List<BenchCase> group(DataSet data, int workers, EngineKind... engines) {
    List<BenchCase> cases = new ArrayList<>();
    for (EngineKind engine : engines) {
      cases.add(BenchCase.of(engine, data, workers));
    }
    return cases;
  }
}
