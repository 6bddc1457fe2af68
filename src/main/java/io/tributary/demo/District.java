package io.tributary.demo;

import java.sql.SQLException;
import java.util.List;

/** All rows of one district, table by table. */
final class District {

  private final DistrictPlan plan;

  District(DistrictPlan plan) {
    this.plan = plan;
  }

  /** Generates every row into the sink and says what must become of them. */
  Expectations write(RowSink sink) throws SQLException {
    DistrictOutput output = new DistrictOutput(sink);
    SchoolCalendar calendar = new SchoolCalendar(plan.zone());
    People people = new People(plan);
    Lookups lookups = new Lookups(plan);
    Staffing staffing = new Staffing(plan, people);

    lookups.write(output);
    staffing.write(output);
    List<Pupil> pupils = new Students(plan, calendar, people, lookups, staffing).write(output);
    new Enrollments(plan, lookups, staffing).write(output, pupils);
    new Sections(plan, lookups, staffing).write(output, pupils);
    new Attendance(plan, calendar, people, staffing).write(output, pupils);
    new Assessments(plan, lookups).write(output);
    new Results(plan, calendar, people).write(output, pupils);
    new Notes(plan, calendar, people, staffing).write(output, pupils);
    new History(plan, calendar).write(output, pupils);
    return output.expectations(plan.name());
  }
}
