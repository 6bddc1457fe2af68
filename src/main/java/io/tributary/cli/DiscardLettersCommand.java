package io.tributary.cli;

import io.tributary.ledger.LetterNumber;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary dead-letters discard}. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    description = {
      "Closes dead letters whose rows are not to be migrated: all of those named, or none.",
      "The letters stay in the ledger with the reason."
    })
final class DiscardLettersCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "LETTER",
      converter = LetterOptions.Letter.class,
      description = "The letters, by service and number: students:17 students:18")
  Set<LetterNumber> letters = new LinkedHashSet<>();

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "Why they are discarded; kept with each letter")
  String why;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (why.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--why is empty: say why");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Migration migration =
        Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes))) {
      migration.deadLetters().discard(letters, why);
    }
    out.printf("%,d discarded.%n", letters.size());
    out.flush();
    return ExitCode.DONE.status;
  }
}
