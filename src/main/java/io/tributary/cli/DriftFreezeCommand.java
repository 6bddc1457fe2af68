package io.tributary.cli;

import io.tributary.run.SchemaWatch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary drift freeze}: keeps schemas as they are now. */
@Command(
    name = "freeze",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps the schemas of districts and services as they are now, in the control database."
    })
final class DriftFreezeCommand implements Callable<Integer> {

  @Mixin DriftOptions options;

  @Override
  public Integer call() {
    return options.execute(SchemaWatch::freeze, DriftPrinter::printFreeze);
  }
}
