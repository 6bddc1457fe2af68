package io.tributary.cli;

import io.tributary.run.RunResult;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The stack traces that {@code --verbose} asks for, where the command's errors go. They may quote a
 * row, as drivers do: they are for the person at the console, and for no log. Logins are not among
 * them, since no URL holds one and {@link io.tributary.manifest.Secret} hides its value.
 */
final class StackTraces {

  private final PrintWriter err;
  private final boolean wanted;

  private StackTraces(PrintWriter err, boolean wanted) {
    this.err = err;
    this.wanted = wanted;
  }

  /** Those of a command, if its line asks for them. */
  static StackTraces of(CommandSpec command) {
    Tributary root = (Tributary) command.root().userObject();
    return new StackTraces(command.commandLine().getErr(), root.verbose);
  }

  /** Prints why partitions have failed, each cause once, whichever partitions share it. */
  void print(RunResult result) {
    Set<Throwable> printed = Collections.newSetFromMap(new IdentityHashMap<>());
    result
        .partitions()
        .forEach(partition -> partition.cause().filter(printed::add).ifPresent(this::print));
  }

  /** Prints where a failure comes from. */
  void print(Throwable failure) {
    if (wanted) {
      always(failure);
    }
  }

  /** Prints where a failure comes from, asked for or not: nobody foresaw it. */
  void always(Throwable failure) {
    failure.printStackTrace(err);
    err.flush();
  }
}
