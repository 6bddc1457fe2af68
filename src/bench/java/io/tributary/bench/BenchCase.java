package io.tributary.bench;

import java.util.Locale;

/**
 * One way of bringing one set of rows over.
 *
 * @param name its name in the results
 * @param engine how
 * @param data which rows
 * @param workers connections to PostgreSQL that load at once
 * @param rebuildIndexes whether indexes are dropped before and built after the load
 * @param heapMiB the heap of its process
 * @param link how it speaks to PostgreSQL
 */
record BenchCase(
    String name,
    EngineKind engine,
    DataSet data,
    int workers,
    boolean rebuildIndexes,
    int heapMiB,
    Link link) {

  /** How rows are brought over. */
  enum EngineKind {
    /** Reads pages by key and throws them away. */
    READ,
    /** Copies rows that are encoded already. */
    COPY,
    /** A plain loop: read a page, encode it, COPY, commit. */
    LOOP,
    /** Tributary through its real routes. */
    TRIBUTARY,
    /** A Spring Batch job. */
    SPRING_BATCH,
    /** Tributary's {@code --refresh} over rows that did not change. */
    REFRESH,
    /** Tributary's {@code validate --full} over rows that were migrated well. */
    VALIDATE,
    /** The command {@code tributary run} where everything is migrated. */
    RERUN;

    /** Whether something is done in the database before the first round. */
    boolean isPrepared() {
      return this == COPY || this == RERUN;
    }

    /** Whether each round needs a fresh database. */
    boolean isRenewed() {
      return this != READ && this != RERUN;
    }
  }

  static BenchCase of(EngineKind engine, DataSet data, int workers) {
    return new BenchCase(
        engine.name().toLowerCase(Locale.ROOT).replace('_', '-')
            + "/"
            + data.name()
            + "/"
            + workers
            + (workers == 1 ? " worker" : " workers"),
        engine,
        data,
        workers,
        false,
        engine == EngineKind.COPY ? 4096 : 1024,
        Link.PLAIN);
  }

  BenchCase rebuildingIndexes() {
    return new BenchCase(name + "/indexes rebuilt", engine, data, workers, true, heapMiB, link);
  }

  BenchCase heap(int mib) {
    return new BenchCase(
        name + "/-Xmx" + mib + "m", engine, data, workers, rebuildIndexes, mib, link);
  }

  BenchCase by(Link other) {
    String suffix = "/" + other.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new BenchCase(name + suffix, engine, data, workers, rebuildIndexes, heapMiB, other);
  }
}
