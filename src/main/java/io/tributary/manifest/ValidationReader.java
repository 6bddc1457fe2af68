package io.tributary.manifest;

import java.text.ParseException;
import java.time.ZoneId;
import java.util.Optional;
import org.quartz.CronExpression;

/** Reads what is validated by the clock, and when. */
final class ValidationReader {

  /** In place of a cron expression. */
  private static final String NEVER = "never";

  private ValidationReader() {}

  static ValidationRules read(Element root) {
    Element element = root.child("validation");
    Element zone = element.child("zone");
    Optional<ZoneId> in = zone.isPresent() ? ManifestReader.zone(zone) : Optional.empty();
    return new ValidationRules(
        schedule(element.child("schedule"), ValidationRules.NIGHTLY),
        schedule(element.child("drift"), ValidationRules.NIGHTLY_DRIFT),
        in,
        element.child("full").flag(),
        element.child("sample").count(ValidationRules.SAMPLE));
  }

  private static Optional<String> schedule(Element element, String usual) {
    String text = element.textIfPresent().orElse(usual).strip();
    if (text.equals(NEVER)) {
      return Optional.empty();
    }
    try {
      CronExpression.validateExpression(text);
    } catch (ParseException e) {
      element.report(
          ManifestCode.BAD_VALUE,
          "'%s' is not a cron expression: %s".formatted(text, e.getMessage()),
          "write seconds, minutes, hours, day of month, month, day of week, such as"
              + " \"0 0 2 * * ?\" for every night at two, or never");
    }
    return Optional.of(text);
  }
}
