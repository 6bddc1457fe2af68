package io.tributary.demo;

import io.tributary.batch.Reason;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The StudentSchool table: one row a student and school year. */
final class Enrollments {

  private static final List<String> ACTIVE = List.of("A", "a", "A ");
  private static final List<String> EXIT_CODES = List.of("MOVED", "moved", "PRIVATE", "??");
  private static final int NOBODY = 999_999;

  private final DistrictPlan plan;
  private final Lookups lookups;
  private final Staffing staffing;
  private final Dice dice;
  private final Spelling spelling;
  private int lastId;

  Enrollments(DistrictPlan plan, Lookups lookups, Staffing staffing) {
    this.plan = plan;
    this.lookups = lookups;
    this.staffing = staffing;
    this.dice = Dice.of(plan, "enrollments");
    this.spelling = new Spelling(dice);
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (Pupil pupil : pupils) {
      if (pupil.hasRows()) {
        for (int i = 0; i < pupil.rows(pupil.years(), 1); i++) {
          LegacyRow row = row(pupil, i);
          output.ofStudent(row, lastId, pupil);
        }
      }
      if (plan.dirty() && pupil.id() == pupils.size() / 2) {
        writeFlaws(output, pupils.get(0));
      }
    }
  }

  private void writeFlaws(DistrictOutput output, Pupil somebody) throws SQLException {
    LegacyRow orphan = row(somebody, 0).replace("StudentId", NOBODY);
    output.dead(orphan, lastId, Reason.MISSING_PARENT, "student_id");
    LocalDateTime before = SchoolCalendar.midnight(SchoolCalendar.firstDay(0).minusYears(1));
    LegacyRow backwards = row(somebody, 0).replace("ExitDate", before);
    output.dead(backwards, lastId, Reason.CHECK_VIOLATED, "left_on, entered_on");
  }

  private LegacyRow row(Pupil pupil, int i) {
    int year = pupil.firstYear() + i;
    boolean last = i == pupil.years() - 1;
    boolean goesOn = last && year == SchoolCalendar.YEARS - 1;
    boolean moved = last && !goesOn && dice.oneIn(3);
    LocalDate entry = SchoolCalendar.firstDay(year).plusDays(dice.below(20));
    LocalDate exit = goesOn ? null : moved ? entry.plusDays(60) : SchoolCalendar.lastDay(year);
    return new LegacyRow(LegacyTable.STUDENT_SCHOOL)
        .with("Id", ++lastId)
        .with("StudentId", pupil.id())
        .with("SchoolId", staffing.schoolId(pupil.school()))
        .with("SchoolYearId", lookups.yearId(year))
        .with("GradeId", lookups.gradeId(pupil.firstGrade() + i))
        .with("EntryDate", SchoolCalendar.midnight(entry))
        .with("ExitDate", midnight(exit))
        .with("ExitCode", moved ? dice.pick(EXIT_CODES) : spelling.nothing())
        .with("Status", goesOn ? dice.pick(ACTIVE) : moved ? "W" : "G")
        .with("CreatedOn", entry.atTime(dice.between(7, 18), dice.below(60)));
  }

  private static @Nullable LocalDateTime midnight(@Nullable LocalDate day) {
    return day == null ? null : SchoolCalendar.midnight(day);
  }
}
