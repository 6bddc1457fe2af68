package io.tributary.report;

import io.tributary.validate.EntityFindings;
import io.tributary.validate.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A line that sums findings up: of a district, an entity, or a service.
 *
 * @param name what it is of
 * @param mark the worst of its findings
 * @param proven "16 of 16"
 * @param notProven the names of those that are not proven, with their signs, the first of them
 */
record SumLine(
    String name,
    Mark mark,
    String proven,
    String legacy,
    String mapped,
    String filtered,
    String deadLettered,
    String differences,
    Capped<Chip> notProven) {

  private static final int MOST_NAMED = 20;

  /** One name with its verdict. */
  record Chip(Mark mark, String name) {}

  /**
   * Sums up.
   *
   * @param names what to call a finding in this line: its entity, or its tenant
   */
  static SumLine of(
      String name, Collection<EntityFindings> findings, Function<EntityFindings, String> names) {
    Totals totals = Totals.of(findings);
    List<EntityFindings> notProven =
        findings.stream().filter(one -> one.verdict() != Verdict.PROVEN).toList();
    return new SumLine(
        name,
        totals.mark(),
        Words.number(totals.proven()) + " of " + Words.number(totals.all()),
        Words.number(totals.legacy()),
        Words.number(totals.mapped()),
        Words.number(totals.filtered()),
        Words.number(totals.deadLettered()),
        Words.number(totals.differences()),
        Capped.of(
            notProven, MOST_NAMED, one -> new Chip(Mark.of(one.verdict()), names.apply(one))));
  }

  /** Whether nothing is to be told of it but its numbers. */
  boolean clean() {
    return mark.equals(Mark.of(Verdict.PROVEN));
  }
}
