package io.tributary.validate;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.copy.TargetCatalog;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A UUID that two rows have is found wherever it is, and no server keeps the others meanwhile. */
class UuidUniquenessTest {

  private static final String MANIFEST =
      """
      name: ids
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "jdbc:h2:mem:none" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, schema: public }
      phases: { 1: All }
      entities:
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into:
            pupils: { name: Name }
            pupil_details: { id: { use: self }, hobby: Hobby }
        visit:
          service: records
          phase: 1
          legacy: { table: dbo.Visit, key: Id }
          into: { visits: { id: { use: self }, name: Name } }
      """;

  private static final String NORTH = "0a000000-0000-4000-8000-000000000001";
  private static final int PAGE = 4;

  /** The smallest and the greatest, and some that Java alone would sort otherwise. */
  private static final List<UUID> IDS =
      IntStream.range(0, 13)
          .mapToObj(
              i ->
                  switch (i) {
                    case 0 -> new UUID(0, 0);
                    case 12 -> new UUID(-1, -1);
                    default -> new UUID(i < 6 ? 1 : 0x8000_0000_0000_0000L, i % 2 == 0 ? i : -i);
                  })
          .toList();

  private final TestPostgres records = TestPostgres.create();
  @TempDir Path directory;
  private Manifest manifest;
  private Map<String, TargetTable> tables;

