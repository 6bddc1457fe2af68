package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource.Reference;
import io.tributary.testing.LegacyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A child row carries its parent's own spelling of a string key. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class ParentKeyJoinTest {

  private final LegacyKind kind;
  private final District district;

  ParentKeyJoinTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @BeforeEach
  void schools() {
    String text = kind.caselessText(9);
    district.legacy.execute(
        "CREATE TABLE [dbo].[School] ([Code] " + text + " PRIMARY KEY, [Closed] BIT)",
        "INSERT INTO [dbo].[School] VALUES ('ABC', 0), ('Xyz', 1)",
        "CREATE TABLE [dbo].[Student] ([Id] INT PRIMARY KEY, [SchoolCode] "
            + text
            + ", [Mentor] "
            + text
            + ", [GradeId] INT)",
        "INSERT INTO [dbo].[Student] VALUES (1, 'abc', 'xYZ', 1), (2, 'XYZ', NULL, 1), (3, 'none',"
            + " 'ABC', NULL)");
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void theParentsSpellingIsAppendedAndNullWithoutAParent() {
    district.add("school", District.table("School", "Code"));
    Entity student =
        district.add(
            "student",
            District.table("Student", "Id"),
            reference("school", "schoolcode"),
            reference("school", "Mentor"),
            reference("school", "Mentor"));

    List<Batch> batches = district.readAll(student, 2);

    assertThat(batches.get(0).shape().columns())
        .extracting(SourceColumn::name)
        .containsExactly(
            "Id",
            "SchoolCode",
            "Mentor",
            "GradeId",
            "schoolcode->school.Code",
            "Mentor->school.Code");
    assertThat(batches.get(0).shape().columns().get(4).nullable()).isTrue();
    assertThat(rows(batches))
        .containsExactly(
            "[1, abc, xYZ, 1, ABC, Xyz]",
            "[2, XYZ, null, 1, Xyz, null]",
            "[3, none, ABC, null, null, ABC]");
  }

  @Test
  void aParentThatIsNotMigratedIsNoParent() {
    district.add("school", District.where(District.table("School", "Code"), "t.[Closed] = 0"));
    Entity student =
        district.add("student", District.table("Student", "Id"), reference("school", "SchoolCode"));

    assertThat(rows(district.readAll(student, 5)))
        .containsExactly(
            "[1, abc, xYZ, 1, ABC]", "[2, XYZ, null, 1, null]", "[3, none, ABC, null, null]");
  }

  @Test
  void anIntegerKeyNeedsNoJoin() {
    district.legacy.execute("CREATE TABLE [dbo].[Grade] ([Id] INT PRIMARY KEY)");
    district.add("grade", District.table("Grade", "Id"));
    Entity student =
        district.add("student", District.table("Student", "Id"), reference("grade", "GradeId"));

    assertThat(rowShape(student).columns()).hasSize(4);
  }

  @Test
  void aCompositeKeyWithTextIsJoinedOnAllItsParts() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[Room] ([School] "
            + kind.caselessText(9)
            + " NOT NULL, [No] INT NOT NULL, PRIMARY KEY ([School], [No]))",
        "INSERT INTO [dbo].[Room] VALUES ('ABC', 1), ('abc', 2)");
    district.add("room", District.query("SELECT [School], [No] FROM [dbo].[Room]", "School", "No"));
    Entity student =
        district.add(
            "student", District.table("Student", "Id"), reference("room", "SchoolCode", "GradeId"));

    assertThat(rows(district.readAll(student, 5)))
        .containsExactly(
            "[1, abc, xYZ, 1, ABC, 1]",
            "[2, XYZ, null, 1, null, null]",
            "[3, none, ABC, null, null, null]");
  }

  @Test
  void aRowMayReferToItsOwnTable() {
    Entity school =
        district.add("school", District.table("School", "Code"), reference("school", "Code"));

    assertThat(rows(district.readAll(school, 5)))
        .containsExactly("[ABC, false, ABC]", "[Xyz, true, Xyz]");
  }

  @Test
  void aParentThatMultipliesItsChildrenIsAnError() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[Twin] ([Code] " + kind.caselessText(9) + ")",
        "INSERT INTO [dbo].[Twin] VALUES ('abc'), ('ABC')");
    district.add("twin", District.table("Twin", "Code"));
    Entity student =
        district.add("student", District.table("Student", "Id"), reference("twin", "SchoolCode"));

    assertThatThrownBy(() -> district.readAll(student, 1)).hasMessageContaining("TRB-0311");
  }

  @Test
  void aReferenceByAColumnThatIsNotThereIsPlacedAtTheEntity() {
    district.add("school", District.table("School", "Code"));
    Entity student =
        district.add("student", District.table("Student", "Id"), reference("school", "Skool"));

    assertThatThrownBy(() -> rowShape(student))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("TRB-0306", "m.yaml:3:5", "Skool");
  }

  private static Reference reference(String parent, String... columns) {
    return new Reference(List.of(columns), parent, false);
  }

  private static List<String> rows(List<Batch> batches) {
    List<String> rows = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        rows.add(Arrays.toString(batch.row(i)));
      }
    }
    return rows;
  }

  private RowShape rowShape(Entity entity) {
    return district
        .database()
        .describe(entity, district.manifest())
        .rowShape(entity, district.manifest());
  }
}
