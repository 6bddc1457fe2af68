package io.tributary.report;

import io.tributary.validate.Counts;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.Verdict;
import java.time.Duration;
import java.util.Collection;

/**
 * What some findings come to together.
 *
 * @param verdict the worst of them
 * @param proven how many are proven
 * @param all how many there are
 */
record Totals(
    Verdict verdict,
    long proven,
    long all,
    long legacy,
    long mapped,
    long filtered,
    long deadLettered,
    long compared,
    long differences,
    Duration duration) {

  static Totals of(Collection<EntityFindings> findings) {
    Verdict verdict = findings.isEmpty() ? Verdict.INCOMPLETE : Verdict.PROVEN;
    long proven = 0;
    long legacy = 0;
    long mapped = 0;
    long filtered = 0;
    long deadLettered = 0;
    long compared = 0;
    long differences = 0;
    Duration duration = Duration.ZERO;
    for (EntityFindings one : findings) {
      Verdict its = one.verdict();
      verdict = verdict.and(its);
      proven += its == Verdict.PROVEN ? 1 : 0;
      if (one.counts().isPresent()) {
        Counts counts = one.counts().get();
        legacy += counts.legacy();
        mapped += counts.mapped();
        filtered += counts.filtered();
        deadLettered += counts.deadLettered();
      }
      compared += one.rows();
      differences += one.differenceCount();
      duration = duration.plus(one.duration());
    }
    return new Totals(
        verdict,
        proven,
        findings.size(),
        legacy,
        mapped,
        filtered,
        deadLettered,
        compared,
        differences,
        duration);
  }

  Mark mark() {
    return Mark.of(verdict);
  }

  /** For what took any time. */
  double rowsPerSecond() {
    return compared * 1e9 / duration.toNanos();
  }
}
