package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.serve.ValidationService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary serve}: stays up and validates by the clock. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Stays up until SIGTERM or Ctrl-C and validates by the manifest's validation.schedule, every",
      "night at two unless it says otherwise, or when it is asked to over JMX",
      "(io.tributary:type=validation). Schemas are compared with those frozen by validation.drift,",
      "every night at one, or over JMX (io.tributary:type=drift). What is not proven, and drift",
      "that matters, go to the log, the meters and routes/alert.camel.yaml."
    })
final class ServeCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin WorkOptions workOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where directories are made for reports (default: reports)")
  Path out = Path.of("reports");

  @Override
  public Integer call() throws InterruptedException {
    Manifest manifest = manifestOption.load();
    PrintWriter console = spec.commandLine().getOut();
    ValidationService service =
        ValidationService.start(manifest, workOptions.settings(manifestOption.routes), out);
    try (service;
        StopSignals signals = new StopSignals(service::stop, spec.commandLine().getErr())) {
      console.println(
          "Serving %s; validation: %s; drift: %s"
              .formatted(
                  manifest.name(),
                  service.getSchedule(),
                  manifest.validation().drift().orElse("never")));
      console.flush();
      service.awaitStop();
      service.close();
      return service.wasBrokenOff()
          ? signals.received().orElse(ExitCode.TERMINATED).status
          : ExitCode.DONE.status;
    }
  }
}
