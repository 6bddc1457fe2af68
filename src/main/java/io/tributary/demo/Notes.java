package io.tributary.demo;

import io.tributary.batch.Reason;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/** The StudentNote table: GUID keys, and text of any length and script. */
final class Notes {

  private final DistrictPlan plan;
  private final SchoolCalendar calendar;
  private final People people;
  private final Staffing staffing;
  private final Dice dice;
  private final Spelling spelling;

  Notes(DistrictPlan plan, SchoolCalendar calendar, People people, Staffing staffing) {
    this.plan = plan;
    this.calendar = calendar;
    this.people = people;
    this.staffing = staffing;
    this.dice = Dice.of(plan, "notes");
    this.spelling = new Spelling(dice);
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (Pupil pupil : pupils) {
      if (pupil.hasRows()) {
        for (int i = 0; i < pupil.rows(dice.below(3), 1); i++) {
          UUID id = dice.uuid();
          output.ofStudent(row(id, pupil), id, pupil);
        }
      }
    }
    if (plan.dirty()) {
      UUID id = dice.uuid();
      LegacyRow nul = row(id, pupils.get(0)).replace("Body", "Copied from\u0000somewhere");
      output.dead(nul, id, Reason.NUL_CHARACTER, "body");
    }
  }

  private LegacyRow row(UUID id, Pupil pupil) {
    LocalDateTime written = calendar.time(dice, pupil.firstYear() + dice.below(pupil.years()));
    return new LegacyRow(LegacyTable.STUDENT_NOTE)
        .with("Id", id)
        .with("StudentId", pupil.id())
        .with("AuthorId", dice.oneIn(6) ? null : staffing.anybody(dice))
        .with("Subject", dice.oneIn(5) ? spelling.nothing() : people.sentence(dice))
        .with("Body", body())
        .with("IsConfidential", dice.oneIn(9))
        .with("WrittenOn", written)
        .with("DeletedOn", dice.oneIn(30) ? SchoolCalendar.datetime(written.plusDays(3)) : null);
  }

  /** A few sentences; one body in a hundred goes on for pages. */
  private String body() {
    int sentences = dice.oneIn(100) ? dice.between(200, 800) : dice.between(1, 12);
    StringBuilder text = new StringBuilder(people.sentence(dice));
    for (int i = 1; i < sentences; i++) {
      text.append(i % 7 == 0 ? "\r\n" : " ").append(people.sentence(dice));
    }
    return text.toString();
  }
}
