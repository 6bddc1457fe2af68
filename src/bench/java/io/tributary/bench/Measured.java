package io.tributary.bench;

/**
 * One measured round.
 *
 * @param rows legacy rows that were brought over
 * @param seconds wall time
 * @param cpuSeconds processor time of the case's own process
 * @param serverCpuSeconds processor time of PostgreSQL
 * @param legacyCpuSeconds processor time of the legacy server; 0 if it is not on this machine
 * @param peakRssMiB the most resident memory of the case's own process
 */
record Measured(
    long rows,
    double seconds,
    double cpuSeconds,
    double serverCpuSeconds,
    double legacyCpuSeconds,
    long peakRssMiB) {

  /** How many rows were brought over in a second. */
  double rowsPerSecond() {
    return rows / seconds;
  }
}