  @BeforeEach
  void prepare() throws SQLException {
    records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint,
          name text)
        """,
        "CREATE TABLE pupil_details (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, hobby text)",
        "CREATE TABLE visits (id uuid, tenant_id uuid NOT NULL, legacy_id bigint, name text)");
    manifest = TestMigration.by(MANIFEST, directory).with("RECORDS_URL", records.url()).manifest();
    try (Connection connection = records.superuser()) {
      tables =
          TargetCatalog.read(connection, "public", Set.of("pupils", "pupil_details", "visits"));
    }
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void aUuidOfTwoTablesIsFoundWhereverItIs() {
    insert("pupils", IDS.toArray(UUID[]::new));

    for (UUID id : IDS) {
      records.execute("DELETE FROM visits");
      insert("visits", id);
      assertThat(repeated()).as(id.toString()).containsExactly(id);
    }
  }

  @Test
  void aUuidOfManyRowsOfOneTableIsFoundOnceWhereverItIs() {
    for (int copies : new int[] {2, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 1}) {
      for (UUID id : IDS) {
        records.execute("DELETE FROM visits");
        insert("visits", IDS.toArray(UUID[]::new));
        insert("visits", Collections.nCopies(copies - 1, id).toArray(UUID[]::new));
        assertThat(repeated()).as("%d of %s", copies, id).containsExactly(id);
      }
    }
  }

  @Test
  void amongAnyRowsThoseAreFoundThatCountingFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      records.execute("DELETE FROM visits", "DELETE FROM pupils");
      List<UUID> pupils = new ArrayList<>();
      List<UUID> visits = new ArrayList<>();
      for (UUID id : IDS) {
        visits.addAll(Collections.nCopies(random.nextInt(3) * random.nextInt(4), id));
        pupils.addAll(Collections.nCopies(random.nextInt(2), id));
      }
      visits.add(IDS.get(1));
      pupils.add(new UUID(7, 7));
      insert("visits", visits.toArray(UUID[]::new));
      insert("pupils", pupils.toArray(UUID[]::new));
      List<UUID> all = new ArrayList<>(visits);
      all.addAll(pupils);
      assertThat(repeated())
          .containsExactlyInAnyOrderElementsOf(
              IDS.stream().filter(id -> Collections.frequency(all, id) > 1).toList());
    }
  }

  @Test
  void theServerWalksAlongTheIndexAndSortsNothing() {
    records.execute(
        """
        INSERT INTO pupils
        SELECT gen_random_uuid(), ('00000000-0000-4000-8000-0000000000' || 10 + x % 50)::uuid, x, ''
        FROM generate_series(1, 20000) x
        """,
        "CREATE INDEX ON pupils (tenant_id)", "ANALYZE pupils");
    UuidSource all = source("pupils", Optional.empty());
    UuidSource ofOne =
        source("pupils", Optional.of("t.tenant_id = '00000000-0000-4000-8000-000000000012'"));

    for (UuidSource source : List.of(all, ofOne)) {
      assertThat(plan(source)).contains("pupils_pkey").doesNotContain("Sort", "Seq Scan");
    }
    try (ProofSession session = open()) {
      assertThat(session.look(all::isIndexed)).isTrue();
      assertThat(session.look(source("visits", Optional.empty())::isIndexed)).isFalse();
    }
  }

  @Test
  void nothingIsWrittenOnTheServer() {
    records.execute(
        "INSERT INTO pupils SELECT gen_random_uuid(), gen_random_uuid(), x, '' FROM generate_series(1, 50000) x",
        "INSERT INTO visits SELECT gen_random_uuid(), gen_random_uuid(), x, '' FROM generate_series(1, 50000) x");

    Check check = check(() -> true);

    assertThat(check.status()).isEqualTo(CheckStatus.PASSED);
    assertThat(check.rows()).isEqualTo(100_000);
    assertThat(
            records.query(
                "SELECT temp_files, temp_bytes FROM pg_stat_database WHERE datname = current_database()"))
        .containsExactly("0|0");
  }

  @Test
  void aTableWithTheMainRowsUuidTakesNoPart() {
    insert("pupils", IDS.get(3));
    records.execute(
        "INSERT INTO pupil_details SELECT id, tenant_id, 'Chess' FROM pupils WHERE true");

    assertThat(check(() -> true).differences()).isEmpty();
  }

  @Test
  void aMainTableWithItsOwnRowsUuidTakesPart() {
    insert("pupils", IDS.get(3));
    insert("visits", IDS.get(3));

    assertThat(check(() -> true).differences())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.message())
                    .isEqualTo("rows of records.pupils and records.visits have the same UUID"));
  }

  @Test
  void aUuidThatIsDoubledNoMoreIsNotTold() {
    insert("pupils", IDS.get(3));
    insert("visits", IDS.get(3));

    Check check =
        check(
            () -> {
              records.execute("DELETE FROM visits");
              return true;
            });

    assertThat(check.rows()).isEqualTo(2);
    assertThat(check.differenceCount()).isZero();
  }

  @Test
  void oneThatIsStoppedIsNotDone() {
    insert("pupils", IDS.get(3));

    assertThat(check(() -> false).status()).isEqualTo(CheckStatus.NOT_DONE);
  }

  private Check check(BooleanSupplier goesOn) {
    return new UuidUniqueness(manifest, service -> tables, service -> () -> connect())
        .check(manifest.entities().values(), manifest.tenants(), goesOn);
  }

  private List<UUID> repeated() {
    try (ProofSession session = open()) {
      session.look(UuidUniqueness::prepare);
      List<OrderedUuids> sources = new ArrayList<>();
      for (String table : List.of("pupils", "visits")) {
        sources.add(new OrderedUuids(source(table, Optional.empty()), session, PAGE));
      }
      RepeatedUuids repeated = new RepeatedUuids(() -> true);
      assertThat(repeated.find(sources)).isTrue();
      assertThat(repeated.count()).isEqualTo(repeated.first().size());
      return repeated.first();
    }
  }

  private UuidSource source(String table, Optional<String> condition) {
    return new UuidSource(
        manifest.service("records"),
        ComparedTable.of(tables.get(table), "id", Optional.of("tenant_id")).orElseThrow(),
        Optional.empty(),
        condition);
  }

  private ProofSession open() {
    return ProofSession.open(
        () -> connect(), manifest.service("records"), manifest.tenants().get(0));
  }

  private String plan(UuidSource source) {
    try (ProofSession session = open()) {
      session.look(UuidUniqueness::prepare);
      return session.look(
          connection -> {
            try (PreparedStatement statement =
                connection.prepareStatement("EXPLAIN " + source.pageSql())) {
              statement.setObject(1, new UUID(0, 0));
              statement.setInt(2, 1_000);
              StringBuilder plan = new StringBuilder();
              try (ResultSet lines = statement.executeQuery()) {
                while (lines.next()) {
                  plan.append(lines.getString(1)).append('\n');
                }
              }
              return plan.toString();
            }
          });
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(records.url(), TestPostgres.ROLE, TestPostgres.ROLE);
  }

  private void insert(String table, UUID... ids) {
    records.execute(
        Stream.of(ids)
            .map(id -> "('%s', '%s')".formatted(id, NORTH))
            .collect(joining(", ", "INSERT INTO " + table + " (id, tenant_id) VALUES ", "")));
  }
}
