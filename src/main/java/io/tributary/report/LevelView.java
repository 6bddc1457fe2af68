package io.tributary.report;

import io.tributary.validate.Check;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.Level;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one level has looked at, over all districts.
 *
 * @param word the level's name
 * @param meaning what it proves, in a sentence
 * @param mark the worst of its checks
 * @param passed "48 of 48"
 * @param subjects what was looked at, what is not proven first
 */
record LevelView(
    String word,
    String meaning,
    Mark mark,
    String passed,
    String rows,
    String differences,
    boolean open,
    Capped<Subject> subjects) {

  private static final int MOST_SUBJECTS = 200;

  /** What was looked at, in every district that has it. */
  record Subject(
      String entity,
      String subject,
      Mark mark,
      String passed,
      String rows,
      String differences,
      String notes) {}

  private record Key(String entity, String subject) {}

  /** Adds checks up. */
  private static final class Sum {

    private static final int MOST_NOTES = 3;

    private Verdict verdict = Verdict.PROVEN;
    private long checks;
    private long passed;
    private long rows;
    private long differences;
    private final Set<String> notes = new LinkedHashSet<>();

    void add(Check check) {
      Verdict its = check.status().verdict();
      verdict = verdict.and(its);
      checks++;
      passed += its == Verdict.PROVEN ? 1 : 0;
      rows += check.rows();
      differences += check.differenceCount();
      if (!check.note().isEmpty()) {
        notes.add(check.note());
      }
    }

    String passedOfAll() {
      return Words.number(passed) + " of " + Words.number(checks);
    }

    String noteText() {
      String first = String.join("; ", notes.stream().limit(MOST_NOTES).toList());
      int left = notes.size() - MOST_NOTES;
      return left > 0 ? first + "; and " + left + " more, see report.csv" : first;
    }
  }

  static List<LevelView> of(ValidationReport report) {
    Map<Level, Map<Key, Sum>> levels = new EnumMap<>(Level.class);
    Map<Level, Sum> sums = new EnumMap<>(Level.class);
    for (EntityFindings findings : report.everything()) {
      for (Check check : findings.checks()) {
        sums.computeIfAbsent(check.level(), level -> new Sum()).add(check);
        levels
            .computeIfAbsent(check.level(), level -> new LinkedHashMap<>())
            .computeIfAbsent(new Key(findings.entity(), check.subject()), key -> new Sum())
            .add(check);
      }
    }
    List<LevelView> views = new ArrayList<>();
    levels.forEach((level, subjects) -> views.add(view(level, sums.get(level), subjects)));
    return views;
  }

  private static LevelView view(Level level, Sum sum, Map<Key, Sum> subjects) {
    List<Map.Entry<Key, Sum>> worstFirst = new ArrayList<>(subjects.entrySet());
    worstFirst.sort((a, b) -> b.getValue().verdict.compareTo(a.getValue().verdict));
    return new LevelView(
        level.word(),
        Words.meaning(level),
        Mark.of(sum.verdict),
        sum.passedOfAll(),
        Words.count(sum.rows, "row", "rows"),
        Words.count(sum.differences, "difference", "differences"),
        sum.verdict == Verdict.DIFFERENT,
        Capped.of(worstFirst, MOST_SUBJECTS, one -> subject(one.getKey(), one.getValue())));
  }

  private static Subject subject(Key key, Sum sum) {
    return new Subject(
        key.entity(),
        key.subject(),
        Mark.of(sum.verdict),
        sum.passedOfAll(),
        Words.number(sum.rows),
        Words.number(sum.differences),
        sum.noteText());
  }
}
