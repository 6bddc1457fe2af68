package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.run.Finding;
import io.tributary.run.Migration;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Districts, services and the manifest that joins them. Whatever is run on it must leave the
 * districts as they were; a dry run must also leave the services as they were, which are read-only
 * meanwhile.
 */
final class Stage implements AutoCloseable {

  private final Path directory;
  private final Path routes;
  private final Map<String, District> districts = new LinkedHashMap<>();
  private final Map<String, Target> services = new LinkedHashMap<>();
  private String entities = "";

  private record District(UUID id, String zone, TestLegacy legacy) {}

  private record Target(String schema, String more, TestPostgres postgres) {}

  /** A stage whose manifests are written to that directory. */
  Stage(Path directory) {
    this.directory = directory;
    this.routes = TestMigration.copyRoutes(directory);
    try {
      // The one file that belongs to another manifest: it gives an entity of the demo its own way.
      Files.delete(routes.resolve("entities/assessment-result.camel.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a district with an empty legacy database. */
  TestLegacy district(String name, String zone) {
    TestLegacy legacy = TestLegacy.create();
    districts.put(name, new District(new UUID(7, districts.size() + 1L), zone, legacy));
    return legacy;
  }

  /**
   * Adds a service with an empty database.
   *
   * @param more further settings of the manifest, each with a comma before it
   */
  TestPostgres service(String name, String schema, String more) {
    TestPostgres postgres = TestPostgres.create();
    services.put(name, new Target(schema, more, postgres));
    return postgres;
  }

  /** Says what is migrated: what stands below {@code entities:} in the manifest. */
  Stage entities(String yaml) {
    entities = yaml;
    return this;
  }

  /** The UUID of a district. */
  UUID tenant(String district) {
    return districts.get(district).id;
  }

  /** Runs a selection, districts unchanged. */
  RunResult run(Selection selection) {
    return districtsUnchanged(() -> migration().run(selection));
  }

  /** Runs a selection with nothing written anywhere. */
  RunResult dryRun(Selection selection) {
    return nothingWritten(
        () -> {
          readOnly(true);
          try {
            return migration().dryRun().run(selection);
          } finally {
            readOnly(false);
          }
        });
  }

  /** What a dry run, a run and a check all say against a selection, with nothing written. */
  List<Problem> refusals(Selection selection) {
    List<Problem> problems = refusal(selection);
    nothingWritten(
        () -> {
          assertThat(thrown(migration().dryRun(), selection)).isEqualTo(problems);
          try (Migration migration = migration().open()) {
            assertThat(
                    migration.check(selection).stream()
                        .filter(Finding::isFailure)
                        .map(finding -> finding.problem().orElseThrow()))
                .isEqualTo(problems);
          }
          return problems;
        });
    return problems;
  }

  /** What a run says against a selection, with nothing written. */
  List<Problem> refusal(Selection selection) {
    return nothingWritten(() -> thrown(migration(), selection));
  }

  private static List<Problem> thrown(TestMigration migration, Selection selection) {
    TributaryException refusal =
        catchThrowableOfType(TributaryException.class, () -> migration.run(selection));
    assertThat(refusal).as("nothing speaks against it").isNotNull();
    return refusal.problems();
  }

  private <T> T nothingWritten(Supplier<T> work) {
    var before = serviceContents();
    T result = districtsUnchanged(work);
    assertThat(serviceContents()).as("service databases").isEqualTo(before);
    return result;
  }

  private <T> T districtsUnchanged(Supplier<T> work) {
    var before = districtContents();
    T result = work.get();
    assertThat(districtContents()).as("legacy databases").isEqualTo(before);
    return result;
  }

  private Map<String, List<String>> districtContents() {
    Map<String, List<String>> contents = new TreeMap<>();
    districts.forEach((name, district) -> contents.put(name, DatabaseContents.of(district.legacy)));
    return contents;
  }

  private Map<String, Map<String, List<String>>> serviceContents() {
    Map<String, Map<String, List<String>>> contents = new TreeMap<>();
    services.forEach((name, target) -> contents.put(name, DatabaseContents.of(target.postgres)));
    return contents;
  }

  /** New connections to the services cannot write, not even move a sequence. */
  private void readOnly(boolean on) {
    for (Target target : services.values()) {
      try (Connection connection = target.postgres.superuser();
          Statement statement = connection.createStatement()) {
        statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
        statement.execute(
            "ALTER DATABASE %s SET default_transaction_read_only = %s"
                .formatted(connection.getCatalog(), on ? "on" : "off"));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private TestMigration migration() {
    try {
      Path file = Files.writeString(directory.resolve("manifest.yaml"), manifest());
      return TestMigration.by(file).routes(routes).with("TARGET_PASSWORD", TestPostgres.ROLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String manifest() {
    return """
        name: scenario
        uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
        conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
        tenants:
        %s
        services:
        %s
        phases:
          1: Identity and configuration
          2: Student data
        entities:
        %s
        """
        .formatted(
            districts.entrySet().stream().map(Stage::line).collect(Collectors.joining("\n")),
            services.entrySet().stream().map(Stage::service).collect(Collectors.joining("\n")),
            entities.indent(2));
  }

  private static String line(Map.Entry<String, District> named) {
    return "  - { id: %s, name: %s, zone: %s, legacy: { url: \"%s\", user: sa } }"
        .formatted(
            named.getValue().id,
            named.getKey(),
            named.getValue().zone,
            named.getValue().legacy.url());
  }

  private static String service(Map.Entry<String, Target> named) {
    return "  %s: { url: \"%s\", user: %s, password: \"{{env:TARGET_PASSWORD}}\", schema: %s%s }"
        .formatted(
            named.getKey(),
            named.getValue().postgres.url(),
            TestPostgres.ROLE,
            named.getValue().schema,
            named.getValue().more);
  }

  @Override
  public void close() throws SQLException {
    for (District district : districts.values()) {
      district.legacy.close();
    }
    services.values().forEach(target -> target.postgres.close());
  }
}
