package io.tributary.scenarios;

import static io.tributary.scenarios.ColumnFate.bit;
import static io.tributary.scenarios.ColumnFate.bytes;
import static io.tributary.scenarios.ColumnFate.date;
import static io.tributary.scenarios.ColumnFate.flag;
import static io.tributary.scenarios.ColumnFate.instant;
import static io.tributary.scenarios.ColumnFate.local;
import static io.tributary.scenarios.ColumnFate.negated;
import static io.tributary.scenarios.ColumnFate.packed;
import static io.tributary.scenarios.ColumnFate.reference;
import static io.tributary.scenarios.ColumnFate.same;
import static io.tributary.scenarios.ColumnFate.text;
import static io.tributary.scenarios.ColumnFate.trimmed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where every column of dbo.Student went: {@code s} is the student's row, {@code d} that of its
 * demographics, {@code c1} to {@code c3} its contacts by position.
 */
final class StudentColumns {

  /** Left behind on purpose: the manifest's {@code ignore}. */
  static final Set<String> IGNORED = Set.of("SyncToken");

  /** The columns that are mapped nowhere else, and so are packed. */
  static final List<String> PACKED =
      List.of(
          "LockerNo",
          "BusRoute",
          "TShirtSize",
          "MedicalAlert",
          "Custom1",
          "Custom2",
          "Custom3",
          "Custom4");

  private StudentColumns() {}

  /** All columns but the ignored. */
  static List<ColumnFate> all() {
    List<ColumnFate> all = new ArrayList<>();
    all.addAll(student());
    all.addAll(demographics());
    all.addAll(contact(1));
    all.addAll(contact(2));
    all.addAll(contact(3));
    PACKED.forEach(column -> all.add(packed(column)));
    return all;
  }

  private static List<ColumnFate> student() {
    return List.of(
        same("Id", "s.legacy_id"),
        same("RowGuid", "s.legacy_guid"),
        text("StateId", "s.state_id").upper(),
        same("LocalId", "s.local_id"),
        trimmed("FirstName", "s.first_name").collapsed().normalised(),
        text("MiddleName", "s.middle_name").normalised(),
        text("LastName", "s.last_name").collapsed().normalised(),
        text("Suffix", "s.suffix"),
        text("PreferredName", "s.preferred_name").normalised(),
        date("DOB", "s.birth_date"),
        text("Gender", "s.gender")
            .upper()
            .values(Map.of("F", "female", "M", "male", "X", "nonbinary")),
        reference("GradeId", "s.grade_id", DemoEntity.GRADE),
        reference("SchoolId", "s.school_id", DemoEntity.SCHOOL),
        reference("CounselorId", "s.counselor_id", DemoEntity.STAFF),
        text("GraduationYear", "s.graduation_year"),
        same("Gpa", "s.gpa"),
        local("EntryDate", "s.entered_at"),
        bytes("PhotoHash", "s.photo_hash"),
        negated("IsActive", "s.archived"),
        local("DeletedOn", "s.deleted_at"),
        local("CreatedOn", "s.created_at"),
        local("ModifiedOn", "s.modified_at"),
        instant("LastSyncAt", "s.synced_at"));
  }

  private static List<ColumnFate> demographics() {
    return List.of(
        text("Ethnicity", "d.ethnicity").lower().replacing("two or more", "multiple"),
        bit("IsHispanic", "d.hispanic"),
        text("HomeLanguage", "d.home_language"),
        text("BirthCountry", "d.birth_country"),
        flag("EnglishLearner", "d.english_learner"),
        flag("HasIep", "d.has_iep"),
        flag("Has504", "d.has_504"),
        flag("IsGifted", "d.gifted"),
        text("LunchStatus", "d.lunch_status")
            .upper()
            .values(Map.of("F", "free", "R", "reduced", "P", "paid")),
        bit("IsHomeless", "d.homeless"),
        bit("IsMigrant", "d.migrant"),
        bit("IsMilitary", "d.military"),
        text("Address1", "d.address_line_1").collapsed(),
        text("Address2", "d.address_line_2"),
        text("City", "d.city"),
        same("State", "d.state").upper(),
        text("Zip", "d.zip"),
        text("Phone", "d.phone"),
        text("Email", "d.email").lower());
  }

  private static List<ColumnFate> contact(int position) {
    String legacy = "Contact" + position;
    String row = "c" + position;
    return List.of(
        text(legacy + "Name", row + ".name").collapsed().normalised(),
        text(legacy + "Relation", row + ".relation").lower(),
        text(legacy + "Phone", row + ".phone"),
        text(legacy + "Email", row + ".email").lower(),
        text(legacy + "Address", row + ".address").collapsed(),
        bit(legacy + "IsGuardian", row + ".guardian"));
  }
}
