package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The coordinator's end of a {@link CaseWorker}. */
final class CaseProcess implements CaseRun {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BenchCase which;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter orders;

  private CaseProcess(BenchCase which, Process process) {
    this.which = which;
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  static CaseProcess start(BenchCase which, Sites sites, List<String> jvmOptions, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + which.heapMiB() + "m");
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.tributary.bench.CaseWorker");
    command.add(JSON.writeValueAsString(new CaseWorker.Order(which, sites)));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new CaseProcess(which, process);
  }

  @Override
  public void prepare() throws IOException {
    ask("prepare");
  }

  @Override
  public Measured round() throws IOException {
    return JSON.readValue(ask("round"), Measured.class);
  }

  private String ask(String order) throws IOException {
    orders.write(order);
    orders.newLine();
    orders.flush();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(CaseWorker.ANSWER)) {
        return line.substring(CaseWorker.ANSWER.length());
      }
    }
    throw new IOException("the process of " + which.name() + " has ended; see the log");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
