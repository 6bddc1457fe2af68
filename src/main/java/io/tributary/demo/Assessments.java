package io.tributary.demo;

import java.sql.SQLException;
import java.util.List;

/** The Assessment table: the same number of assessments each school year. */
final class Assessments {

  private static final int A_YEAR = 8;
  private static final List<String> SUBJECTS = List.of("Math", "reading", "SCIENCE", "Writing ");

  private final Lookups lookups;
  private final Dice dice;

  Assessments(DistrictPlan plan, Lookups lookups) {
    this.lookups = lookups;
    this.dice = Dice.of(plan, "assessments");
  }

  void write(DistrictOutput output) throws SQLException {
    for (int year = 0; year < SchoolCalendar.YEARS; year++) {
      for (int number = 0; number < A_YEAR; number++) {
        output.good(row(year, number));
      }
    }
  }

  /** The legacy key of one of that year's assessments. */
  static int pick(Dice chance, int year) {
    return id(year, chance.below(A_YEAR));
  }

  /** How many points can be had at most. */
  static int maxScore(int id) {
    return 40 + 10 * (id % 7);
  }

  private LegacyRow row(int year, int number) {
    int id = id(year, number);
    String subject = SUBJECTS.get(number % SUBJECTS.size());
    return new LegacyRow(LegacyTable.ASSESSMENT)
        .with("Id", id)
        .with("AssessmentTypeId", lookups.assessmentTypeId(number % Lookups.assessmentTypes()))
        .with("SchoolYearId", lookups.yearId(year))
        .with("Title", subject.strip() + " " + SchoolCalendar.name(year) + " #" + (number + 1))
        .with("Subject", dice.oneIn(8) ? null : subject)
        .with("MaxScore", maxScore(id))
        .with("Weight", dice.oneIn(4) ? null : 0.125f * dice.between(1, 8))
        .with("IsArchived", year < SchoolCalendar.YEARS - 5)
        .with("CreatedOn", SchoolCalendar.datetime(SchoolCalendar.schoolTime(dice, year)));
  }

  private static int id(int year, int number) {
    return year * A_YEAR + number + 1;
  }
}
