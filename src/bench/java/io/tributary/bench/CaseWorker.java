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

  /** One round. */
  record Round(long rows, double seconds, double cpuSeconds, long peakRssMiB) {}

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
            case "round" -> round(engine);
            default -> throw new IllegalArgumentException(line);
          };
      System.out.println(ANSWER + json.writeValueAsString(answer));
    }
    System.exit(0);
  }

  private static Round round(Engine engine) throws Exception {
    engine.beforeRound();
    System.gc();
    ProcessTimes.takePeakRssMiB();
    long cpu = cpuNanos();
    long begun = System.nanoTime();
    long rows = engine.run();
    long ended = System.nanoTime();
    return new Round(
        rows, (ended - begun) / 1e9, (cpuNanos() - cpu) / 1e9, ProcessTimes.takePeakRssMiB());
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Engine engine(Order order) throws IOException {
    BenchCase which = order.which();
    return switch (which.engine()) {
      case READ -> new ReadEngine(which, order.sites());
      case COPY -> new CopyEngine(which, order.sites());
      case LOOP -> new LoopEngine(which, order.sites());
      case TRIBUTARY -> new TributaryEngine(which, order.sites());
      case SPRING_BATCH -> new SpringBatchEngine(which, order.sites());
      case REFRESH -> throw new UnsupportedOperationException();
    };
  }
}
