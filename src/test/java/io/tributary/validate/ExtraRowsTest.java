package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.MigrationException;
import io.tributary.run.Migration;
import io.tributary.run.RepairResult;
import io.tributary.run.RunListener;
import io.tributary.testing.RivalRun;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that no legacy row leads to go if that is asked for and proven, and none besides. */
class ExtraRowsTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final String NORTH = " AND tenant_id = '" + ProvenDistricts.NORTH + "'";

  @TempDir static Path directory;
  private static ProvenDistricts districts;

  @BeforeAll
  static void migrate() {
    districts = new ProvenDistricts(directory, TestMigration.ROUTES);
    districts.migrate();
  }

  @AfterAll
  static void close() throws SQLException {
    districts.close();
  }

  @AfterEach
  void restore() {
    districts.restore();
  }

  @Test
  void extraRowsStay() {
    insertExtraVisit();
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);

    RepairResult repair = repair(false);

    assertThat(repair.result()).isEmpty();
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 999"))
        .containsExactly("1");
  }

  @Test
  void extraRowsGoIfThatIsAskedForAndNothingElseDoes() {
    districts.records.execute(
        """
        INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at
        FROM visits WHERE legacy_id = 7
        """
            + NORTH,
        """
        INSERT INTO pupil_contacts SELECT gen_random_uuid(), tenant_id, pupil_id, 3, 'Aunt'
        FROM pupil_contacts WHERE name = 'Father 8'
        """
            + NORTH,
        "UPDATE visits SET tenant_id = '%s' WHERE legacy_id = 9".formatted(ProvenDistricts.SOUTH)
            + NORTH);
    districts.north.execute("CREATE TABLE dbo.Kept AS SELECT * FROM dbo.Pupil WHERE Id = 40");
    districts.north.execute("DELETE FROM dbo.Pupil WHERE Id = 40");
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);

    RepairResult repair = repairExtraRows();

    List<String> left = Told.lines(districts.validate(FULL));
    districts.north.execute("INSERT INTO dbo.Pupil SELECT * FROM dbo.Kept", "DROP TABLE dbo.Kept");
    assertThat(repair.deleted()).as("visit, aunt, pupil, detail, two contacts").isEqualTo(6);
    assertThat(
            districts.records.query(
                "SELECT table_name, count(*), max(legacy_key) FROM migration.deleted_row"
                    + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("pupil_contacts|3|∅", "pupil_details|1|∅", "pupils|1|40", "visits|1|∅");
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 9"))
        .as("a row that carries another tenant's id")
        .containsExactly("2");
    assertThat(left)
        .isNotEmpty()
        .allMatch(line -> line.startsWith("visit/") && !line.contains("key 40"));
  }

  @Test
  void anExtraRowThatLegacyHasAgainStays() {
    districts.north.execute("CREATE TABLE dbo.Kept AS SELECT * FROM dbo.Visit WHERE Id = 7");
    districts.north.execute("DELETE FROM dbo.Visit WHERE Id = 7");
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);
    districts.north.execute("INSERT INTO dbo.Visit SELECT * FROM dbo.Kept", "DROP TABLE dbo.Kept");

    RepairResult repair = repairExtraRows();

    assertThat(repair.deleted()).isZero();
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
  }

  @Test
  void anExtraRowThatAnotherTenantHasTakenSinceStays() {
    districts.records.execute(
        """
        INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at
        FROM visits WHERE legacy_id = 7
        """
            + NORTH,
        """
        INSERT INTO pupil_contacts SELECT gen_random_uuid(), tenant_id, pupil_id, 3, 'Aunt'
        FROM pupil_contacts WHERE name = 'Father 8'
        """
            + NORTH);
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);
    districts.records.execute(
        "UPDATE visits SET tenant_id = '%s' WHERE legacy_id = 999".formatted(ProvenDistricts.SOUTH),
        "UPDATE pupil_contacts SET tenant_id = '%s' WHERE name = 'Aunt'"
            .formatted(ProvenDistricts.SOUTH));

    RepairResult repair = repairExtraRows();

    assertThat(repair.deleted()).isZero();
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 999"))
        .containsExactly("1");
    assertThat(districts.records.query("SELECT count(*) FROM pupil_contacts WHERE name = 'Aunt'"))
        .containsExactly("1");
  }

  @Test
  void anExtraRowThatAnotherLegacyRowHasBecomeSinceStays() {
    districts.north.execute("CREATE TABLE dbo.Kept AS SELECT * FROM dbo.Visit WHERE Id = 7");
    districts.north.execute("DELETE FROM dbo.Visit WHERE Id = 7");
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);
    districts.records.execute(
        """
        UPDATE migration.id_mapping_int SET new_id = (SELECT id FROM visits WHERE legacy_id = 7
        """
            + NORTH
            + """
              )
              WHERE new_id = (SELECT id FROM visits WHERE legacy_id = 8
              """
            + NORTH.replace(ProvenDistricts.NORTH, ProvenDistricts.SOUTH)
            + ")");

    try (Migration opened = districts.migration().open()) {
      assertThatThrownBy(() -> opened.repair(Optional.empty(), true, new RunListener() {}))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("1 extra rows of visits did not go");
    } finally {
      districts.north.execute(
          "INSERT INTO dbo.Visit SELECT * FROM dbo.Kept", "DROP TABLE dbo.Kept");
    }

    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 7" + NORTH))
        .containsExactly("1");
  }

  @Test
  void extraRowsThatAnotherRunWorksOnStay() throws SQLException {
    insertExtraVisit();
    districts.validate(FULL);

    try (RivalRun rival = RivalRun.in(districts.records)) {
      rival.holds("visit", "north");

      assertThatThrownBy(ExtraRowsTest::repairExtraRows)
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("visit/north")
          .hasMessageContaining("on rival");
    }
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 999"))
        .containsExactly("1");
  }

  @Test
  void anExtraRowThatOthersReferToStaysAndTheServersWordsAreNotTold() {
    insertExtraVisit();
    districts.records.execute(
        "CREATE TABLE notes (visit_id uuid REFERENCES visits DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO notes SELECT id FROM visits WHERE legacy_id = 999");
    districts.validate(FULL);

    try {
      assertThatThrownBy(ExtraRowsTest::repairExtraRows)
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("refused to delete extra rows (SQLSTATE 23503)")
          .hasMessageNotContaining("notes");
    } finally {
      districts.records.execute("DROP TABLE notes");
    }
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 999"))
        .containsExactly("1");
    assertThat(districts.records.query("SELECT count(*) FROM migration.deleted_row"))
        .containsExactly("0");
  }

  @Test
  void anExtraRowBehindRowLevelSecurityGoes() throws SQLException {
    districts.onCampus(
        """
        INSERT INTO schools SELECT gen_random_uuid(), tenant_id, 999, name
        FROM schools WHERE legacy_id = 1
        """
            + NORTH);
    districts.validate(FULL);

    assertThat(repairExtraRows().deleted()).isEqualTo(1);
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
  }

  @Test
  void extraRowsOfASharedLookupStay() {
    districts.records.execute("INSERT INTO grades VALUES (gen_random_uuid(), 'G9', 'Grade 9')");
    districts.validate(FULL);

    assertThat(repairExtraRows().deleted()).isZero();
    assertThat(districts.records.query("SELECT count(*) FROM grades WHERE code = 'G9'"))
        .containsExactly("1");
  }

  @Test
  void rowsThatTheMappingStoreHasLostGetTheirPlaceInItBackAndAreNotDeleted() {
    districts.records.execute(
        """
        DELETE FROM migration.id_mapping_int
        WHERE new_id IN (SELECT id FROM visits WHERE legacy_id BETWEEN 3 AND 7%s)
        """
            .formatted(NORTH));
    ValidationReport report = districts.validate(new ValidationOptions(false, 1, 1));
    assertThat(Told.lines(report)).anyMatch(line -> line.contains("UNIQUENESS EXTRA visits"));

    RepairResult repair = repairExtraRows();

    assertThat(repair.deleted()).isZero();
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
  }

  @Test
  void aRowThatNobodyKnowsStaysWhileItMayComeFromAnotherDistrict() {
    districts.records.execute(
        """
        DELETE FROM migration.id_mapping_int
        WHERE new_id = (SELECT id FROM visits WHERE legacy_id = 9%s)
        """
            .formatted(NORTH),
        "UPDATE visits SET tenant_id = '%s', legacy_id = 999 WHERE legacy_id = 9"
                .formatted(ProvenDistricts.SOUTH)
            + NORTH);
    assertThat(Told.lines(districts.validate(FULL)))
        .anyMatch(line -> line.startsWith("visit/south FULL EXTRA visits"));

    RepairResult repair = repairExtraRows();

    assertThat(repair.deleted()).isZero();
    assertThat(districts.records.query("SELECT count(*) FROM visits WHERE legacy_id = 999"))
        .containsExactly("1");
  }

  @Test
  void thePartsOfARowThatIsRefusedNowStayWithIt() {
    String parts = "SELECT count(*) FROM pupil_%s x JOIN pupils p ON p.id = x.pupil_id";
    String ofEight = " WHERE p.legacy_id = 8 AND p.tenant_id = '" + ProvenDistricts.NORTH + "'";
    districts.records.execute(
        """
        INSERT INTO pupil_contacts SELECT gen_random_uuid(), tenant_id, pupil_id, 3, 'Aunt'
        FROM pupil_contacts WHERE name = 'Father 8'
        """
            + NORTH);
    districts.north.execute("UPDATE dbo.Pupil SET GradeId = GradeId + 9000 WHERE Id = 8");
    assertThat(Told.lines(districts.validate(FULL)))
        .anyMatch(line -> line.contains("EXTRA pupil_details"));

    RepairResult repair = repairExtraRows();

    districts.north.execute("UPDATE dbo.Pupil SET GradeId = GradeId - 9000 WHERE Id = 8");
    districts.records.execute("DELETE FROM migration.dead_letter WHERE legacy_key = '8'");
    assertThat(repair.deleted()).isZero();
    assertThat(districts.records.query(parts.formatted("details") + ofEight)).containsExactly("1");
    assertThat(districts.records.query(parts.formatted("contacts") + ofEight))
        .as("mother, father, and an aunt who may be of an earlier mapping")
        .containsExactly("3");
  }

  @Test
  void aPartThatHasStrayedToAnExtraRowDoesNotGoWithIt() {
    districts.records.execute(
        """
        INSERT INTO pupils SELECT '0e000000-0000-4000-8000-000000000001', tenant_id, 999, name, nick,
          note, gpa, raw_score, max_score, archived, created_at, grade_id, school_id, friend_id
        FROM pupils WHERE legacy_id = 7
        """
            + NORTH,
        """
        UPDATE pupil_contacts SET pupil_id = '0e000000-0000-4000-8000-000000000001'
        WHERE name = 'Father 8'
        """
            + NORTH);
    assertThat(Told.lines(districts.validate(new ValidationOptions(false, 1, 1))))
        .anyMatch(line -> line.contains("EXTRA pupils"));

    repairExtraRows();

    assertThat(
            districts.records.query(
                "SELECT count(*) FROM pupil_contacts WHERE name = 'Father 8'" + NORTH))
        .containsExactly("1");
    districts.validate(FULL);
    assertThat(repairExtraRows().deleted()).as("the extra pupil").isEqualTo(1);
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
  }

  @Test
  void aPartGoesThatBelongsToNobody() {
    districts.records.execute(
        """
        INSERT INTO pupil_contacts SELECT gen_random_uuid(), tenant_id, gen_random_uuid(), 1, 'Nobody'
        FROM pupil_contacts WHERE name = 'Father 8'
        """
            + NORTH);
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);

    RepairResult repair = repairExtraRows();

    assertThat(repair.deleted()).isEqualTo(1);
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
  }

  private static void insertExtraVisit() {
    districts.records.execute(
        """
        INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at
        FROM visits WHERE legacy_id = 7
        """
            + NORTH);
  }

  private static RepairResult repairExtraRows() {
    return repair(true);
  }

  private static RepairResult repair(boolean deleteExtra) {
    try (Migration opened = districts.migration().open()) {
      return opened.repair(Optional.empty(), deleteExtra, new RunListener() {});
    }
  }
}
