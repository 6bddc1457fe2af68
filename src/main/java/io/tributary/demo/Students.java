package io.tributary.demo;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Student table: one wide row a student. */
final class Students {

  private static final List<String> GENDERS = List.of("F", "M", "f", "M ", "X");
  private static final List<String> ETHNICITIES =
      List.of("Asian", "black", "WHITE", "Two or more", "Pacific Islander");
  private static final List<String> LANGUAGES = List.of("en", "es", "vi", "ar", "zh", "tl");
  private static final List<String> LUNCHES = List.of("F", "R", "P", "p ", "");
  private static final List<String> YES_NO = List.of("Y", "N");
  private static final List<String> YES_NO_IN_WORDS = List.of("Yes", "No", "Y", "N", "", "no");

  private final DistrictPlan plan;
  private final SchoolCalendar calendar;
  private final People people;
  private final Lookups lookups;
  private final Staffing staffing;
  private final Dice dice;
  private final Spelling spelling;
  private final Contacts contacts;
  private final Map<Integer, StudentFlaw> flaws;

  Students(
      DistrictPlan plan,
      SchoolCalendar calendar,
      People people,
      Lookups lookups,
      Staffing staffing) {
    this.plan = plan;
    this.calendar = calendar;
    this.people = people;
    this.lookups = lookups;
    this.staffing = staffing;
    this.dice = Dice.of(plan, "students");
    this.spelling = new Spelling(dice);
    this.contacts = new Contacts(people, dice, spelling);
    this.flaws = StudentFlaw.byStudent(plan);
  }

  /** The state's number of a student, as most rows spell it. */
  static String stateId(DistrictPlan plan, int id) {
    return "ST%d-%07d".formatted(plan.number(), id);
  }

  /** Writes all students and says who they are. */
  List<Pupil> write(DistrictOutput output) throws SQLException {
    List<Pupil> pupils = new ArrayList<>(plan.students());
    for (int id = 1; id <= plan.students(); id++) {
      Pupil pupil = pupil(id);
      LegacyRow row = row(pupil);
      if (pupil.flaw().isPresent()) {
        StudentFlaw flaw = pupil.flaw().get();
        flaw.spoil(row, plan);
        output.dead(row, id, flaw.reason(), flaw.column());
      } else {
        output.good(row);
      }
      pupils.add(pupil);
    }
    return pupils;
  }

  private Pupil pupil(int id) {
    int firstYear = dice.below(SchoolCalendar.YEARS);
    int firstGrade = dice.below(Lookups.grades());
    int most = Math.min(SchoolCalendar.YEARS - firstYear, Lookups.grades() - firstGrade);
    int years = Math.min(most, dice.between(1, 5));
    int school = dice.below(staffing.schools());
    return new Pupil(id, school, firstYear, years, firstGrade, Optional.ofNullable(flaws.get(id)));
  }

  private LegacyRow row(Pupil pupil) {
    LegacyRow row = new LegacyRow(LegacyTable.STUDENT);
    addPerson(row, pupil);
    addSchooling(row, pupil);
    addHistory(row, pupil);
    addDemographics(row);
    addAddress(row);
    contacts.addTo(row);
    addExtras(row, pupil);
    return row;
  }

  private void addPerson(LegacyRow row, Pupil pupil) {
    LocalDate born =
        SchoolCalendar.firstDay(pupil.firstYear())
            .minusYears(4L + pupil.firstGrade())
            .minusDays(dice.between(1, 364));
    row.with("Id", pupil.id())
        .with("RowGuid", dice.uuid())
        .with("StateId", pupil.id() > 2 && dice.oneIn(25) ? spelling.nothing() : stateNumber(pupil))
        .with("LocalId", "L" + (100_000 + pupil.id()))
        .with("FirstName", spelling.typed(people.firstName(dice)))
        .with("MiddleName", dice.oneIn(2) ? spelling.nothing() : people.firstName(dice))
        .with("LastName", spelling.typed(people.lastName(dice)))
        .with("Suffix", dice.oneIn(50) ? "Jr." : spelling.nothing())
        .with("PreferredName", dice.oneIn(6) ? people.firstName(dice) : spelling.nothing())
        .with("DOB", SchoolCalendar.midnight(born))
        .with("Gender", dice.oneIn(30) ? null : dice.pick(GENDERS));
  }

  private String stateNumber(Pupil pupil) {
    return dice.oneIn(40) ? stateId(plan, pupil.id()) + "  " : stateId(plan, pupil.id());
  }

