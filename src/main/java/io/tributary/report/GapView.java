package io.tributary.report;

import io.tributary.validate.Check;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that could not be looked at.
 *
 * @param what a whole entity, or one check of it
 * @param why in words
 * @param districts where
 */
record GapView(String entity, String what, String why, Capped<String> districts) {

  static final int MOST = 200;
  private static final int MOST_DISTRICTS = 10;

  private record Key(String entity, String what, String why) {}

  static Capped<GapView> of(ValidationReport report) {
    Map<Key, List<String>> gaps = new LinkedHashMap<>();
    for (EntityFindings findings : report.everything()) {
      findings
          .failure()
          .ifPresent(why -> add(gaps, findings, new Key(findings.entity(), "all of it", why)));
      for (Check check : findings.checks()) {
        if (check.status() == CheckStatus.NOT_DONE) {
          String what = check.level().word() + ": " + check.subject();
          add(gaps, findings, new Key(findings.entity(), what, check.note()));
        }
      }
    }
    return Capped.of(
        List.copyOf(gaps.entrySet()),
        MOST,
        gap ->
            new GapView(
                gap.getKey().entity(),
                gap.getKey().what(),
                gap.getKey().why(),
                Capped.of(gap.getValue(), MOST_DISTRICTS, name -> name)));
  }

  private static void add(Map<Key, List<String>> gaps, EntityFindings findings, Key key) {
    gaps.computeIfAbsent(key, any -> new ArrayList<>()).add(findings.tenant());
  }
}
