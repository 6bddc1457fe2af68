package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample knows how many rows a split table should have, whatever blanks legacy is full of and
 * however many rows were dropped or refused.
 */
class SplitCountTest {

  /** What the sample draws is not what is damaged: one row of hundreds. */
  private static final ValidationOptions ONE = new ValidationOptions(false, 1, 1);

  /** White space of all kinds, and what looks like it and is none. */
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "    ",
          "\t",
          "\n\r",
          "\u000b\f",
          "\u001c\u001f",
          "\u00a0",
          "\u1680",
          "\u2000\u200a",
          "\u2028\u2029",
          "\u202f\u205f\u3000",
          " \u00a0\t ",
          "\u0085",
          "\u200b",
          "\ufeff",
          "\u180e",
          "\u2060",
          "\u00ad",
          "\uD83D\uDE00",
          " x",
          "\u00a0.\u00a0");

  private static final String ENTITIES =
      """
      pupil:
        service: records
        phase: 1
        batch: { rows: 500 }
        legacy: { table: dbo.Pupil, key: Id }
        into:
          pupils: { name: Name, status: Status }
          contacts:
            pupil_id: { use: self }
            each:
              - { when: [ Mother ], columns: { name: Mother } }
              - { when: [ Father, Uncle ], columns: { name: Uncle } }
              - { when: [ Age ], columns: { name: { from: Age, as: text } } }
          notes:
            pupil_id: { use: self }
            each:
              - { when: [ Father ], columns: { note: Father } }
      """;

  @TempDir Path directory;
  private PlainDistrict district;

  @BeforeEach
  void migrate() throws IOException {
    district = new PlainDistrict(directory, ENTITIES);
    district.north.execute(
        """
        CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(9), Status NVARCHAR(9),
          Mother NVARCHAR(9), Father NVARCHAR(9), Uncle NVARCHAR(9), Age INT)
        """,
        """
        INSERT INTO dbo.Pupil
        SELECT X, CASE WHEN MOD(X, 100) = 0 THEN NULL ELSE 'Pupil' END,
          CASE WHEN X > 1100 THEN 'LEFT' ELSE 'HERE' END,
          CASE WHEN MOD(X, 2) = 0 THEN 'Mother' END, CASE WHEN MOD(X, 3) = 0 THEN ' ' ELSE 'Father' END,
          CASE WHEN MOD(X, 5) = 0 THEN 'Uncle' END, CASE WHEN MOD(X, 7) = 0 THEN 0 END
        FROM SYSTEM_RANGE(1, 2000)
        """);
    IntStream.range(0, ODD.size())
        .forEach(
            i ->
                district.north.execute(
                    "UPDATE dbo.Pupil SET Mother = '%1$s', Father = NULL, Uncle = '%1$s' WHERE Id = %2$d"
                        .formatted(ODD.get(i), i + 1)));
    district.records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name text NOT NULL, status text)
        """,
        """
        CREATE TABLE contacts (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, pupil_id uuid NOT NULL,
          name text)
        """,
        "CREATE TABLE notes (id uuid PRIMARY KEY, pupil_id uuid NOT NULL, note text)");
    assertThat(district.migration.routes(routes()).run().partitions())
        .allSatisfy(partition -> assertThat(partition.failure()).isEmpty());
  }

  /** Whoever has left is dropped, by a step in a route of its own. */
  private Path routes() throws IOException {
    Path routes = TestMigration.copyRoutes(directory);
    Files.writeString(
        routes.resolve("stay.camel.yaml"),
        """
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - name: entity
                value: pupil
              - name: beforeMapping
                value: "direct:who-stays"
        - route:
            id: who-stays
            from:
              uri: direct:who-stays
              steps:
                - log: "a chunk"
                - bean:
                    ref: rows
                    method: "dropWhere(${body}, 'Status', 'LEFT')"
        """);
    return routes;
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @Test
  void asManyAreDueAsTheMapperHasMade() {
    ValidationReport report = district.validate(ONE);

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    Counts counts = report.entities().get(0).counts().orElseThrow();
    assertThat(counts.filtered()).isEqualTo(900);
    assertThat(counts.deadLettered()).isEqualTo(11);
    assertThat(counts.tables())
        .extracting(TableCount::table)
        .containsExactly("pupils", "contacts", "notes");
    assertThat(counts.tables())
        .allSatisfy(
            table -> assertThat(table.expected()).isEqualTo(OptionalLong.of(table.target())))
        .allSatisfy(table -> assertThat(table.target()).isPositive());
  }

  @Test
  void fewRowsThatAreLeftOutAreNamedInOneQuestion() {
    district.north.execute("DELETE FROM dbo.Pupil WHERE Id > 1300");
    district.records.execute(
        "DELETE FROM migration.filtered_row WHERE legacy_key::int > 1300",
        "DELETE FROM migration.dead_letter WHERE legacy_key::int > 1300");

    assertThat(Told.lines(district.validate(ONE))).isEmpty();
  }

  @Test
  void aContactThatIsLostOutsideTheSampleIsMissed() {
    district.records.execute(
        """
        DELETE FROM contacts WHERE name = 'Uncle'
          AND pupil_id = (SELECT id FROM pupils WHERE legacy_id = 205)
        """);

    ValidationReport report = district.validate(ONE);

    assertThat(Told.lines(report))
        .singleElement()
        .asString()
        .startsWith("pupil/north COUNTS COUNT contacts.");
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
  }
}
