package io.tributary.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of the threads that carry batches goes, by a recording of Java Flight Recorder: a
 * sample counts for the innermost of the stages that are on its stack.
 */
final class SampledProfile {

  private static final String THREADS = "tributary-worker.*|.*tributary-ahead.*";

  /** Names of methods by stage, the inner before the outer. */
  private static final Map<String, List<String>> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put("reading: the driver", List.of("org.h2.", "com.microsoft.sqlserver."));
    STAGES.put("reading: values, key checks, bytes", List.of("io.tributary.legacy.PageReader"));
    STAGES.put("reading: pool, statement", List.of("io.tributary.legacy.KeysetReader"));
    STAGES.put("mapping: UUIDs of parents", List.of("io.tributary.mapping.UuidDerivation.parent"));
    STAGES.put("mapping: UUID of the row", List.of("io.tributary.mapping.UuidDerivation.row"));
    STAGES.put("mapping: encoding", List.of("io.tributary.mapping.CompiledColumn.encode"));
    STAGES.put(
        "mapping: values and conversions", List.of("io.tributary.mapping.CompiledColumn.value"));
    STAGES.put("mapping: row hash", List.of("com.dynatrace.hash4j."));
    STAGES.put("mapping: the rest", List.of("io.tributary.mapping.", "io.tributary.route.Mapper"));
    STAGES.put("load: COPY of the rows", List.of("io.tributary.copy."));
    STAGES.put("load: COPY of the mapping rows", List.of("io.tributary.ledger.MappingStore"));
    STAGES.put("load: ledger", List.of("io.tributary.ledger.", "io.tributary.route.LedgerSteps"));
    STAGES.put("routes, transactions, the rest", List.of(""));
  }

  private SampledProfile() {}

  /** A Markdown table of a recording. */
  static String markdown(Path recording) throws IOException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    STAGES.keySet().forEach(stage -> counts.put(stage, 0));
    int all = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (isOurs(event)) {
          counts.merge(stage(event.getStackTrace()), 1, Integer::sum);
          all++;
        }
      }
    }
    StringBuilder text = new StringBuilder("| stage | share |\n|---|---:|\n");
    int samples = all;
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry ->
                text.append(
                    "| %s | %d %% |%n"
                        .formatted(
                            entry.getKey(), Math.round(100.0 * entry.getValue() / samples))));
    return text.append("\n").append(samples).append(" samples\n").toString();
  }

  private static boolean isOurs(RecordedEvent event) {
    if (!event.getEventType().getName().equals("jdk.ExecutionSample")
        || event.getStackTrace() == null) {
      return false;
    }
    String thread = event.getThread("sampledThread").getJavaName();
    return thread != null && thread.matches(THREADS);
  }

  private static String stage(RecordedStackTrace stack) {
    for (Map.Entry<String, List<String>> stage : STAGES.entrySet()) {
      boolean on =
          stack.getFrames().stream()
              .map(SampledProfile::name)
              .anyMatch(frame -> stage.getValue().stream().anyMatch(frame::startsWith));
      if (on) {
        return stage.getKey();
      }
    }
    throw new IllegalStateException("the last stage has every name");
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }
}
