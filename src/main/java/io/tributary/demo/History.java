package io.tributary.demo;

import io.tributary.batch.Reason;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** The AuditLog table: who changed what and when, with details in JSON. */
final class History {

  private static final List<String> ACTIONS = List.of("I", "U", "U", "U", "D");
  private static final List<String> SOURCES = List.of("WEB", "IMPORT", "Mobile");
  private static final String HEALTH_CHECK = "HEALTHCHECK";

  private final DistrictPlan plan;
  private final SchoolCalendar calendar;
  private final Dice dice;
  private long lastId;

  History(DistrictPlan plan, SchoolCalendar calendar) {
    this.plan = plan;
    this.calendar = calendar;
    this.dice = Dice.of(plan, "history");
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (Pupil pupil : pupils) {
      for (int i = dice.below(5); i > 0; i--) {
        output.good(row(pupil));
        if (dice.oneIn(25)) {
          output.excluded(row(pupil).replace("Source", HEALTH_CHECK).replace("Details", "ok"));
        }
      }
    }
    if (plan.dirty()) {
      LegacyRow broken = row(pupils.get(0)).replace("Details", "{\"field\": \"Phone\", ");
      output.dead(broken, lastId, Reason.NOT_CONVERTIBLE, "details");
    }
  }

  private LegacyRow row(Pupil pupil) {
    LocalDateTime time = calendar.time(dice, pupil.firstYear() + dice.below(pupil.years()));
    return new LegacyRow(LegacyTable.AUDIT_LOG)
        .with("Id", ++lastId)
        .with("TableName", "Student")
        .with("RecordId", (long) pupil.id())
        .with("Action", dice.pick(ACTIONS))
        .with("UserName", "user" + dice.below(50))
        .with("Source", dice.pick(SOURCES))
        .with("OccurredAt", calendar.instant(time).plusNanos(dice.below(1_000) * 1_000L))
        .with("RecordedOn", SchoolCalendar.datetime(time))
        .with("Details", dice.oneIn(5) ? null : details());
  }

  private String details() {
    String field = dice.oneIn(2) ? "Phone" : "Address1";
    return "{\"field\": \"%s\", \"old\": null, \"new\": \"%s 📞\", \"attempt\": %d}"
        .formatted(field, People.phone(dice), dice.between(1, 3));
  }
}
