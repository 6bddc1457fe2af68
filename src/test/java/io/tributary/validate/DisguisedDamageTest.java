package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Selection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage that looks like what is right: to a type's weak equality, to a count, to a tenant. */
class DisguisedDamageTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final ValidationOptions SAMPLE = new ValidationOptions(false, 100, 1);
  private static final ValidationOptions ONE = new ValidationOptions(false, 1, 1);

  @TempDir static Path directory;
  private static OddDistricts districts;

  @BeforeAll
  static void migrate() {
    districts = new OddDistricts(directory);
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
  void nothingIsDifferentWhereNothingIsDamaged() {
    for (ValidationOptions options : List.of(FULL, SAMPLE)) {
      List<String> told = Told.lines(districts.validate(options));
      assertThat(told).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minus zero                | thing/north FULL DIFFERENT things.size       | UPDATE things SET size = '-0' WHERE legacy_id = 1 AND {tenant}
          not a number              | thing/north FULL DIFFERENT things.size       | UPDATE things SET size = 'NaN' WHERE legacy_id = 1 AND {tenant}
          digits that were there    | thing/north FULL DIFFERENT things.weight     | UPDATE things SET weight = trim_scale(weight) WHERE legacy_id = 3 AND {tenant}
          a changed case in char    | thing/north FULL DIFFERENT things.mark       | UPDATE things SET mark = upper(mark) WHERE legacy_id = 3 AND {tenant}
          a digit in a document     | thing/north FULL DIFFERENT things.extras     | UPDATE things SET extras = '{{"a": 3.1}}' WHERE legacy_id = 3 AND {tenant}
          JSON null for NULL        | thing/north FULL DIFFERENT things.extras     | UPDATE things SET extras = 'null' WHERE legacy_id = 3 AND {tenant}
          a row of nobody           | thing/north FULL CROSS_TENANT things.tenant_id | UPDATE things SET tenant_id = NULL WHERE legacy_id = 3 AND {tenant}
          one more row of nobody    | thing/north UNIQUENESS CROSS_TENANT things          | INSERT INTO things (id, legacy_id) SELECT gen_random_uuid(), 99
          a row of tenant nil       | thing/north UNIQUENESS CROSS_TENANT things          | INSERT INTO things (id, tenant_id, legacy_id) SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 99
          a contact of nobody       | thing/north UNIQUENESS CROSS_TENANT thing_contacts  | INSERT INTO thing_contacts (id, thing_id, name) SELECT gen_random_uuid(), id, 'Aunt' FROM things WHERE legacy_id = 3 AND {tenant}
          every contact twice       | thing/north FULL EXTRA thing_contacts        | INSERT INTO thing_contacts SELECT gen_random_uuid(), tenant_id, thing_id, name FROM thing_contacts WHERE {tenant}
          a part without tenant     | thing/north FULL EXTRA thing_notes           | INSERT INTO thing_notes SELECT gen_random_uuid(), id, 'more' FROM things WHERE legacy_id = 3 AND {tenant}
          a part of another row     | thing/north FULL DIFFERENT thing_notes       | UPDATE thing_notes SET thing_id = (SELECT id FROM things WHERE legacy_id = 4 AND {tenant}) WHERE thing_id = (SELECT id FROM things WHERE legacy_id = 3 AND {tenant})
          """)
  void isFoundByAFullComparison(String what, String expected, String sql) {
    damage(sql);

    ValidationReport report = districts.validate(FULL);

    assertThat(Told.lines(report)).as(what).anyMatch(line -> line.startsWith(expected));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a reference to UUID nil   | thing/north ORPHANS ORPHAN things.subject_id | UPDATE things SET subject_id = '00000000-0000-0000-0000-000000000000' WHERE legacy_id = 3 AND {tenant}
          one more row of nobody    | thing/north UNIQUENESS CROSS_TENANT things          | INSERT INTO things (id, legacy_id) SELECT gen_random_uuid(), 99
          a longer note             | thing/north AGGREGATES AGGREGATE thing_notes.note   | UPDATE thing_notes SET note = concat(note, 's') WHERE thing_id = (SELECT id FROM things WHERE legacy_id = 3 AND {tenant})
          a weight that is none     | thing/north AGGREGATES AGGREGATE things.weight      | UPDATE things SET weight = 'NaN' WHERE legacy_id = 3 AND {tenant}
          a weight beyond all       | thing/north AGGREGATES AGGREGATE things.weight      | UPDATE things SET weight = '-Infinity' WHERE legacy_id = 3 AND {tenant}
          a day that never comes    | thing/north AGGREGATES AGGREGATE things.born        | UPDATE things SET born = 'infinity' WHERE legacy_id = 3 AND {tenant}
          a year of five digits     | thing/north AGGREGATES AGGREGATE things.born        | UPDATE things SET born = '12010-05-06' WHERE legacy_id = 3 AND {tenant}
          a year before Christ      | thing/north AGGREGATES AGGREGATE things.born        | UPDATE things SET born = '0044-03-15 BC' WHERE legacy_id = 3 AND {tenant}
          a moment that never comes | thing/north AGGREGATES AGGREGATE things.seen        | UPDATE things SET seen = 'infinity' WHERE legacy_id = 3 AND {tenant}
          a microsecond             | thing/north AGGREGATES AGGREGATE things.seen        | UPDATE things SET seen = seen + interval '1 microsecond' WHERE legacy_id = 3 AND {tenant}
          """)
  void isFoundWhicheverRowsAreDrawn(String what, String expected, String sql) {
    damage(sql);

    assertThat(Told.lines(districts.validate(ONE)))
        .as(what)
        .anyMatch(line -> line.startsWith(expected));
  }

  @Test
  void rowsOfTenantsThatWereNeverMigratedAreNoDifferenceAndSaid() {
    damage(
        "INSERT INTO things (id, tenant_id, legacy_id) SELECT gen_random_uuid(), gen_random_uuid(), 99");

    ValidationReport report = districts.validate(ONE);

    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.everything().stream().flatMap(findings -> findings.checks().stream()))
        .extracting(Check::note)
        .contains("rows of tenants that were never migrated here, of which nothing was asked: 1");
  }

  @Test
  void aLegacyRowThatGoesAndOneThatComesDoNotMakeUpForEachOther() {
    districts.north.execute("UPDATE dbo.Thing SET Id = 77 WHERE Id = 3");

    List<String> told = Told.lines(districts.validate(ONE));

    districts.north.execute("UPDATE dbo.Thing SET Id = 3 WHERE Id = 77");
    assertThat(told)
        .anyMatch(line -> line.contains("COUNTS COUNT") && line.contains("not the same"));
  }

  @Test
  void aRowThatAStepDropsNowThoughItWasMigratedIsFoundInASample() {
    districts.north.execute("UPDATE dbo.Thing SET Weight = 55 WHERE Id = 3");

    List<String> told = Told.lines(districts.validate(SAMPLE));

    districts.north.execute("UPDATE dbo.Thing SET Weight = 4.5 WHERE Id = 3");
    assertThat(told).anyMatch(line -> line.startsWith("thing/north SAMPLE EXTRA things.- key 3:"));
  }

  @Test
  void whereStepsMayChangeRowsALostPartIsToldAsWhatOnlyAFullComparisonKnows() {
    damage("DELETE FROM thing_contacts WHERE name = 'Mother 4' AND {tenant}");

    ValidationReport report = districts.validate(ONE);

    assertThat(Told.lines(report))
        .singleElement()
        .asString()
        .startsWith("thing/north COUNTS not done: by legacy's own columns thing_contacts should")
        .contains("have 11 rows, and it has 10");
    assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(Told.lines(districts.validate(FULL)))
        .anyMatch(line -> line.startsWith("thing/north COUNTS COUNT thing_contacts."));
  }

  @Test
  void aRowThatAStepDropsThoughNobodyKnowsOfItIsFoundInASample() {
    damage("DELETE FROM migration.filtered_row");

    assertThat(Told.lines(districts.validate(SAMPLE)))
        .anyMatch(line -> line.startsWith("thing/north SAMPLE MISSING things.- key 12:"));
  }

  @Test
  void aSharedRowThatLegacyRenamedIsNotExcusedByItsOwnOldSpelling() {
    String rename = "UPDATE dbo.Subject SET Name = '%s' WHERE Code = 'S2'";
    districts.north.execute(rename.formatted("Otherwise"));
    districts.south.execute(rename.formatted("Otherwise"));

    List<String> told = Told.lines(districts.validate(FULL));

    districts.north.execute(rename.formatted("Subject 2"));
    districts.south.execute(rename.formatted("Subject 2"));
    assertThat(told)
        .as("told of the district that brought the row first, whichever that is")
        .anyMatch(
            line -> line.matches("subject/(north|south) FULL DIFFERENT subjects.name key .*"));
  }

  @Test
  void aSelectionSaysNothingOfWhatItLeavesOut() {
    damage("DELETE FROM things WHERE legacy_id = 3 AND {tenant}");

    ValidationReport subjects =
        districts.validate(new Selection(Set.of(), Set.of(), Set.of(), Set.of("subject")), FULL);

    assertThat(subjects.entities()).extracting(EntityFindings::entity).containsOnly("subject");
  }

  private static void damage(String sql) {
    districts.things.execute(
        sql.replace("{tenant}", "tenant_id = '" + OddDistricts.NORTH + "'")
            .replace("{{", "{")
            .replace("}}", "}"));
  }
}