  private void addSchooling(LegacyRow row, Pupil pupil) {
    int lastYear = pupil.firstYear() + pupil.years() - 1;
    int lastGrade = pupil.firstGrade() + pupil.years() - 1;
    int graduation = 2012 + lastYear + Lookups.grades() - 1 - lastGrade;
    LocalDateTime entry =
        SchoolCalendar.schoolTime(dice, pupil.firstYear()).withSecond(0).withNano(0);
    row.with("GradeId", lookups.gradeId(lastGrade))
        .with("SchoolId", staffing.schoolId(pupil.school()))
        .with("CounselorId", dice.oneIn(3) ? staffing.anybody(dice) : null)
        .with("GraduationYear", dice.oneIn(8) ? spelling.nothing() : String.valueOf(graduation))
        .with("Gpa", dice.oneIn(4) ? null : BigDecimal.valueOf(dice.between(900, 4_300), 3))
        .with("EntryDate", dice.oneIn(20) ? null : entry)
        .with("PhotoHash", dice.oneIn(2) ? dice.bytes(32) : null);
  }

  private void addHistory(LegacyRow row, Pupil pupil) {
    int lastYear = pupil.firstYear() + pupil.years() - 1;
    boolean active = lastYear == SchoolCalendar.YEARS - 1;
    LocalDateTime created = SchoolCalendar.datetime(calendar.time(dice, pupil.firstYear()));
    LocalDateTime modified = calendar.time(dice, lastYear);
    row.with("IsActive", active)
        .with("DeletedOn", dice.oneIn(15) ? SchoolCalendar.datetime(modified) : null)
        .with("CreatedOn", created)
        .with("ModifiedOn", dice.oneIn(10) ? null : modified)
        .with("LastSyncAt", dice.oneIn(3) ? null : calendar.instant(modified))
        .with("SyncToken", (long) dice.below(Integer.MAX_VALUE));
  }

  private void addDemographics(LegacyRow row) {
    row.with("Ethnicity", dice.oneIn(15) ? spelling.nothing() : dice.pick(ETHNICITIES))
        .with("IsHispanic", maybe(4))
        .with("HomeLanguage", dice.oneIn(10) ? spelling.nothing() : dice.pick(LANGUAGES))
        .with("BirthCountry", dice.oneIn(8) ? people.country(dice) : "United States")
        .with("EnglishLearner", dice.oneIn(9) ? null : dice.pick(YES_NO))
        .with("HasIep", dice.oneIn(9) ? null : dice.pick(YES_NO_IN_WORDS))
        .with("Has504", dice.oneIn(9) ? null : dice.pick(YES_NO))
        .with("IsGifted", dice.oneIn(9) ? null : dice.below(2))
        .with("LunchStatus", dice.oneIn(9) ? null : dice.pick(LUNCHES))
        .with("IsHomeless", maybe(60))
        .with("IsMigrant", maybe(70))
        .with("IsMilitary", maybe(30));
  }

  private void addAddress(LegacyRow row) {
    row.with("Address1", spelling.typed(people.street(dice)))
        .with("Address2", dice.oneIn(8) ? "Apt " + dice.between(1, 99) : spelling.nothing())
        .with("City", people.city(dice))
        .with("State", dice.oneIn(12) ? "va" : "VA")
        .with("Zip", People.zip(dice))
        .with("Phone", dice.oneIn(6) ? spelling.nothing() : People.phone(dice))
        .with("Email", dice.oneIn(3) ? spelling.nothing() : People.email(dice));
  }

  private void addExtras(LegacyRow row, Pupil pupil) {
    LocalDateTime consent = SchoolCalendar.midnight(SchoolCalendar.day(dice, pupil.firstYear()));
    row.with("LockerNo", dice.oneIn(3) ? "L-" + dice.between(1, 900) : null)
        .with("BusRoute", dice.oneIn(3) ? "Route " + dice.between(1, 40) : spelling.nothing())
        .with("TShirtSize", dice.oneIn(5) ? "YM" : null)
        .with("MedicalAlert", dice.oneIn(12) ? people.sentence(dice) : null)
        .with("Custom1", dice.oneIn(6) ? people.sentence(dice) : spelling.nothing())
        .with("Custom2", dice.oneIn(9) ? "{\"imported\": true}" : null)
        .with("Custom3", dice.oneIn(7) ? dice.between(-5, 5_000) : null)
        .with("Custom4", dice.oneIn(9) ? consent : null);
  }

  /** NULL now and then, else true once in so many times. */
  private @Nullable Boolean maybe(int times) {
    return dice.oneIn(20) ? null : Boolean.valueOf(dice.oneIn(times));
  }
}
