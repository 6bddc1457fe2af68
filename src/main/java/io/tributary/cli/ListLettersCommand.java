package io.tributary.cli;

import io.tributary.batch.Reason;
import io.tributary.ledger.LetterStatus;
import io.tributary.run.LetterList;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary dead-letters list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists dead letters, without their source rows. Writes nothing.")
final class ListLettersCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only these: ${COMPLETION-CANDIDATES}")
  @Nullable Reason reason;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      converter = LetterOptions.Statuses.class,
      description = {
        "open, waiting, replayed, discarded, rolled-back or all",
        "(default: open and waiting)"
      })
  LetterOptions.Wanted status =
      new LetterOptions.Wanted(EnumSet.of(LetterStatus.OPEN, LetterStatus.WAITING));

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      converter = WorkOptions.AtLeastOne.class,
      description = "The most letters to show (default: ${DEFAULT-VALUE})")
  int limit;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try (Migration migration =
        Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes))) {
      LetterList letters =
          migration
              .deadLetters()
              .list(
                  selectionOptions.selection(),
                  status.statuses(),
                  Optional.ofNullable(reason),
                  limit);
      LetterPrinter.print(letters, spec.commandLine().getOut());
    }
    return ExitCode.DONE.status;
  }
}
