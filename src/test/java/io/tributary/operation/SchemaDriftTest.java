package io.tributary.operation;

import static io.tributary.drift.Severity.ATTENTION;
import static io.tributary.drift.Severity.BREAKING;
import static io.tributary.drift.Severity.HARMLESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tributary.drift.Difference;
import io.tributary.drift.DistrictDifference;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;
import io.tributary.fault.InvalidInputException;
import io.tributary.run.Migration;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemas that were frozen, against what has become of them: each kind of change in its class. */
class SchemaDriftTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  private static final String MANIFEST =
      SmallDistrict.withElm()
          .replace(
              "{ table: dbo.Pupil, key: Id }",
              "{ table: dbo.Pupil, key: Id, where: \"Status <> 'X'\" }\n    ignore: [ Note, Flag ]");

  @TempDir Path directory;
  private SmallDistrict district;

  @BeforeEach
  void createDistricts() throws SQLException {
    district = new SmallDistrict(SERVICE, 3, 3);
    for (TestLegacy legacy : List.of(district.oak, district.elm)) {
      legacy.execute(
          "ALTER TABLE dbo.Pupil ADD Note NVARCHAR(20)",
          "ALTER TABLE dbo.Pupil ADD Flag INT DEFAULT 0",
          "CREATE TABLE dbo.Unread (Id INT PRIMARY KEY, Text NVARCHAR(10))",
          "CREATE INDEX Pupil_Name ON dbo.Pupil (Name)");
    }
    target(
        "CREATE TABLE IF NOT EXISTS unfilled (id int)",
        "ALTER TABLE pupils ADD COLUMN remark text",
        "ALTER TABLE pupils ADD UNIQUE (tenant_id, legacy_id)");
    freeze();
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void nothingHasDriftedRightAfterFreezing() {
    DriftReport report = check();

    assertThat(report.differences()).isEmpty();
    assertThat(report.districts()).isEmpty();
    assertThat(report.problems()).isEmpty();
    assertThat(report.databases()).isEqualTo(3);
    assertThat(report.needsAttention()).isFalse();
  }

  @Test
  void legacyColumnsThatAreIgnoredMayGoComeAndChange() {
    oak(
        "ALTER TABLE dbo.Pupil DROP COLUMN Note",
        "ALTER TABLE dbo.Pupil ALTER COLUMN Flag BIGINT",
        "ALTER TABLE dbo.Pupil ALTER COLUMN Flag SET DEFAULT 1");

    assertAll(HARMLESS, "dbo.Pupil.Flag", "dbo.Pupil.Flag", "dbo.Pupil.Note");
  }

  @Test
  void tablesAndIndexesThatNobodyUsesMayChange() {
    oak("DROP TABLE dbo.Unread", "DROP INDEX dbo.Pupil_Name");
    target("DROP TABLE unfilled");

    assertAll(HARMLESS, "dbo.Pupil", "dbo.Unread", "public.unfilled");
  }

  @Test
  void aNewLegacyTableNeedsAttention() {
    oak("CREATE TABLE dbo.Alumni (Id INT PRIMARY KEY)");

    assertOne(ATTENTION, "dbo.Alumni", "the table is new", "no skip names it");
  }

  @Test
  void aNewLegacyTableThatIsSkippedIsHarmless() {
    oak("CREATE TABLE dbo.Alumni (Id INT PRIMARY KEY)", "CREATE TABLE dbo.Alumna (Id INT)");

    assertThat(
            check(MANIFEST + "skip: [ { table: ALUMNI, reason: left } ]\n", Selection.ALL)
                .differences())
        .extracting(Difference::severity, Difference::element)
        .containsExactly(tuple(ATTENTION, "dbo.Alumna"), tuple(HARMLESS, "dbo.Alumni"));
  }

  @Test
  void aViewThatAnEntityReadsIsComparedByItsColumns() {
    String byView = MANIFEST.replace("table: dbo.Club", "table: dbo.Clubs");
    for (TestLegacy legacy : List.of(district.oak, district.elm)) {
      legacy.execute("CREATE VIEW dbo.Clubs AS SELECT Id, Name FROM dbo.Club");
    }
    freeze(byView);
    assertThat(check(byView, Selection.ALL).differences()).isEmpty();
    oak(
        "DROP VIEW dbo.Clubs",
        "CREATE VIEW dbo.Clubs AS SELECT Id, Name, Name AS Nick FROM dbo.Club");
    district.elm.execute("DROP VIEW dbo.Clubs");

    assertThat(check(byView, Selection.ALL).differences())
        .extracting(Difference::severity, Difference::database, Difference::element)
        .containsExactly(
            tuple(BREAKING, "legacy database of elm", "dbo.Clubs"),
            tuple(BREAKING, "legacy database of oak", "dbo.Clubs.Nick"));
  }

  @Test
  void aLegacyForeignKeyIsToldWithWhatItRefersTo() {
    oak(
        "UPDATE dbo.Pupil SET Flag = NULL",
        "ALTER TABLE dbo.Pupil ADD FOREIGN KEY (Flag) REFERENCES dbo.Club (Id)");

    assertThat(check().differences())
        .extracting(Difference::severity, Difference::what)
        .contains(tuple(HARMLESS, "foreign key (Flag) to dbo.Club (Id) is new"));
  }

  @Test
  void aTargetColumnThatIsSpeltInAnotherCaseIsAnotherColumn() {
    target("ALTER TABLE clubs RENAME COLUMN name TO \"Name\"");

    assertThat(check().differences())
        .extracting(Difference::severity, Difference::element)
        .containsExactly(
            tuple(BREAKING, "public.clubs.name"), tuple(ATTENTION, "public.clubs.Name"));
  }

  @Test
  void aMappedLegacyColumnThatIsWiderNeedsAttention() {
    oak("ALTER TABLE dbo.Pupil ALTER COLUMN Name NVARCHAR(80)");

    assertOne(ATTENTION, "dbo.Pupil.Name", "(50)", "--accept-changes");
  }

  @Test
  void aMappedLegacyColumnThatIsNarrowerOrOfAnotherTypeBreaksTheMapping() {
    oak(
        "ALTER TABLE dbo.Pupil ALTER COLUMN Name NVARCHAR(20)",
        "ALTER TABLE dbo.Pupil DROP COLUMN Status",
        "ALTER TABLE dbo.Pupil ADD Status INT");

    assertAll(BREAKING, "dbo.Pupil.Name", "dbo.Pupil.Status");
  }

  @Test
  void aMappedLegacyColumnThatIsGoneBreaksTheMapping() {
    oak("ALTER TABLE dbo.Club DROP COLUMN Name");

    Difference difference = assertOne(BREAKING, "dbo.Club.Name", "gone", "the mapping reads it");
    assertThat(difference.entities()).containsExactly("club");
    assertThat(difference.database()).isEqualTo("legacy database of oak");
  }

  @Test
  void aNewLegacyColumnBreaksTheMappingAsARunRefusesIt() {
    oak("ALTER TABLE dbo.Pupil ADD Middle NVARCHAR(20)");

    assertOne(BREAKING, "dbo.Pupil.Middle", "new", "neither mapped nor ignored");
  }

  @Test
  void aLegacyKeyThatIsProvenNoMoreBreaksTheMapping() {
    oak("ALTER TABLE dbo.Club DROP PRIMARY KEY");

    assertThat(check().differences())
        .anySatisfy(
            difference -> {
              assertThat(difference.severity()).isEqualTo(BREAKING);
              assertThat(difference.what()).contains("primary key (Id) is gone");
            });
  }

  @Test
  void aLegacyTableThatIsGoneOrEmptied() {
    oak("DROP TABLE dbo.Pupil", "TRUNCATE TABLE dbo.Club");

    assertThat(check().differences())
        .extracting(Difference::severity, Difference::element)
        .containsExactly(tuple(BREAKING, "dbo.Pupil"), tuple(ATTENTION, "dbo.Club"));
  }

  @Test
  void aTargetColumnThatIsFilledAndGoneOrOfAnotherTypeBreaksTheMapping() {
    target(
        "ALTER TABLE clubs DROP COLUMN name",
        "ALTER TABLE pupils ALTER COLUMN name TYPE varchar(10)");

    assertAll(BREAKING, "public.clubs.name", "public.pupils.name");
  }

  @Test
  void aNewTargetColumnBreaksTheMappingOnlyWhereItMustHaveAValue() {
    target(
        "ALTER TABLE clubs ADD COLUMN motto text",
        "ALTER TABLE pupils ADD COLUMN house text NOT NULL",
        "ALTER TABLE pupils ADD COLUMN made timestamptz DEFAULT now()");

    assertThat(check().differences())
        .extracting(Difference::severity, Difference::element)
        .containsExactly(
            tuple(BREAKING, "public.pupils.house"),
            tuple(BREAKING, "public.pupils.made"),
            tuple(ATTENTION, "public.clubs.motto"));
  }

  @Test
  void targetRulesThatRefuseRowsNeedAttention() {
    target(
        "ALTER TABLE pupils DROP COLUMN remark",
        "ALTER TABLE clubs ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE clubs ADD CHECK (name <> '')",
        "CREATE UNIQUE INDEX ON clubs (tenant_id, name)");

    assertAll(
        ATTENTION, "public.clubs", "public.clubs", "public.clubs.name", "public.pupils.remark");
  }

  @Test
  void aTargetTableWithoutItsPrimaryKeyBreaksTheMapping() {
    target("ALTER TABLE clubs DROP CONSTRAINT clubs_pkey");

    assertThat(check().differences())
        .anyMatch(d -> d.severity() == BREAKING && d.what().contains("primary key (id) is gone"));
  }

  @Test
  void districtsThatDifferAreNamedEvenIfTheyWereFrozenSo() {
    oak("ALTER TABLE dbo.Pupil DROP COLUMN Note");
    freeze();

    DriftReport report = check();

    assertThat(report.differences()).isEmpty();
    assertThat(report.districts())
        .extracting(DistrictDifference::toString)
        .containsExactly("oak lacks dbo.Pupil.Note that 1 other has");
    assertThat(report.districts().get(0).mapped()).isTrue();
    assertThat(report.needsAttention()).isFalse();
  }

  @Test
  void onlyWhatWasSelectedIsLookedAt() {
    oak("ALTER TABLE dbo.Pupil DROP COLUMN Name");
    Selection elm = new Selection(Set.of(), Set.of(), Set.of("elm"), Set.of());
    Selection clubs = new Selection(Set.of(), Set.of(), Set.of(), Set.of("club"));

    assertThat(check(elm).differences()).isEmpty();
    assertThat(check(clubs).differences()).isEmpty();
  }

  @Test
  void aDistrictThatWasNeverFrozenNeedsAttention() {
    district.service.execute("DELETE FROM migration.schema_snapshot WHERE name = 'elm'");

    assertOne(ATTENTION, "all", "never frozen", "drift freeze");
  }

  @Test
  void aCheckWithoutAFreezeIsRefused() {
    district.service.execute("DELETE FROM migration.schema_snapshot");

    assertThatThrownBy(this::check)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1301");
  }

  @Test
  void aDistrictThatCannotBeReachedIsAProblemAndTheOthersAreTold() {
    try (Migration migration =
        district
            .migration(MANIFEST, directory)
            .with("ELM_URL", "jdbc:h2:mem:nowhere;IFEXISTS=TRUE")
            .open()) {
      oak("ALTER TABLE dbo.Club DROP COLUMN Name");

      DriftReport report = migration.schemas().check(Selection.ALL);

      assertThat(report.problems()).singleElement().asString().contains("elm");
      assertThat(report.differences())
          .singleElement()
          .extracting(Difference::severity)
          .isEqualTo(BREAKING);
    }
  }

  private Difference assertOne(Severity severity, String element, String what, String why) {
    DriftReport report = check();
    assertThat(report.differences()).hasSize(1);
    Difference difference = report.differences().get(0);
    assertThat(difference.severity()).isEqualTo(severity);
    assertThat(difference.element()).isEqualTo(element);
    assertThat(difference.what()).contains(what);
    assertThat(difference.why()).contains(why);
    assertThat(report.needsAttention()).isTrue();
    return difference;
  }

  private void assertAll(Severity severity, String... elements) {
    DriftReport report = check();
    assertThat(report.differences()).extracting(Difference::element).containsExactly(elements);
    assertThat(report.differences()).allMatch(d -> d.severity() == severity);
    assertThat(report.needsAttention()).isEqualTo(severity != HARMLESS);
  }

  private void freeze() {
    freeze(MANIFEST);
  }

  private void freeze(String manifest) {
    try (Migration migration = district.migration(manifest, directory).open()) {
      migration.schemas().freeze(Selection.ALL);
    }
  }

  private DriftReport check() {
    return check(Selection.ALL);
  }

  private DriftReport check(Selection selection) {
    return check(MANIFEST, selection);
  }

  private DriftReport check(String manifest, Selection selection) {
    try (Migration migration = district.migration(manifest, directory).open()) {
      return migration.schemas().check(selection);
    }
  }

  private void oak(String... sql) {
    district.oak.execute(sql);
  }

  private void target(String... sql) {
    district.service.execute(sql);
  }
}
