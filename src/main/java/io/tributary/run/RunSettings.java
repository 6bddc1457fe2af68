package io.tributary.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tributary.ledger.LedgerTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a migration is run, whatever its manifest.
 *
 * @param routes the directory of the route files
 * @param parallel how many partitions run at once, 1 or more
 * @param rowsPerSecond how many rows all partitions together may bring in a second; 0 for no bound
 * @param dryRun read, map and encode everything, write nothing at all
 * @param acceptedChanges why a partition may go on although something that decides what rows become
 *     has changed; empty to refuse that
 * @param times how patient the ledgers are
 * @param queryTimeout how long a query for legacy rows may take, and how long a database that does
 *     not answer is tried again, in whole seconds
 * @param rangeRows the fewest rows that a key range of a partition is cut off with when workers
 *     have nothing to do, 1 or more; less than two full batches it never has
 * @param camelProperties further properties for Camel, such as {@code camel.management.*}
 * @param meters where rows, batches and progress are counted
 */
public record RunSettings(
    Path routes,
    int parallel,
    double rowsPerSecond,
    boolean dryRun,
    Optional<String> acceptedChanges,
    LedgerTimes times,
    Duration queryTimeout,
    long rangeRows,
    Map<String, String> camelProperties,
    MeterRegistry meters) {

  /** What suits pages of tens of thousands of rows. */
  public static final Duration QUERY_TIMEOUT = Duration.ofMinutes(5);

  /** What takes longer to load than a claim more. */
  public static final long RANGE_ROWS = 20_000;

  /** The same, but that nothing is written. */
  RunSettings asDryRun() {
    return new RunSettings(
        routes,
        parallel,
        rowsPerSecond,
        true,
        acceptedChanges,
        times,
        queryTimeout,
        rangeRows,
        camelProperties,
        meters);
  }

  /** For commands that only look. */
  public static RunSettings reading(Path routes) {
    return new RunSettings(
        routes,
        1,
        0,
        false,
        Optional.empty(),
        LedgerTimes.DEFAULT,
        QUERY_TIMEOUT,
        RANGE_ROWS,
        Map.of(),
        new CompositeMeterRegistry());
  }
}
