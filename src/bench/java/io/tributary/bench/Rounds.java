package io.tributary.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets the cases of a group take turns: one round each that warms up, then the measured ones. */
final class Rounds {

  private final TargetSite target;
  private final LegacySite legacy;
  private final int rounds;
  private final List<String> jvmOptions;
  private final Path log;

  Rounds(TargetSite target, LegacySite legacy, int rounds, List<String> jvmOptions, Path log) {
    this.target = target;
    this.legacy = legacy;
    this.rounds = rounds;
    this.jvmOptions = jvmOptions;
    this.log = log;
  }

  Map<BenchCase, List<Measured>> run(List<BenchCase> group) throws IOException, SQLException {
    Map<BenchCase, CaseProcess> processes = new LinkedHashMap<>();
    Map<BenchCase, List<Measured>> results = new LinkedHashMap<>();
    Sites sites = legacy.sites(target);
    try {
      for (BenchCase which : group) {
        legacy.make(which.data());
        target.make(
            which.data(), sites, (data, made) -> new TributaryEngine(which, made).loadParents());
        target.renew(which.data());
        CaseProcess process = CaseProcess.start(which, sites, jvmOptions, log);
        processes.put(which, process);
        process.prepare();
        results.put(which, new ArrayList<>());
      }
      for (int round = 0; round <= rounds; round++) {
        for (BenchCase which : group) {
          Measured measured = measure(which, processes.get(which));
          System.err.printf(
              "%-70s %s %,10.0f rows/s  cpu %.2f + %.2f + %.2f us/row  %d MiB%n",
              which.name(),
              round == 0 ? "warm-up" : "round " + round,
              measured.rowsPerSecond(),
              measured.cpuSeconds() * 1e6 / measured.rows(),
              measured.serverCpuSeconds() * 1e6 / measured.rows(),
              measured.legacyCpuSeconds() * 1e6 / measured.rows(),
              measured.peakRssMiB());
          if (round > 0) {
            results.get(which).add(measured);
          }
        }
      }
    } finally {
      processes.values().forEach(CaseProcess::close);
    }
    return results;
  }

  private Measured measure(BenchCase which, CaseProcess process) throws IOException, SQLException {
    if (which.engine() != BenchCase.EngineKind.RERUN) {
      target.renew(which.data());
    }
    return process.round();
  }
}
