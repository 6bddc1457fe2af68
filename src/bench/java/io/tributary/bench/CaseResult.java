package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one case.
 *
 * @param name the case
 * @param suite the part of the benchmark that it belongs to
 * @param engine how rows were brought over
 * @param data which rows
 * @param rows how many
 * @param workers over how many connections
 * @param heapMiB the heap that its process might use
 * @param rowsPerSecond of the measured rounds
 * @param seconds of the measured rounds
 * @param cpuSecondsPerMillionRows processor time of the case's process, of PostgreSQL, and of the
 *     legacy server; the medians
 * @param peakRssMiB the most resident memory of the case's process in any round
 * @param rounds every measured round, in order
 */
record CaseResult(
    String name,
    String suite,
    String engine,
    String data,
    long rows,
    int workers,
    int heapMiB,
    Spread rowsPerSecond,
    Spread seconds,
    Cpu cpuSecondsPerMillionRows,
    long peakRssMiB,
    List<Measured> rounds) {

  /** The middle and the ends of what was measured. */
  record Spread(double median, double min, double max) {}

  /** Processor seconds for a million rows. */
  record Cpu(double own, double postgresql, double legacy) {}

  static CaseResult of(Suite suite, BenchCase which, List<Measured> rounds) {
    return new CaseResult(
        which.name(),
        suite.name(),
        which.engine().name(),
        which.data().name(),
        rounds.get(0).rows(),
        which.workers(),
        which.heapMiB(),
        spread(rounds, Measured::rowsPerSecond),
        spread(rounds, Measured::seconds),
        new Cpu(
            perMillion(rounds, Measured::cpuSeconds),
            perMillion(rounds, Measured::serverCpuSeconds),
            perMillion(rounds, Measured::legacyCpuSeconds)),
        rounds.stream().mapToLong(Measured::peakRssMiB).max().orElseThrow(),
        rounds);
  }

  private static double perMillion(List<Measured> rounds, ToDoubleFunction<Measured> seconds) {
    return spread(rounds, round -> seconds.applyAsDouble(round) * 1e6 / round.rows()).median();
  }

  private static Spread spread(List<Measured> rounds, ToDoubleFunction<Measured> value) {
    double[] values = rounds.stream().mapToDouble(value).toArray();
    return new Spread(
        median(values),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  /** The middle of these values, or the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Whether the other case brought the same rows over, on as many connections, in turns with it.
   */
  @JsonIgnore
  boolean isComparable(CaseResult other) {
    return suite.equals(other.suite)
        && data.equals(other.data)
        && workers == other.workers
        && rounds.size() == other.rounds.size();
  }
}
