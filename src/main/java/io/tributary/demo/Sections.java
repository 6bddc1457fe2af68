package io.tributary.demo;

import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.List;

/** The Section table, the same number of sections a school and year, and who sat in them. */
final class Sections {

  private static final int A_SCHOOL_AND_YEAR = 8;
  private static final List<String> COURSES =
      List.of(
          "Algebra I",
          "English 9",
          "Biology",
          "World History",
          "Art",
          "Español II",
          "PE",
          "Homeroom");
  private static final List<String> GRADES = List.of("A", "A-", "b+", "B", "C", "D ", "F", "P");
  private static final int NOTHING = 999_999;

  private final DistrictPlan plan;
  private final Lookups lookups;
  private final Staffing staffing;
  private final Dice dice;
  private int lastRosterId;

  Sections(DistrictPlan plan, Lookups lookups, Staffing staffing) {
    this.plan = plan;
    this.lookups = lookups;
    this.staffing = staffing;
    this.dice = Dice.of(plan, "sections");
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (int year = 0; year < SchoolCalendar.YEARS; year++) {
      for (int school = 0; school < staffing.schools(); school++) {
        for (int number = 0; number < A_SCHOOL_AND_YEAR; number++) {
          output.good(section(school, year, number));
        }
      }
    }
    for (Pupil pupil : pupils) {
      if (pupil.hasRows()) {
        writeRosters(output, pupil);
      }
    }
    if (plan.dirty()) {
      writeFlaws(output, pupils.get(0));
    }
  }

  private void writeRosters(DistrictOutput output, Pupil pupil) throws SQLException {
    for (int i = 0; i < pupil.rows(pupil.years(), 1); i++) {
      int first = dice.below(A_SCHOOL_AND_YEAR);
      for (int n = 0; n < pupil.rows(3, 1); n++) {
        LegacyRow row = roster(pupil, pupil.firstYear() + i, (first + n) % A_SCHOOL_AND_YEAR);
        output.ofStudent(row, lastRosterId, pupil);
      }
    }
  }

  private void writeFlaws(DistrictOutput output, Pupil somebody) throws SQLException {
    int year = somebody.firstYear();
    LegacyRow noStudent = roster(somebody, year, 0).replace("StudentId", NOTHING);
    output.dead(noStudent, lastRosterId, Reason.MISSING_PARENT, "student_id");
    LegacyRow noSection = roster(somebody, year, 0).replace("SectionId", NOTHING);
    output.dead(noSection, lastRosterId, Reason.MISSING_PARENT, "section_id");
  }

  private LegacyRow section(int school, int year, int number) {
    return new LegacyRow(LegacyTable.SECTION)
        .with("Id", sectionId(school, year, number))
        .with("SchoolId", staffing.schoolId(school))
        .with("SchoolYearId", lookups.yearId(year))
        .with("SectionCode", COURSES.get(number).substring(0, 2) + "-" + (number + 1))
        .with("CourseTitle", COURSES.get(number))
        .with("TeacherId", staffing.teacherAt(school, dice))
        .with("Period", number + 1)
        .with("StartsAt", dice.oneIn(10) ? null : LocalTime.of(8 + number, 5))
        .with("Room", dice.oneIn(7) ? null : " " + dice.between(100, 399))
        .with("MaxSeats", dice.oneIn(9) ? null : dice.between(18, 34));
  }

  private LegacyRow roster(Pupil pupil, int year, int number) {
    boolean graded = year < SchoolCalendar.YEARS - 1;
    return new LegacyRow(LegacyTable.STUDENT_SECTION)
        .with("Id", ++lastRosterId)
        .with("StudentId", pupil.id())
        .with("SectionId", sectionId(pupil.school(), year, number))
        .with("StartDate", SchoolCalendar.firstDay(year))
        .with("EndDate", graded ? SchoolCalendar.lastDay(year) : null)
        .with("FinalGrade", graded ? dice.pick(GRADES) : null)
        .with("FinalPercent", graded ? BigDecimal.valueOf(dice.between(30_000, 99_999), 3) : null)
        .with("Credit", dice.oneIn(6) ? null : new BigDecimal("0.50"));
  }

  private int sectionId(int school, int year, int number) {
    return (year * staffing.schools() + school) * A_SCHOOL_AND_YEAR + number + 1;
  }
}
