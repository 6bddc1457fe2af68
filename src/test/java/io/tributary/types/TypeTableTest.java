package io.tributary.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tributary.run.RunResult;
import io.tributary.testing.LegacyKind;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The type table: each value of a legacy type arrives whole in the target type, or is a dead letter
 * with the reason that the table gives. One migration brings them all over.
 */
class TypeTableTest {

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicContainer> onH2() throws SQLException {
    return allPairs(LegacyKind.H2);
  }

  @TestFactory
  Stream<DynamicContainer> onSqlServer() throws SQLException {
    return allPairs(LegacyKind.SQL_SERVER);
  }

  private Stream<DynamicContainer> allPairs(LegacyKind kind) throws SQLException {
    List<TypePair> pairs = TypeTable.pairs(kind);
    try (TestLegacy legacy = TestLegacy.create(kind);
        TestPostgres target = TestPostgres.create()) {
      List<Map<Integer, String>> outcomes = new ArrayList<>();
      List<List<Boolean>> taken = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        taken.add(fill(legacy, i, pairs.get(i)));
        target.execute(
            "CREATE TABLE t%d (id uuid PRIMARY KEY, tenant_id uuid, legacy_id int, value %s)"
                .formatted(i, pairs.get(i).targetType()));
      }
      migrate(legacy, target, pairs, taken);
      for (int i = 0; i < pairs.size(); i++) {
        outcomes.add(taken.get(i).isEmpty() ? Map.of() : outcomes(target, i, pairs.get(i)));
      }
      return IntStream.range(0, pairs.size())
          .mapToObj(i -> container(pairs.get(i), taken.get(i), outcomes.get(i)));
    }
  }

  /** Which values the server holds; none if it does not have the type. */
  private static List<Boolean> fill(TestLegacy legacy, int number, TypePair pair) {
    String table = "[dbo].[T" + number + "]";
    boolean fit =
        pair.needs().map(legacy::takes).orElse(true)
            && legacy.takes(
                "CREATE TABLE %s ([Id] INT NOT NULL PRIMARY KEY, [Value] %s)"
                    .formatted(table, pair.legacyType()));
    if (!fit) {
      return List.of();
    }
    List<Boolean> taken = new ArrayList<>();
    for (TypePair.Value value : pair.values()) {
      int id = taken.size() + 1;
      taken.add(
          legacy.takes(
              "INSERT INTO %s ([Id], [Value]) VALUES (%d, %s)"
                  .formatted(table, id, value.literal())));
    }
    if (!pair.legacyType().endsWith("NOT NULL")) {
      legacy.execute("INSERT INTO %s ([Id], [Value]) VALUES (0, NULL)".formatted(table));
    }
    return taken;
  }

  private void migrate(
      TestLegacy legacy, TestPostgres target, List<TypePair> pairs, List<List<Boolean>> taken) {
    StringBuilder entities = new StringBuilder();
    for (int i = 0; i < pairs.size(); i++) {
      if (!taken.get(i).isEmpty()) {
        entities.append(
            """
              e%1$d:
                service: records
                phase: 1
                deadLetters: { maxRows: 100 }
                legacy: { table: dbo.T%1$d, key: Id }
                into: { t%1$d: { value: %2$s } }
            """
                .formatted(i, pairs.get(i).mapping()));
      }
    }
    RunResult result =
        TestMigration.by(MANIFEST + entities, directory)
            .with("LEGACY_URL", legacy.url())
            .with("LEGACY_USER", legacy.user())
            .with("LEGACY_PASSWORD", legacy.password())
            .with("RECORDS_URL", target.url())
            .with("RECORDS_PASSWORD", TestPostgres.ROLE)
            .run();
    assertThat(result.partitions()).flatMap(p -> p.failure().stream().toList()).isEmpty();
  }

  private static final String MANIFEST =
      """
      name: types
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        legacy: { user: "{{env:LEGACY_USER}}", password: "{{env:LEGACY_PASSWORD}}", maxConnections: 2 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: America/Chicago, legacy: { url: "{{env:LEGACY_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:RECORDS_PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
      """;

  /** What became of each row: its printed value, or the reason why it is a dead letter. */
  private static Map<Integer, String> outcomes(TestPostgres target, int number, TypePair pair) {
    Map<Integer, String> outcomes = new TreeMap<>();
    String arrived = "SELECT legacy_id, %s FROM t%d".formatted(pair.asText(), number);
    String refused =
        "SELECT legacy_key, reason FROM migration.dead_letter WHERE entity_type = 'e%d'"
            .formatted(number);
    for (String sql : List.of(arrived, refused)) {
      for (String row : target.query(sql)) {
        String[] cells = row.split("\\|", 2);
        outcomes.put(Integer.valueOf(cells[0]), cells[1]);
      }
    }
    return outcomes;
  }

  private static DynamicContainer container(
      TypePair pair, List<Boolean> taken, Map<Integer, String> outcomes) {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < pair.values().size(); i++) {
      TypePair.Value value = pair.values().get(i);
      boolean isThere = !taken.isEmpty() && taken.get(i);
      int id = i + 1;
      tests.add(
          dynamicTest(
              value.literal() + (value.refused() ? " is refused" : ""),
              () -> {
                Assumptions.assumeTrue(isThere, "skipped: this server does not hold " + pair);
                assertThat(outcomes).as(pair.toString()).containsEntry(id, value.expected());
              }));
    }
    if (!pair.legacyType().endsWith("NOT NULL")) {
      tests.add(
          dynamicTest(
              "NULL",
              () -> {
                Assumptions.assumeTrue(!taken.isEmpty(), "skipped: this server has no " + pair);
                assertThat(outcomes).containsEntry(0, TypePair.NULL);
              }));
    }
    return dynamicContainer(pair.toString(), tests);
  }
}
