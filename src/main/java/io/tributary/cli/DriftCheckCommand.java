package io.tributary.cli;

import io.tributary.run.SchemaWatch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary drift check}: compares schemas with those that were frozen. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the schemas of districts and services with those that were frozen last. Exits",
      "with 3 if a difference needs attention or breaks the mapping."
    })
final class DriftCheckCommand implements Callable<Integer> {

  @Mixin DriftOptions options;

  @Override
  public Integer call() {
    return options.execute(SchemaWatch::check, DriftPrinter::printCheck);
  }
}
