package io.tributary.cli;

import io.tributary.ledger.LetterNumber;
import io.tributary.ledger.LetterStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How dead letters and their statuses are written on the command line. */
final class LetterOptions {

  private LetterOptions() {}

  /** Reads {@code students:17}. */
  static final class Letter implements ITypeConverter<LetterNumber> {

    @Override
    public LetterNumber convert(String text) {
      return LetterNumber.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is no dead letter: write service and number, as students:17"));
    }
  }

  /** What {@code --status} asks for. */
  record Wanted(Set<LetterStatus> statuses) {}

  /** Reads a status, or {@code all}. */
  static final class Statuses implements ITypeConverter<Wanted> {

    @Override
    public Wanted convert(String text) {
      if (text.equals("all")) {
        return new Wanted(EnumSet.allOf(LetterStatus.class));
      }
      Optional<LetterStatus> status =
          Arrays.stream(LetterStatus.values()).filter(s -> s.word().equals(text)).findFirst();
      LetterStatus wanted =
          status.orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is none of open, waiting, replayed, discarded, rolled-back, all"));
      return new Wanted(EnumSet.of(wanted));
    }
  }
}
