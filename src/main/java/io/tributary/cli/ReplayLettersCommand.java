package io.tributary.cli;

import io.tributary.ledger.LetterNumber;
import io.tributary.run.Migration;
import io.tributary.run.ReplayResult;
import io.tributary.run.Selection;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary dead-letters replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the rows of dead letters from legacy again, maps them with the manifest as it is now,",
      "and loads them. What is refused again stays open."
    })
final class ReplayLettersCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Mixin WorkOptions workOptions;

  @Option(
      names = "--numbers",
      split = ",",
      paramLabel = "LETTER",
      converter = LetterOptions.Letter.class,
      description = "Only these letters, such as students:1,students:5; may be repeated")
  Set<LetterNumber> numbers = new LinkedHashSet<>();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Selection selection = selectionOptions.selection();
    try (Migration migration =
            Migration.open(manifestOption.load(), workOptions.settings(manifestOption.routes));
        StopSignals signals = new StopSignals(migration::stop, spec.commandLine().getErr())) {
      ReplayResult result = replay(migration, selection, out);
      LetterPrinter.print(result, out);
      StackTraces.of(spec).print(result.run());
      if (result.run().hasFailures()) {
        return ExitCode.FAILED.status;
      }
      if (!result.run().isComplete()) {
        return signals.received().orElse(ExitCode.FAILED).status;
      }
      return (result.isSettled() ? ExitCode.DONE : ExitCode.DEAD_LETTERS).status;
    }
  }

  private ReplayResult replay(Migration migration, Selection selection, PrintWriter out) {
    try (ConsoleProgress progress = ConsoleProgress.on(out)) {
      return migration.replay(selection, numbers, progress);
    }
  }
}
