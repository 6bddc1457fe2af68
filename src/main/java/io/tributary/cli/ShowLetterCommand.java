package io.tributary.cli;

import io.tributary.ledger.LetterNumber;
import io.tributary.run.DeadLetterOffice;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary dead-letters show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a dead letter with its source row: data of a person, as far as the manifest has it",
      "kept. Writes nothing."
    })
final class ShowLetterCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;

  @Parameters(
      index = "1",
      paramLabel = "LETTER",
      converter = LetterOptions.Letter.class,
      description = "The letter, by service and number: students:17")
  LetterNumber letter;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Migration migration =
        Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes))) {
      DeadLetterOffice office = migration.deadLetters();
      LetterPrinter.print(office.find(letter), out);
      LetterPrinter.printSourceRow(office.sourceRow(letter), out);
    }
    return ExitCode.DONE.status;
  }
}
