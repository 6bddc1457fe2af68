package io.tributary.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/** A case in this process. */
final class CaseHere implements CaseRun {

  private final Engine engine;
  private final Sites sites;

  CaseHere(BenchCase which, Sites sites) throws IOException {
    this.engine = engine(which, sites);
    this.sites = sites;
  }

  @Override
  public void prepare() throws Exception {
    engine.prepare();
  }

  @Override
  public Measured round() throws Exception {
    engine.beforeRound();
    System.gc();
    ProcessTimes.takePeakRssMiB();
    double own = ownCpuSeconds();
    double server = cpuSeconds(sites.targetPid());
    double legacy = cpuSeconds(sites.legacyPid());
    long begun = System.nanoTime();
    long rows = engine.run();
    long ended = System.nanoTime();
    return new Measured(
        rows,
        (ended - begun) / 1e9,
        ownCpuSeconds() - own,
        cpuSeconds(sites.targetPid()) - server,
        cpuSeconds(sites.legacyPid()) - legacy,
        ProcessTimes.takePeakRssMiB());
  }

  @Override
  public void close() {}

  private static double cpuSeconds(long pid) throws IOException {
    return pid == 0 ? 0 : ProcessTimes.cpuSeconds(pid);
  }

  private static double ownCpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static Engine engine(BenchCase which, Sites sites) throws IOException {
    return switch (which.engine()) {
      case READ -> new ReadEngine(which, sites);
      case COPY -> new CopyEngine(which, sites);
      case LOOP -> new LoopEngine(which, sites);
      case TRIBUTARY -> new TributaryEngine(which, sites);
      case SPRING_BATCH -> new SpringBatchEngine(which, sites);
      case REFRESH -> new RefreshEngine(which, sites);
      case VALIDATE -> new ValidateEngine(which, sites);
      case RERUN -> new RerunEngine(which, sites);
    };
  }
}
