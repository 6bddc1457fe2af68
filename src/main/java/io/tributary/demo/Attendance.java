package io.tributary.demo;

import io.tributary.batch.Reason;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** The StudentAttendance table: absences, whose reason is a string that ignores case. */
final class Attendance {

  private final DistrictPlan plan;
  private final SchoolCalendar calendar;
  private final People people;
  private final Staffing staffing;
  private final Dice dice;
  private final Spelling spelling;
  private long lastId;

  Attendance(DistrictPlan plan, SchoolCalendar calendar, People people, Staffing staffing) {
    this.plan = plan;
    this.calendar = calendar;
    this.people = people;
    this.staffing = staffing;
    this.dice = Dice.of(plan, "attendance");
    this.spelling = new Spelling(dice);
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (Pupil pupil : pupils) {
      if (pupil.hasRows()) {
        for (int i = 0; i < pupil.rows(dice.between(1, 5), 1); i++) {
          LegacyRow row = row(pupil);
          output.ofStudent(row, lastId, pupil);
        }
      }
    }
    if (plan.dirty()) {
      writeFlaws(output, pupils.get(0));
    }
  }

  /** The manifest refuses to guess at an ambiguous time here, and nowhere else. */
  private void writeFlaws(DistrictOutput output, Pupil somebody) throws SQLException {
    LegacyRow unknownReason = row(somebody).replace("ReasonCode", "Dog ate it");
    output.dead(unknownReason, lastId, Reason.MISSING_PARENT, "reason_id");
    LegacyRow skipped = row(somebody).replace("RecordedAt", datetime(calendar.timeInGap(dice)));
    output.dead(skipped, lastId, Reason.TIME_IN_GAP, "recorded_at");
    LegacyRow twice = row(somebody).replace("RecordedAt", datetime(calendar.timeInOverlap(dice)));
    output.dead(twice, lastId, Reason.TIME_IN_OVERLAP, "recorded_at");
  }

  private LegacyRow row(Pupil pupil) {
    int year = pupil.firstYear() + dice.below(pupil.years());
    LocalDateTime recorded = SchoolCalendar.schoolTime(dice, year);
    return new LegacyRow(LegacyTable.STUDENT_ATTENDANCE)
        .with("Id", ++lastId)
        .with("StudentId", pupil.id())
        .with("SchoolId", staffing.schoolId(pupil.school()))
        .with("ReasonCode", Lookups.reasonCode(dice))
        .with("AbsentOn", recorded.toLocalDate())
        .with("MinutesMissed", dice.oneIn(5) ? null : dice.between(5, 420))
        .with("RecordedAt", datetime(recorded))
        .with("Comment", dice.oneIn(10) ? people.sentence(dice) : spelling.nothing());
  }

  private static LocalDateTime datetime(LocalDateTime time) {
    return SchoolCalendar.datetime(time);
  }
}
