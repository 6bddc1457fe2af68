package io.tributary.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that starts the target server and dies without a chance to stop it. */
final class KilledDemo {

  private KilledDemo() {}

  /** Runs the process and returns the URL of the server that it left behind. */
  static String run(Path home, Path binaries, String loadedFrom)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledDemo.class.getName(),
                home.toString(),
                binaries.toString(),
                loadedFrom)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String url =
          output.lines().filter(line -> line.startsWith("jdbc:")).findFirst().orElseThrow();
      process.waitFor();
      return url;
    }
  }

  /** The process itself. */
  public static void main(String[] arguments) {
    TargetServer server =
        TargetServer.start(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
    System.out.println(server.url("students"));
    System.out.flush();
    Runtime.getRuntime().halt(137);
  }
}
