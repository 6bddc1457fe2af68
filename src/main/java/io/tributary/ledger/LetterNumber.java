package io.tributary.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a dead letter is called: numbers are handed out by each service's database, so the service
 * stands before them.
 *
 * @param service the service's name
 * @param number the letter's number in that service's ledger
 */
public record LetterNumber(String service, long number) {

  private static final Pattern FORM = Pattern.compile("([^:]+):([1-9][0-9]{0,17})");

  /** Reads {@code students:17}; empty if it is nothing of the kind. */
  public static Optional<LetterNumber> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new LetterNumber(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** As people see and type it: {@code students:17}. */
  @Override
  public String toString() {
    return service + ":" + number;
  }
}
