package io.tributary.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary drift}: what has become of schemas since they were agreed on. */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Keeps what the schemas of all districts and services look like, and tells what has",
      "changed since, what that means for the mapping, and how districts differ."
    },
    subcommands = {DriftFreezeCommand.class, DriftCheckCommand.class})
final class DriftCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "What is to be done: freeze or check?");
  }
}
