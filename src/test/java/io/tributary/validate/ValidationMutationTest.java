package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to a target that was migrated well, the right level finds it and names it. */
class ValidationMutationTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final ValidationOptions SAMPLE = new ValidationOptions(false, 100, 1);

  private static final String TENANT = " tenant_id = '" + ProvenDistricts.NORTH + "' ";

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
  void nothingIsReportedOfAMigrationThatWentWell() {
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
    assertThat(Told.lines(districts.validate(SAMPLE))).isEmpty();
    assertThat(districts.validate(SAMPLE).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a lost row              | visit | FULL       | MISSING       | DELETE FROM visits WHERE legacy_id = 7 AND {tenant}
          an extra row            | visit | FULL       | EXTRA         | INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at FROM visits WHERE legacy_id = 7 AND {tenant}
          swapped values          | pupil | FULL       | DIFFERENT     | UPDATE pupils a SET name = b.name FROM pupils b WHERE a.tenant_id = b.tenant_id AND a.legacy_id IN (3, 4) AND b.legacy_id = 7 - a.legacy_id AND a.{tenant}
          an hour                 | visit | HISTORY    | DIFFERENT     | UPDATE visits SET seen_at = seen_at + interval '1 hour' WHERE legacy_id = 7 AND {tenant}
          a microsecond           | visit | HISTORY    | DIFFERENT     | UPDATE visits SET seen_at = seen_at + interval '1 microsecond' WHERE legacy_id = 7 AND {tenant}
          a flag                  | pupil | HISTORY    | DIFFERENT     | UPDATE pupils SET archived = NOT archived WHERE legacy_id = 7 AND {tenant}
          a truncated text        | pupil | FULL       | DIFFERENT     | UPDATE pupils SET name = left(name, -1) WHERE legacy_id = 7 AND {tenant}
          a changed case          | pupil | FULL       | DIFFERENT     | UPDATE pupils SET name = upper(name) WHERE legacy_id = 7 AND {tenant}
          NULL for blank          | pupil | FULL       | DIFFERENT     | UPDATE pupils SET note = NULL WHERE note = '' AND legacy_id = 5 AND {tenant}
          a wrong tenant          | visit | FULL       | CROSS_TENANT  | UPDATE visits SET tenant_id = '{south}' WHERE legacy_id = 7 AND {tenant}
          another tenant's parent | visit | ORPHANS    | CROSS_TENANT  | UPDATE visits SET pupil_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND tenant_id = '{south}') WHERE legacy_id = 7 AND {tenant}
          a parent that is not    | visit | ORPHANS    | ORPHAN        | UPDATE visits SET pupil_id = gen_random_uuid() WHERE legacy_id = 7 AND {tenant}
          nothing across services | pupil | ORPHANS    | ORPHAN        | UPDATE pupils SET school_id = gen_random_uuid() WHERE legacy_id = 7 AND {tenant}
          swapped parents         | visit | JOINS      | DIFFERENT     | UPDATE visits a SET pupil_id = b.pupil_id FROM visits b WHERE a.tenant_id = b.tenant_id AND a.legacy_id IN (3, 4) AND b.legacy_id = 7 - a.legacy_id AND a.{tenant}
          swapped across services | pupil | JOINS      | DIFFERENT     | UPDATE pupils a SET school_id = b.school_id FROM pupils b WHERE a.tenant_id = b.tenant_id AND a.legacy_id IN (5, 6) AND b.legacy_id = 11 - a.legacy_id AND a.{tenant}
          a parent forgotten      | visit | JOINS      | DIFFERENT     | UPDATE visits SET pupil_id = NULL WHERE legacy_id = 7 AND {tenant}
          a wrong lookup          | pupil | JOINS      | DIFFERENT     | UPDATE pupils SET grade_id = (SELECT id FROM grades WHERE code = 'G3') WHERE legacy_id = 7 AND {tenant}
          a namesake elsewhere    | visit | JOINS      | DIFFERENT     | UPDATE visits SET pupil_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND tenant_id = '{south}') WHERE legacy_id = 7 AND {tenant}
          a row in another's name | visit | JOINS      | DIFFERENT     | UPDATE pupils a SET legacy_id = 11 - a.legacy_id WHERE a.legacy_id IN (5, 6) AND a.{tenant}
          an unset reference      | pupil | FULL       | DIFFERENT     | UPDATE pupils SET friend_id = NULL WHERE legacy_id = 8 AND {tenant}
          a duplicated lookup     | grade | UNIQUENESS | DUPLICATE     | INSERT INTO grades SELECT gen_random_uuid(), code, name FROM grades WHERE code = 'G1'
          a renamed lookup        | grade | FULL       | DIFFERENT     | UPDATE grades SET name = 'Grade x' WHERE code = 'G1'
          a wrong mapping row     | pupil | FULL       | MAPPING_WRONG | UPDATE migration.id_mapping_int SET new_id = gen_random_uuid() WHERE new_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND {tenant})
          a lost mapping row      | pupil | FULL       | MAPPING_WRONG | DELETE FROM migration.id_mapping_int WHERE new_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND {tenant})
          a wrong hash            | pupil | FULL       | MAPPING_WRONG | UPDATE migration.id_mapping_int SET row_hash = row_hash + 1 WHERE new_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND {tenant})
          one UUID for two rows   | pupil | UNIQUENESS | DUPLICATE     | UPDATE migration.id_mapping_int SET new_id = (SELECT id FROM pupils WHERE legacy_id = 8 AND {tenant}) WHERE new_id = (SELECT id FROM pupils WHERE legacy_id = 7 AND {tenant})
          a doubled legacy id     | pupil | UNIQUENESS | DUPLICATE     | UPDATE pupils SET legacy_id = 8 WHERE legacy_id = 7 AND {tenant}
          a decimal's last digit  | pupil | FULL       | DIFFERENT     | UPDATE pupils SET gpa = gpa + 0.0001 WHERE legacy_id = 7 AND {tenant}
          a lost contact          | pupil | FULL       | MISSING       | DELETE FROM pupil_contacts WHERE name = 'Father 8' AND {tenant}
          an extra contact        | pupil | FULL       | EXTRA         | INSERT INTO pupil_contacts SELECT gen_random_uuid(), tenant_id, pupil_id, 3, 'Aunt' FROM pupil_contacts WHERE name = 'Father 8' AND {tenant}
          a lost part of a split  | pupil | COUNTS     | COUNT         | DELETE FROM pupil_details WHERE hobby = 'Chess 7' AND {tenant}
          """)
  void aFullComparisonFinds(
      String what, String entity, Level level, DifferenceKind kind, String sql) {
    damage(sql);

    ValidationReport report = districts.validate(FULL);

    assertThat(Told.lines(report))
        .as(what)
        .anyMatch(line -> line.matches(entity + "/(north|south) " + level + " " + kind + " .*"));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a lost row              | visit | UNIQUENESS | MISSING   | DELETE FROM visits WHERE legacy_id = 7 AND {tenant}
          an extra row            | visit | UNIQUENESS | EXTRA     | INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at FROM visits WHERE legacy_id = 7 AND {tenant}
          an extra row, too       | visit | COUNTS     | COUNT     | INSERT INTO visits SELECT gen_random_uuid(), tenant_id, 999, pupil_id, seen_at FROM visits WHERE legacy_id = 7 AND {tenant}
          a changed case          | pupil | SAMPLE     | DIFFERENT | UPDATE pupils SET name = upper(name) WHERE legacy_id = 7 AND {tenant}
          a lost contact          | pupil | SAMPLE     | MISSING   | DELETE FROM pupil_contacts WHERE name = 'Father 8' AND {tenant}
          a decimal's last digit  | pupil | AGGREGATES | AGGREGATE | UPDATE pupils SET gpa = gpa + 0.0001 WHERE legacy_id = 7 AND {tenant}
          swapped parents         | visit | JOINS      | DIFFERENT | UPDATE visits a SET pupil_id = b.pupil_id FROM visits b WHERE a.tenant_id = b.tenant_id AND a.legacy_id IN (3, 4) AND b.legacy_id = 7 - a.legacy_id AND a.{tenant}
          """)
  void aSampleThatHoldsTheRowFinds(
      String what, String entity, Level level, DifferenceKind kind, String sql) {
    damage(sql);

    ValidationReport report = districts.validate(SAMPLE);

    assertThat(Told.lines(report))
        .as(what)
        .anyMatch(line -> line.matches(entity + "/(north|south) " + level + " " + kind + " .*"));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  private static void damage(String sql) {
    districts.records.execute(
        sql.replace("{tenant}", TENANT.strip()).replace("{south}", ProvenDistricts.SOUTH));
  }

  @Test
  void aRowThatIsPutRightMeanwhileIsNotCalledDifferent() {
    damage("UPDATE pupils SET name = 'Otherwise' WHERE legacy_id = 7 AND {tenant}");
    AtomicBoolean done = new AtomicBoolean();

    ValidationReport report =
        districts.validate(
            FULL,
            new RunListener() {
              @Override
              public void committed(Checkpoint checkpoint) {
                boolean ofPupils =
                    checkpoint.claim().displayName().equals("pupil/north")
                        && checkpoint.upper().contains("40");
                if (ofPupils && done.compareAndSet(false, true)) {
                  damage(
                      "UPDATE pupils SET name = 'Pupil number 7' WHERE legacy_id = 7 AND {tenant}");
                }
              }
            });

    assertThat(done).isTrue();
    assertThat(Told.lines(report)).isEmpty();
  }

  @Test
  void aContactThatLegacyHasNoMoreIsExtraInASampleToo() {
    districts.north.execute("UPDATE dbo.Pupil SET Father = NULL WHERE Id = 8");

    List<String> told = Told.lines(districts.validate(SAMPLE));

    districts.north.execute("UPDATE dbo.Pupil SET Father = 'Father 8' WHERE Id = 8");
    assertThat(told)
        .hasSize(2)
        .anyMatch(line -> line.startsWith("pupil/north COUNTS COUNT pupil_contacts."))
        .contains(
            "pupil/north SAMPLE EXTRA pupil_contacts.- key 8: the legacy row does not make this row"
                + " expected ∅ actual ∅");
  }

  @Test
  void aRowIsMissedUnderRowLevelSecurity() throws SQLException {
    districts.onCampus("CREATE TABLE kept AS SELECT * FROM schools WHERE legacy_id = 2");
    districts.onCampus("DELETE FROM schools WHERE legacy_id = 2 AND " + TENANT);

    List<String> told = Told.lines(districts.validate(FULL));

    districts.onCampus("INSERT INTO schools SELECT * FROM kept WHERE " + TENANT);
    districts.onCampus("DROP TABLE kept");
    assertThat(told)
        .anyMatch(line -> line.startsWith("school/north FULL MISSING"))
        .anyMatch(line -> line.startsWith("pupil/north ORPHANS ORPHAN"))
        .noneMatch(line -> line.startsWith("school/south"));
  }

  @Test
  void aUuidOfTwoTablesIsFound() {
    damage(
        "INSERT INTO pupil_details SELECT id, tenant_id, id, 'Twin' FROM pupils WHERE legacy_id = 7"
            + " AND {tenant}");

    assertThat(Told.lines(districts.validate(SAMPLE)))
        .contains(
            "(all)/(all) UNIQUENESS DUPLICATE records.pupil_details.- key -: rows of"
                + " records.pupil_details and records.pupils have the same UUID expected ∅ actual"
                + " ∅");
  }

  @Test
  void aUuidOfTwoServicesAndTwoTenantsIsFoundThoughRowsAreHidden() throws SQLException {
    List<String> ids =
        districts.records.query("SELECT id::text FROM pupils WHERE legacy_id = 7 AND" + TENANT);
    districts.onCampus(
        "INSERT INTO schools VALUES ('%s', '%s', 77, 'Twin')"
            .formatted(ids.get(0), ProvenDistricts.SOUTH));

    ValidationReport report = districts.validate(SAMPLE);

    districts.onCampus("DELETE FROM schools WHERE legacy_id = 77");
    assertThat(Told.lines(report))
        .contains(
            "(all)/(all) UNIQUENESS DUPLICATE campus.schools.- key -: rows of campus.schools and"
                + " records.pupils have the same UUID expected ∅ actual ∅");
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void aReportOfAPartNamesTheRest() {
    ValidationReport part =
        districts.validate(
            new Selection(Set.of(), Set.of("records"), Set.of("north"), Set.of("visit", "pupil")),
            SAMPLE);

    assertThat(Told.lines(part)).isEmpty();
    assertThat(part.leftOut())
        .isEqualTo(new LeftOut(List.of("campus"), List.of("grade", "school"), List.of("south")));
    assertThat(districts.validate(SAMPLE).leftOut().isNothing()).isTrue();
  }

  @Test
  void eachServiceIsAddedUp() {
    List<ServiceTotals> services = districts.validate(SAMPLE).services();

    assertThat(services).extracting(ServiceTotals::service).containsExactly("records", "campus");
    ServiceTotals records = services.get(0);
    assertThat(records.legacy()).isEqualTo(2 * (3 + 40 + 30));
    assertThat(records.deadLettered()).isEqualTo(4);
    assertThat(records.unaccounted()).isZero();
    assertThat(records.target()).isEqualTo(records.expected());
    assertThat(services.get(1).target()).isEqualTo(8);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "wrongZone, created_at",
    "invertedFlag, archived",
    "swappedColumns, raw_score",
    "swappedNames, nick",
  })
  void aMapperThatErrsAlwaysInTheSameWayIsFoundByAggregatesAlone(
      String method, String column, @TempDir Path ownDirectory) throws IOException, SQLException {
    Path routes = TestMigration.copyRoutes(ownDirectory);
    Files.writeString(
        routes.resolve("crooked.camel.yaml"),
        """
        - beans:
            - name: crooked
              type: io.tributary.validate.CrookedMapper
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - name: entity
                value: pupil
              - name: beforeMapping
                value: "bean:crooked?method=%s"
        """
            .formatted(method));
    try (ProvenDistricts crooked = new ProvenDistricts(ownDirectory, routes)) {
      crooked.migrate();

      ValidationReport report = crooked.validate(FULL);

      assertThat(Told.lines(report))
          .anyMatch(line -> line.startsWith("pupil/north AGGREGATES AGGREGATE pupils." + column))
          .allMatch(line -> line.contains(" AGGREGATES "));
      assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
    }
  }
}
