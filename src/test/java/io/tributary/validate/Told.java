package io.tributary.validate;

import java.util.ArrayList;
import java.util.List;

/** What a report tells, in lines that a test can read. */
final class Told {

  private Told() {}

  /** Every failure and every difference, and why a check was not done. */
  static List<String> lines(ValidationReport report) {
    List<String> lines = new ArrayList<>();
    for (EntityFindings findings : report.everything()) {
      String place = findings.entity() + "/" + findings.tenant() + " ";
      findings.failure().ifPresent(why -> lines.add(place + "failed: " + why));
      for (Check check : findings.checks()) {
        if (check.status() == CheckStatus.NOT_DONE) {
          lines.add(place + check.level() + " not done: " + check.note());
        }
        check
            .differences()
            .forEach(
                d ->
                    lines.add(
                        "%s%s %s %s.%s key %s: %s expected %s actual %s"
                            .formatted(
                                place,
                                check.level(),
                                d.kind(),
                                d.table().orElse("-"),
                                d.column().orElse("-"),
                                d.legacyKey().orElse("-"),
                                d.message(),
                                d.expected().orElse("∅"),
                                d.actual().orElse("∅"))));
      }
    }
    return lines;
  }
}
