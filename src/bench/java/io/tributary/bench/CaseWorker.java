package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/** The process of one case: does a round each time a line comes in, and answers with a line. */
public final class CaseWorker {

  /** What the answers begin with, to tell them from logs. */
  static final String ANSWER = "@@";

  /** What the worker has to do. */
  record Order(BenchCase which, Sites sites) {}

  private CaseWorker() {}

  /** Takes its order, as JSON, as the only argument. */
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Order order = json.readValue(args[0], Order.class);
    Engine engine = engine(order);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Object answer =
          switch (line) {
            case "prepare" -> {
              engine.prepare();
              yield "prepared";
            }
            case "round" -> round(engine, order.sites());
            default -> throw new IllegalArgumentException(line);
          };
      System.out.println(ANSWER + json.writeValueAsString(answer));
    }
    System.exit(0);
  }

  private static Measured round(Engine engine, Sites sites) throws Exception {
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

  private static double cpuSeconds(long pid) throws IOException {
    return pid == 0 ? 0 : ProcessTimes.cpuSeconds(pid);
  }

  private static double ownCpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static Engine engine(Order order) throws IOException {
    BenchCase which = order.which();
    return switch (which.engine()) {
      case READ -> new ReadEngine(which, order.sites());
      case COPY -> new CopyEngine(which, order.sites());
      case LOOP -> new LoopEngine(which, order.sites());
      case TRIBUTARY -> new TributaryEngine(which, order.sites());
      case SPRING_BATCH -> new SpringBatchEngine(which, order.sites());
      case REFRESH -> new RefreshEngine(which, order.sites());
      case VALIDATE -> new ValidateEngine(which, order.sites());
      case RERUN -> new RerunEngine(which, order.sites());
    };
  }
}
