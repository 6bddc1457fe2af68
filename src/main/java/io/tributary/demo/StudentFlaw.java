package io.tributary.demo;

import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Each kind of student row that cannot be migrated. A dirty district has one of each. */
enum StudentFlaw {
  BLANK_LAST_NAME(Reason.NULL_NOT_ALLOWED, "LastName", "last_name", true),
  UNKNOWN_GENDER(Reason.UNKNOWN_VALUE, "Gender", "gender", false),
  NUL_IN_NAME(Reason.NUL_CHARACTER, "PreferredName", "preferred_name", false),
  HALF_AN_EMOJI(Reason.UNPAIRED_SURROGATE, "MiddleName", "middle_name", false),
  LONG_CITY(Reason.TOO_LONG, "City", "city", false),
  BORN_AT_NOON(Reason.TIME_OF_DAY_LOST, "DOB", "birth_date", false),
  NO_SUCH_GRADE(Reason.MISSING_PARENT, "GradeId", "grade_id", false),
  YEAR_IN_WORDS(Reason.NOT_CONVERTIBLE, "GraduationYear", "graduation_year", false),
  IMPOSSIBLE_GPA(Reason.CHECK_VIOLATED, "Gpa", "gpa", false),
  TAKEN_STATE_ID(Reason.DUPLICATE, "StateId", "tenant_id, state_id", true),
  TAKEN_STATE_ID_IN_OTHER_CASE(Reason.DUPLICATE, "StateId", "tenant_id, state_id", false);

  private final Reason reason;
  private final String legacyColumn;
  private final String column;
  private final boolean hasRows;

  StudentFlaw(Reason reason, String legacyColumn, String column, boolean hasRows) {
    this.reason = reason;
    this.legacyColumn = legacyColumn;
    this.column = column;
    this.hasRows = hasRows;
  }

  /**
   * The flaws of a plan by the legacy key of the student that has them, spread evenly over the
   * keys. Students 1 and 2 have none: it is their state ids that are taken.
   */
  static Map<Integer, StudentFlaw> byStudent(DistrictPlan plan) {
    Map<Integer, StudentFlaw> flaws = new HashMap<>();
    if (plan.dirty()) {
      long position = 0;
      for (StudentFlaw flaw : values()) {
        position++;
        flaws.put((int) (position * plan.students() / (values().length + 1)), flaw);
      }
    }
    return flaws;
  }

  /** Puts the flaw into a student's row. */
  void spoil(LegacyRow row, DistrictPlan plan) {
    row.replace(legacyColumn, value(plan));
  }

  Reason reason() {
    return reason;
  }

  /** The target column to blame, or the columns. */
  String column() {
    return column;
  }

  /** Whether other tables have rows of this student, which cannot be migrated either. */
  boolean hasRows() {
    return hasRows;
  }

  private Object value(DistrictPlan plan) {
    return switch (this) {
      case BLANK_LAST_NAME -> "   ";
      case UNKNOWN_GENDER -> "Q7";
      case NUL_IN_NAME -> "Al\u0000ex";
      case HALF_AN_EMOJI -> "Sky\ud83d";
      case LONG_CITY -> "Llan".repeat(20);
      case BORN_AT_NOON -> LocalDateTime.of(2009, 5, 17, 12, 30);
      case NO_SUCH_GRADE -> 9_999;
      case YEAR_IN_WORDS -> "soon";
      case IMPOSSIBLE_GPA -> new BigDecimal("9.500");
      case TAKEN_STATE_ID -> Students.stateId(plan, 1);
      case TAKEN_STATE_ID_IN_OTHER_CASE -> Students.stateId(plan, 2).toLowerCase(Locale.ROOT) + " ";
    };
  }
}
