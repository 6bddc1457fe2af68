package io.tributary.demo;

import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Schools, staff, and who works where. Each school has a principal who supervises its staff; staff
 * number {@code n} works at school number {@code n mod schools}, some at the next one too.
 */
final class Staffing {

  private static final DateTimeFormatter HIRED = DateTimeFormatter.ofPattern("MM/dd/yyyy");
  private static final List<String> TYPES = List.of("E", "M", "H");
  private static final List<String> TYPE_NAMES =
      List.of("Elementary", "Middle School", "High School");
  private static final int NOBODY = 999_999;

  private final DistrictPlan plan;
  private final People people;
  private final Dice dice;
  private final Spelling spelling;
  private final int schools;
  private final int staff;

  Staffing(DistrictPlan plan, People people) {
    this.plan = plan;
    this.people = people;
    this.dice = Dice.of(plan, "staffing");
    this.spelling = new Spelling(dice);
    this.schools = Math.max(3, Math.min(30, plan.students() / 500));
    this.staff = Math.max(schools * 4, plan.students() / 20);
  }

  void write(DistrictOutput output) throws SQLException {
    for (int number = 0; number < schools; number++) {
      output.good(school(number));
    }
    for (int id = 1; id <= staff; id++) {
      output.good(member(id));
    }
    for (int id = 1; id <= staff; id++) {
      int number = id % schools;
      output.good(assignment(id, schoolId(number), true));
      if (id % 9 == 0) {
        output.good(assignment(id, schoolId((number + 1) % schools), false));
      }
    }
    if (plan.dirty()) {
      writeFlaws(output);
    }
  }

  int schools() {
    return schools;
  }

  /** The legacy key of a school, counted from 0: districts begin at different numbers. */
  int schoolId(int number) {
    return (plan.number() - 1) * 10 + number + 1;
  }

  /** Somebody who works at that school, counted from 0. */
  int teacherAt(int school, Dice chance) {
    int first = school == 0 ? schools : school;
    return first + schools * chance.below((staff - first) / schools + 1);
  }

  /** Anybody. */
  int anybody(Dice chance) {
    return chance.between(1, staff);
  }

  private void writeFlaws(DistrictOutput output) throws SQLException {
    int id = staff + 1;
    output.dead(
        member(id).replace("HiredText", "13/45/2019"), id, Reason.NOT_CONVERTIBLE, "hired_on");
    id++;
    output.dead(
        member(id).replace("EmployeeNo", employeeNo(1)),
        id,
        Reason.DUPLICATE,
        "tenant_id, employee_no");
    int school = schoolId(0);
    output.dead(
        assignment(NOBODY, school, true), NOBODY + "|" + school, Reason.MISSING_PARENT, "staff_id");
  }

  private LegacyRow school(int number) {
    int type = number % TYPES.size();
    LocalDate opened = LocalDate.of(dice.between(1952, 2010), 9, 1);
    boolean closed = number == schools - 1;
    return new LegacyRow(LegacyTable.SCHOOL)
        .with("Id", schoolId(number))
        .with("Code", "S%03d".formatted(number + 1))
        .with("Name", spelling.typed(people.city(dice) + " " + TYPE_NAMES.get(type)))
        .with("SchoolType", TYPES.get(type))
        .with("Address", people.street(dice))
        .with("City", people.city(dice))
        .with("Zip", People.zip(dice))
        .with("Phone", dice.oneIn(5) ? spelling.nothing() : People.phone(dice))
        .with("OpenedOn", opened)
        .with("ClosedOn", closed ? LocalDate.of(2026, 6, 30) : null)
        .with("CreatedOn", SchoolCalendar.datetime(SchoolCalendar.schoolTime(dice, 0)));
  }

  private LegacyRow member(int id) {
    int hiredYear = dice.below(SchoolCalendar.YEARS);
    boolean left = dice.oneIn(12);
    LocalDateTime created = SchoolCalendar.schoolTime(dice, hiredYear);
    LocalDateTime deleted = left ? SchoolCalendar.datetime(created.plusDays(400)) : null;
    return new LegacyRow(LegacyTable.STAFF)
        .with("Id", id)
        .with("EmployeeNo", employeeNo(id))
        .with("FirstName", spelling.typed(people.firstName(dice)))
        .with("LastName", spelling.typed(people.lastName(dice)))
        .with("Email", dice.oneIn(10) ? spelling.nothing() : "Staff" + id + "@Example.org")
        .with("Title", id <= schools ? "Principal" : "Teacher")
        .with("HiredText", dice.oneIn(10) ? spelling.nothing() : HIRED.format(created))
        .with("SupervisorId", supervisor(id))
        .with("Salary", BigDecimal.valueOf(dice.between(3_100_000, 9_900_000), 2))
        .with("IsActive", !left)
        .with("CreatedOn", SchoolCalendar.datetime(created))
        .with("ModifiedOn", dice.oneIn(3) ? null : created.plusDays(90))
        .with("DeletedOn", deleted);
  }

  private LegacyRow assignment(int staffId, int schoolId, boolean primary) {
    return new LegacyRow(LegacyTable.STAFF_SCHOOL)
        .with("StaffId", staffId)
        .with("SchoolId", schoolId)
        .with("RoleCode", staffId <= schools ? "P" : "T")
        .with("Fte", new BigDecimal(primary ? "0.875" : "0.125"))
        .with("StartDate", SchoolCalendar.day(dice, 0))
        .with("EndDate", dice.oneIn(12) ? SchoolCalendar.lastDay(dice.between(8, 14)) : null)
        .with("IsPrimary", primary);
  }

  /** The principal of one's school; principals answer to the last one, who answers to nobody. */
  private @Nullable Integer supervisor(int id) {
    if (id == schools) {
      return null;
    }
    return id < schools ? Integer.valueOf(schools) : teacherNumberOne(id % schools);
  }

  private int teacherNumberOne(int school) {
    return school == 0 ? schools : school;
  }

  private static String employeeNo(int id) {
    return "E%06d".formatted(id);
  }
}
