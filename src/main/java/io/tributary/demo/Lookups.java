package io.tributary.demo;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The lookup tables. Districts agree on the system-wide codes but not on their keys; a dirty
 * district doesn't agree on spelling either.
 */
final class Lookups {

  private record Entry(String code, String name) {}

  private static final List<Entry> GRADES =
      IntStream.rangeClosed(-1, 12).mapToObj(Lookups::gradeOfNumber).toList();

  private static final Entry UNGRADED = new Entry("UG", "Ungraded");

  private static final List<Entry> ASSESSMENT_TYPES =
      List.of(
          new Entry("STATE", "State assessment"),
          new Entry("DISTRICT", "District benchmark"),
          new Entry("CLASSROOM", "Classroom test"),
          new Entry("SCREENING", "Reading screening"));

  private static final List<Entry> REASONS =
      List.of(
          new Entry("Sick", "Illness"),
          new Entry("Doctor", "Medical appointment"),
          new Entry("Family", "Family reasons"),
          new Entry("Bus", "Bus late or missed"),
          new Entry("Truant", "No excuse given"));

  private final DistrictPlan plan;

  Lookups(DistrictPlan plan) {
    this.plan = plan;
  }

  void write(DistrictOutput output) throws SQLException {
    writeGrades(output);
    writeAssessmentTypes(output);
    writeReasons(output);
    writeYears(output);
  }

  static int grades() {
    return GRADES.size();
  }

  static int assessmentTypes() {
    return ASSESSMENT_TYPES.size();
  }

  int gradeId(int grade) {
    return key(grade, GRADES.size());
  }

  int assessmentTypeId(int type) {
    return key(type, ASSESSMENT_TYPES.size());
  }

  int yearId(int year) {
    return key(year, SchoolCalendar.YEARS);
  }

  /** A reason's code as the other tables spell it: in any case, since the collation ignores it. */
  static String reasonCode(Dice dice) {
    String code = dice.pick(REASONS).code();
    return switch (dice.below(10)) {
      case 0 -> code.toUpperCase(Locale.ROOT);
      case 1 -> code.toLowerCase(Locale.ROOT);
      default -> code;
    };
  }

  private void writeGrades(DistrictOutput output) throws SQLException {
    for (int i = 0; i < GRADES.size(); i++) {
      Entry grade = GRADES.get(i);
      output.good(grade(gradeId(i), spelt(grade.code()), grade.name(), i));
    }
    if (plan.dirty()) {
      output.good(grade(500, UNGRADED.code(), UNGRADED.name(), 99));
    }
  }

  private static LegacyRow grade(int id, String code, String name, int order) {
    return new LegacyRow(LegacyTable.GRADE)
        .with("Id", id)
        .with("Code", code)
        .with("Name", name)
        .with("SortOrder", order);
  }

  private void writeAssessmentTypes(DistrictOutput output) throws SQLException {
    for (int i = 0; i < ASSESSMENT_TYPES.size(); i++) {
      Entry type = ASSESSMENT_TYPES.get(i);
      output.good(
          new LegacyRow(LegacyTable.ASSESSMENT_TYPE)
              .with("Id", assessmentTypeId(i))
              .with("Code", spelt(type.code()))
              .with("Name", type.name()));
    }
  }

  private void writeReasons(DistrictOutput output) throws SQLException {
    for (Entry reason : REASONS) {
      boolean shouts = plan.number() % 2 == 0;
      output.good(
          new LegacyRow(LegacyTable.ATTENDANCE_REASON)
              .with("Code", shouts ? reason.code().toUpperCase(Locale.ROOT) : reason.code())
              .with("Description", reason.name())
              .with("IsExcused", !reason.code().equals("Truant")));
    }
  }

  private void writeYears(DistrictOutput output) throws SQLException {
    for (int year = 0; year < SchoolCalendar.YEARS; year++) {
      output.good(
          new LegacyRow(LegacyTable.SCHOOL_YEAR)
              .with("Id", yearId(year))
              .with("Name", SchoolCalendar.name(year))
              .with("StartDate", SchoolCalendar.firstDay(year))
              .with("EndDate", SchoolCalendar.lastDay(year))
              .with("IsCurrent", year == SchoolCalendar.YEARS - 1));
    }
  }

  /** Odd districts count forward from a base of their own, even ones backward. */
  private int key(int index, int size) {
    int base = (plan.number() - 1) * 7;
    return base + (plan.number() % 2 == 1 ? index + 1 : size - index);
  }

  private String spelt(String code) {
    return plan.dirty() ? " " + code.toLowerCase(Locale.ROOT) + " " : code;
  }

  private static Entry gradeOfNumber(int number) {
    return switch (number) {
      case -1 -> new Entry("PK", "Pre-kindergarten");
      case 0 -> new Entry("K", "Kindergarten");
      default -> new Entry("%02d".formatted(number), "Grade " + number);
    };
  }
}
