package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.run.Finding;
import io.tributary.run.Migration;
import io.tributary.run.RunResult;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a check finds before the first row is touched: each thing once, with its place and a way
 * out. A run refuses the same, and has written nothing.
 */
class CheckTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, 3, 3);
  private String manifest = SmallDistrict.MANIFEST;
  private Path routes = TestMigration.ROUTES;
  private Map<String, String> environment = Map.of();

  CheckTest() throws SQLException {}

  @BeforeEach
  void leaveTheDemosRoutes() throws IOException {
    routes = TestMigration.copyRoutes(directory);
    Files.delete(routes.resolve("entities/assessment-result.camel.yaml"));
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void allIsWell() throws IOException {
    assertThat(check()).noneMatch(Finding::isFailure).noneMatch(f -> f.problem().isPresent());
    assertThat(check())
        .extracting(Finding::subject)
        .anyMatch(subject -> subject.startsWith("service records: PostgreSQL 18"))
        .anyMatch(subject -> subject.startsWith("legacy database of oak: H2"))
        .contains("service records: 2 target tables", "oak: 2 entities fit both schemas");
  }

  @Test
  void checkingWritesNothing() throws IOException {
    List<String> before = district.everything();

    check();

    assertThat(district.everything()).isEqualTo(before);
  }

  @Test
  void aServiceThatCannotBeReached() throws IOException {
    environment = Map.of("RECORDS_URL", "jdbc:postgresql://localhost:1/records");

    assertFound("TRB-0606", "services.records", "cannot be reached", "refused");
  }

  @Test
  void aServiceThatRefusesTheLogin() throws IOException {
    manifest = manifest.replace("user: tributary_test", "user: stranger");

    assertFound("TRB-0606", "services.records", "stranger");
  }

  @Test
  void aTargetTableThatIsNotThere() throws IOException {
    manifest = manifest.replace("{ clubs:", "{ associations:");

    assertFound("TRB-0607", "entities.club.into.associations", "public.associations");
  }

  @Test
  void aLoginThatMayNotInsert() throws Exception {
    asSuperuser("ALTER TABLE pupils OWNER TO postgres", "GRANT SELECT ON pupils TO tributary_test");

    assertFound("TRB-0214", "entities.pupil.into.pupils", "insert");
  }

  @Test
  void aLoginThatMayNotCreateTheLedger() throws Exception {
    asSuperuser("REVOKE CREATE ON DATABASE %s FROM PUBLIC, tributary_test".formatted(database()));

    assertFound("TRB-0608", "services.records", "schema migration");
  }

  @Test
  void aLoginThatMayNotStage() throws Exception {
    asSuperuser(
        "REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC, tributary_test".formatted(database()));

    assertFound("TRB-0608", "services.records", "temporary tables");
  }

  @Test
  void aColumnThatMustHaveAValueAndGetsNone() throws IOException {
    district.service.execute("ALTER TABLE pupils ADD COLUMN house text NOT NULL");

    assertFound("TRB-0206", "entities.pupil.into.pupils", "house");
  }

  @Test
  void aValueOfTheWrongType() throws IOException {
    district.service.execute("ALTER TABLE pupils ALTER COLUMN name TYPE date USING NULL");

    assertFound("TRB-0205", "entities.pupil.into.pupils.name", "date");
  }

  @Test
  void aLegacyDatabaseThatCannotBeReached() throws IOException {
    environment = Map.of("OAK_URL", "jdbc:h2:mem:nowhere;IFEXISTS=TRUE");

    assertFound("TRB-0302", "legacy database of oak", "cannot connect");
  }

  @Test
  void aLegacyTableThatIsNotThere() throws IOException {
    manifest = manifest.replace("dbo.Pupil", "dbo.Pupils");

    assertFound("TRB-0305", "entities.pupil", "dbo.Pupils");
  }

  @Test
  void aLegacyColumnThatIsNotThere() throws IOException {
    manifest =
        manifest
            .replace("name: Name, status", "name: FullName, status")
            .replace(
                "key: Id }\n    into: { pupils",
                "key: Id }\n    ignore: [ Name ]\n    into: { pupils");

    assertFound("TRB-0201", "entities.pupil.into.pupils.name", "FullName");
  }

  @Test
  void aLegacyColumnThatWouldBeLeftBehind() throws IOException {
    district.oak.execute("ALTER TABLE dbo.Pupil ADD Nickname NVARCHAR(20)");

    assertFound("TRB-0208", "entities.pupil", "Nickname");
  }

  @Test
  void aKeyThatNothingProvesUniqueIsAWarningAndNoRefusal() throws IOException {
    district.oak.execute("ALTER TABLE dbo.Pupil DROP PRIMARY KEY");

    List<Finding> found = check().stream().filter(f -> f.problem().isPresent()).toList();

    assertThat(found).hasSize(2).noneMatch(Finding::isFailure);
    assertThat(found.get(0).problem().orElseThrow().toString())
        .contains("TRB-0611", "entities.pupil", "dbo.Pupil", "stops at the first");
    assertThat(found.get(1).problem().orElseThrow().toString())
        .contains("TRB-0617", "entities.pupil", "dbo.Pupil by [Id]", "sorts", "tableScan");
    assertThat(migration().run().isComplete()).isTrue();
  }

  @Test
  void aPlanThatSortsForEachBatchIsRefusedWhereTheManifestSaysSo() throws IOException {
    district.oak.execute("ALTER TABLE dbo.Pupil DROP PRIMARY KEY");
    manifest = manifest.replace("  batch: { rows: 10 }", "  batch: { rows: 10 }\n  plan: refuse");

    assertFound("TRB-0617", "entities.pupil", "in oak", "sorts");
  }

  @Test
  void aQueryIsRefusedForItsPlanAsATableIs() throws IOException {
    manifest =
        manifest
            .replace("table: dbo.Pupil,", "query: \"SELECT Id, Name, Status FROM dbo.Pupil\",")
            .replace(
                "key: Id }\n    into: { pupils", "key: Id }\n    plan: refuse\n    into: { pupils");

    assertFound("TRB-0617", "entities.pupil", "(query)", "sorts");
  }

  @Test
  void aPlanIsNotAskedForWhereTheManifestSaysSo() throws IOException {
    district.oak.execute("ALTER TABLE dbo.Pupil DROP PRIMARY KEY");
    manifest = manifest.replace("  batch: { rows: 10 }", "  batch: { rows: 10 }\n  plan: ignore");

    assertThat(check())
        .flatMap(finding -> finding.problem().stream().toList())
        .extracting(problem -> problem.code().id())
        .containsExactly("TRB-0611");
  }

  @Test
  void theDistrictWhosePlanIsRefusedIsLeftOutAndTheOtherMigrated() throws IOException {
    district.elm.execute("ALTER TABLE dbo.Pupil DROP PRIMARY KEY");
    manifest =
        SmallDistrict.withElm()
            .replace("  batch: { rows: 10 }", "  batch: { rows: 10 }\n  plan: refuse");

    RunResult result = migration().run();

    assertThat(result.partitions())
        .filteredOn(partition -> partition.failure().isPresent())
        .singleElement()
        .satisfies(
            failed -> assertThat(failed.failure().orElseThrow()).contains("TRB-0322", "pupil/elm"));
    assertThat(district.service.query("SELECT count(*), count(DISTINCT tenant_id) FROM pupils"))
        .containsExactly("3|1");
  }

  @Test
  void twentyEntitiesAreCheckedByAsManyQuestionsToTheLegacyCatalogAsTwo() throws IOException {
    long ofTwo = catalogQuestions();
    for (int i = 3; i <= 20; i++) {
      manifest +=
          """
            club%d:
              service: records
              phase: 1
              legacy: { table: dbo.Club, key: Id }
              into: { clubs: { name: Name } }
          """
              .formatted(i);
    }

    assertThat(catalogQuestions()).isEqualTo(ofTwo).isPositive();
  }

  /** How many questions a check asks the legacy database, but for the plan of each entity. */
  private long catalogQuestions() throws IOException {
    district.oak.execute("SET QUERY_STATISTICS FALSE", "SET QUERY_STATISTICS TRUE");
    assertThat(check()).noneMatch(Finding::isFailure);
    return Long.parseLong(
        district
            .oak
            .query(
                """
                SELECT SUM(EXECUTION_COUNT) FROM INFORMATION_SCHEMA.QUERY_STATISTICS
                WHERE SQL_STATEMENT LIKE 'SELECT%'""")
            .get(0));
  }

  @Test
  void whatIsWrongForEveryTenantIsSaidOnce() throws IOException {
    manifest = SmallDistrict.withElm();
    district.service.execute("ALTER TABLE pupils ADD COLUMN house text NOT NULL");

    assertFound("TRB-0206", "entities.pupil.into.pupils", "house");
  }

  @Test
  void severalThingsAreFoundAtOnce() throws IOException {
    district.service.execute(
        "ALTER TABLE pupils ADD COLUMN house text NOT NULL",
        "ALTER TABLE clubs ALTER COLUMN name TYPE date USING NULL");
    district.oak.execute("ALTER TABLE dbo.Pupil ADD Nickname NVARCHAR(20)");

    assertThat(failures())
        .extracting(problem -> problem.code().id())
        .containsExactlyInAnyOrder("TRB-0205", "TRB-0206", "TRB-0208");
  }

  @Test
  void aRouteFileThatLacksTheLoad() throws IOException {
    Files.delete(routes.resolve("load.camel.yaml"));

    assertThatThrownBy(this::check)
        .isInstanceOf(TributaryException.class)
        .hasMessageContaining("load-batch");
  }

  /** Exactly this is found, by a check and by a run, which leaves the service as it was. */
  private void assertFound(String code, String where, String... words) throws IOException {
    List<String> before = district.everything();

    List<Problem> failures = failures();

    assertThat(failures).as("%s", failures).hasSize(1);
    Problem found = failures.get(0);
    assertThat(found.code().id()).isEqualTo(code);
    assertThat(found.where()).contains(where);
    assertThat(found.message()).contains(words);
    assertThat(found.hint()).isNotBlank();
    assertThatThrownBy(() -> migration().run())
        .isInstanceOfSatisfying(
            TributaryException.class,
            refused -> assertThat(refused.problems()).containsExactly(found));
    assertThat(district.everything()).isEqualTo(before);
  }

  private List<Problem> failures() throws IOException {
    return check().stream()
        .filter(Finding::isFailure)
        .map(finding -> finding.problem().orElseThrow())
        .toList();
  }

  private List<Finding> check() throws IOException {
    RunSettings settings = RunSettings.reading(routes);
    try (Migration migration = Migration.open(migration().manifest(), settings)) {
      return migration.check(Selection.ALL);
    }
  }

  /** The same file each time: it is part of a problem's place. */
  private TestMigration migration() throws IOException {
    Path file = Files.writeString(directory.resolve("manifest.yaml"), manifest);
    return district.migration(file).with(environment).routes(routes);
  }

  private String database() {
    return district.service.query("SELECT current_database()").get(0);
  }

  private void asSuperuser(String... statements) throws SQLException {
    try (Connection connection = district.service.superuser();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
