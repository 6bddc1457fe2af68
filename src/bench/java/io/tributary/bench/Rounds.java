package io.tributary.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets the cases of a group take turns: one round each that warms up, then the measured ones. */
final class Rounds {

  private final TargetSite target;
  private final LegacySite legacy;
  private final int rounds;
  private final CaseRun.Starter starter;

  Rounds(TargetSite target, LegacySite legacy, int rounds, CaseRun.Starter starter) {
    this.target = target;
    this.legacy = legacy;
    this.rounds = rounds;
    this.starter = starter;
  }

  Map<BenchCase, List<Measured>> run(List<BenchCase> group) throws Exception {
    Map<BenchCase, CaseRun> runs = new LinkedHashMap<>();
    Map<BenchCase, List<Measured>> results = new LinkedHashMap<>();
    Sites sites = legacy.sites(target);
    try {
      for (BenchCase which : group) {
        legacy.make(which.data());
        target.make(
            which.data(), sites, (data, made) -> new TributaryEngine(which, made).loadParents());
        CaseRun run = starter.start(which, sites);
        runs.put(which, run);
        if (which.engine().isPrepared()) {
          target.renew(which.data());
          run.prepare();
        }
        results.put(which, new ArrayList<>());
      }
      for (int round = 0; round <= rounds; round++) {
        for (BenchCase which : group) {
          Measured measured = measure(which, runs.get(which));
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
      runs.values().forEach(CaseRun::close);
    }
    return results;
  }

  private Measured measure(BenchCase which, CaseRun run) throws Exception {
    if (which.engine().isRenewed()) {
      target.renew(which.data());
    }
    return run.round();
  }
}
