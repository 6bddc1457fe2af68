package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.RowChunk;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that refer to others: to the wrong one, to one of another kind, to none, by the thousand.
 */
class PupilsOfClubsTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final ValidationOptions ONE = new ValidationOptions(false, 1, 1);

  private static final String CLUBS =
      """
      club:
        service: records
        phase: 1
        legacy: { table: dbo.Club, key: Id }
        into: { clubs: { name: Name, gone: Gone } }
      """;

  private static final String PUPILS =
      """
      pupil:
        service: records
        phase: 1
        legacy: { table: dbo.Pupil, key: Id }
        into: { pupils: { name: Name, gone: Gone, club_id: { from: ClubId, ref: club } } }
      """;

  @TempDir Path directory;
  private PlainDistrict district;

  /** Says always another club than legacy does. */
  public static final class NextClub {
    /** Changes every row. */
    public RowChunk next(RowChunk chunk) {
      for (RowChunk.Row row : chunk.rows()) {
        row.set("ClubId", ((Number) row.get("ClubId")).longValue() % 3 + 1);
      }
      return chunk;
    }
  }

  private void create(String entities, int pupils) {
    district = new PlainDistrict(directory, entities);
    for (String kind : List.of("Club", "Team")) {
      district.north.execute(
          "CREATE TABLE dbo.%s (Id INT PRIMARY KEY, Name NVARCHAR(50), Gone INT)".formatted(kind),
          "INSERT INTO dbo.%1$s SELECT X, '%1$s ' || X, 0 FROM SYSTEM_RANGE(1, 3)".formatted(kind));
    }
    district.north.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(50), Gone INT, ClubId INT)",
        """
        INSERT INTO dbo.Pupil SELECT X, 'Pupil ' || X, 0, MOD(X, 3) + 1 FROM SYSTEM_RANGE(1, %d)
        """
            .formatted(pupils));
    district.records.execute(
        """
        CREATE TABLE clubs (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint,
          name text, gone int)
        """,
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint,
          name text, gone int, club_id uuid)
        """);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void aConditionMayNameAColumnThatTheParentHasToo() {
    create(CLUBS + PUPILS.replace("key: Id }", "key: Id, where: \"Gone = 0 AND Id > 0\" }"), 9);
    district.migration.run();

    ValidationReport report = district.validate(FULL);

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aWrongClubIsFoundWhateverTheColumnOfARowsOwnUuidIsCalled() throws IOException {
    create(
        CLUBS + PUPILS.replace("pupils: { name", "pupils: { pupil_id: { use: row-id }, name"), 9);
    district.records.execute("ALTER TABLE pupils RENAME COLUMN id TO pupil_id");
    Path routes = TestMigration.copyRoutes(directory);
    Files.writeString(
        routes.resolve("next.camel.yaml"),
        """
        - beans:
            - name: nextClub
              type: io.tributary.validate.PupilsOfClubsTest$NextClub
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - name: entity
                value: pupil
              - name: beforeMapping
                value: "bean:nextClub?method=next"
        """);
    district.migration.routes(routes).run();

    assertThat(Told.lines(district.validate(FULL)))
        .anyMatch(line -> line.startsWith("pupil/north JOINS DIFFERENT pupils.club_id"));
  }

  @Test
  void aTeamWithTheClubsLegacyIdIsNotTheClub() {
    create(CLUBS + CLUBS.replace("club:", "team:").replace("dbo.Club", "dbo.Team") + PUPILS, 9);
    district.migration.run();
    assertThat(Told.lines(district.validate(FULL))).noneMatch(line -> line.contains("JOINS"));
    district.records.execute(
        """
        UPDATE pupils p SET club_id = t.id FROM clubs c, clubs t
        WHERE c.id = p.club_id AND t.legacy_id = c.legacy_id AND t.name LIKE 'Team%'
        """);

    assertThat(Told.lines(district.validate(FULL)))
        .anyMatch(line -> line.startsWith("pupil/north JOINS DIFFERENT pupils.club_id"));
  }

  @Test
  void orphansAreCountedAllAndListedWithoutReadingTheTableForEach() {
    int pupils = Check.MOST_LISTED + 200;
    create(CLUBS + PUPILS.replace("phase: 1", "phase: 1\n  batch: { rows: 5000 }"), pupils);
    district.migration.run();
    district.records.execute("UPDATE pupils SET club_id = gen_random_uuid()");
    long before = scans();

    ValidationReport report = district.validate(ONE);

    Check orphans =
        report.everything().stream()
            .flatMap(findings -> findings.checks().stream())
            .filter(check -> check.subject().equals("pupils.club_id to club"))
            .findFirst()
            .orElseThrow();
    assertThat(orphans.differenceCount()).isEqualTo(pupils);
    assertThat(orphans.differences())
        .hasSize(Check.MOST_LISTED)
        .allMatch(orphan -> orphan.legacyKey().isPresent());
    district.awaitNoConnections();
    assertThat(scans() - before).isLessThan(100);
  }

  private long scans() {
    return Long.parseLong(
        district
            .records
            .query("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'pupils'")
            .get(0));
  }
}
