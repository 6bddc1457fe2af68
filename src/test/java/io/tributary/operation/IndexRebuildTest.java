package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.Finding;
import io.tributary.run.Migration;
import io.tributary.run.MissingIndex;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.RivalRun;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code indexes: rebuild} the indexes that a load can do without are gone while rows are
 * loaded into an empty table, and the same again afterwards, however the run ends.
 */
class IndexRebuildTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  private static final String REBUILD =
      SmallDistrict.MANIFEST.replace(
          "batch: { rows: 10 }", "batch: { rows: 10 }\n  indexes: rebuild");

  /** All that a definition, a comment and statistics targets say of the indexes of the tables. */
  private static final String INDEXES =
      """
      SELECT pg_get_indexdef(x.oid), obj_description(x.oid, 'pg_class'), i.indisvalid,
             ARRAY(SELECT coalesce(a.attstattarget, -1) FROM pg_attribute a
                   WHERE a.attrelid = x.oid ORDER BY attnum)
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE x.relnamespace = 'public'::regnamespace
      ORDER BY 1
      """;

  private static final String NAMES =
      """
      SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1
      """;

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, 25, 12);
  private String manifest = REBUILD;

  IndexRebuildTest() throws SQLException {}

  @BeforeEach
  void createIndexes() {
    SERVICE.execute(
        "CREATE UNIQUE INDEX pupils_key ON pupils (tenant_id, legacy_id)",
        "CREATE INDEX pupils_tenant ON pupils (tenant_id)",
        "CREATE INDEX pupils_status ON pupils (status DESC NULLS FIRST) INCLUDE (name)",
        "CREATE INDEX pupils_here ON pupils (name text_pattern_ops) WHERE status = 'HERE'",
        """
        CREATE INDEX "Pupils' {odd} ""name""?" ON pupils
          ((name || ' {d} ? ''; '), (lower(status)) COLLATE "C") WITH (fillfactor = 70)
        """,
        """
        ALTER INDEX "Pupils' {odd} ""name""?" ALTER COLUMN 1 SET STATISTICS 500
        """,
        """
        COMMENT ON INDEX "Pupils' {odd} ""name""?" IS 'It''s %I, \\ and {all}'
        """);
  }

  @AfterEach
  void close() throws Exception {
    SERVICE.execute("DROP TABLE pupils", "DROP TABLE IF EXISTS pupils_here");
    district.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void theyAreGoneWhileRowsAreLoadedAndTheSameAfterwards() {
    List<String> before = SERVICE.query(INDEXES);
    Witness witness = new Witness("pupil");

    RunResult result = migration().tell(witness).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(witness.indexes)
        .isNotEmpty()
        .allSatisfy(names -> assertThat(names).isEqualTo(unique()));
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
    assertThat(witness.heard).containsExactly("records: 4 of public.pupils");
    assertThat(district.legacyIds("pupils")).hasSize(25);
    assertThat(ledger("count(*) FILTER (WHERE rebuilt_at IS NOT NULL), count(*)")).isEqualTo("4|4");
  }

  @Test
  void theyAreKeptUnlessTheManifestSaysRebuild() {
    manifest = SmallDistrict.MANIFEST;

    assertNothingIsDropped();
  }

  @Test
  void theyAreKeptWhereATableHasARowOfAnotherTenant() {
    SERVICE.execute(
        """
        INSERT INTO pupils (id, tenant_id, legacy_id)
        VALUES (gen_random_uuid(), '0a000000-0000-4000-8000-000000000009', '1')
        """);

    assertNothingIsDropped();
  }

  @Test
  void theyAreKeptWhereAPolicyHidesWhetherThereAreRows() {
    SERVICE.execute(
        """
        INSERT INTO pupils (id, tenant_id, legacy_id)
        VALUES (gen_random_uuid(), '0a000000-0000-4000-8000-000000000009', '1')
        """,
        "CREATE POLICY own ON pupils USING (tenant_id::text LIKE '%1')",
        "ALTER TABLE pupils ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE pupils FORCE ROW LEVEL SECURITY");
    assertThat(SERVICE.query("SELECT count(*) FROM pupils")).containsExactly("0");

    assertNothingIsDropped();
  }

  @Test
  void theyAreKeptWhereAnotherEntityOfTheRunFillsTheTableAndKeepsThem() {
    manifest =
        REBUILD
            .replace("into: { clubs: { name: Name } }", "into: { pupils: { name: Name } }")
            .replace("club:\n", "club:\n    indexes: keep\n");

    assertNothingIsDropped();
  }

  @Test
  void theyAreKeptWhereSomebodyElseUsesTheTable() throws Exception {
    List<String> before = SERVICE.query(NAMES);
    SmallDistrict.Hold reader = district.hold("pupils");
    AtomicReference<List<String>> afterTheDrop = new AtomicReference<>(List.of());
    RunListener release =
        new RunListener() {
          @Override
          public void started(String entity, String tenant) {
            afterTheDrop.compareAndSet(List.of(), SERVICE.query(NAMES));
            release(reader);
          }
        };

    RunResult result = migration().tell(release).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(afterTheDrop.get()).isEqualTo(before);
    assertThat(ledger("count(*)")).isEqualTo("0");
  }

  private static void release(SmallDistrict.Hold hold) {
    try {
      hold.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theyAreKeptWhileALivingRunWorksOnWhatFillsTheTable() throws Exception {
    migration().run();
    SERVICE.execute("TRUNCATE pupils", "DELETE FROM migration.dropped_index");
    SERVICE.execute("UPDATE migration.partition SET status = 'open'");
    List<String> before = SERVICE.query(NAMES);
    try (Migration opened = migration().open();
        RivalRun rival = RivalRun.in(SERVICE)) {
      rival.holds("pupil", "oak");

      assertThat(opened.check(Selection.ALL))
          .extracting(Finding::subject)
          .anyMatch(
              subject ->
                  subject.startsWith(
                      "service records: public.pupils: indexes are kept: run " + rival.runId()));
    }
    assertThat(SERVICE.query(NAMES)).isEqualTo(before);
  }

  @Test
  void theOneIndexThatFindsATenantsRowsStays() {
    SERVICE.execute("DROP INDEX pupils_key");
    Witness witness = new Witness("pupil");

    migration().tell(witness).run();

    assertThat(witness.indexes.peek())
        .containsExactly("clubs_pkey", "pupils_pkey", "pupils_tenant");
  }

  @Test
  void whatIsNoPlainIndexStays() {
    SERVICE.execute(
        "CREATE INDEX clubs_clustered ON clubs (name)",
        "ALTER TABLE clubs CLUSTER ON clubs_clustered",
        "ALTER TABLE clubs ADD EXCLUDE USING btree (legacy_id WITH =)",
        "CREATE UNIQUE INDEX clubs_key ON clubs (legacy_id)",
        "ALTER TABLE clubs REPLICA IDENTITY USING INDEX clubs_key");
    List<String> before =
        SERVICE.query("SELECT indexname FROM pg_indexes WHERE tablename = 'clubs'");
    Witness witness = new Witness("club");

    migration().tell(witness).run(only("club"));

    assertThat(before).hasSize(4);
    assertThat(witness.indexes.peek()).containsAll(before);
  }

  @Test
  void aSecondRunDropsNothingSinceTheTableIsNotEmpty() {
    migration().run();
    district.oak.execute("INSERT INTO dbo.Pupil VALUES (26, 'Pupil 26', 'HERE')");
    SERVICE.execute("UPDATE migration.partition SET status = 'open'");
    Witness witness = new Witness("pupil");
    List<String> before = SERVICE.query(NAMES);

    migration().tell(witness).run();

    assertThat(witness.indexes).containsOnly(before);
    assertThat(ledger("count(*)")).isEqualTo("4");
  }

  @Test
  void twoEntitiesThatFillOneTableHaveThemRebuiltWhenBothAreThrough() {
    manifest =
        REBUILD.replace("into: { clubs: { name: Name } }", "into: { pupils: { name: Name } }");
    SERVICE.execute("DROP INDEX pupils_key");
    List<String> before = SERVICE.query(INDEXES);
    Witness pupils = new Witness("pupil");
    Witness clubs = new Witness("club");

    RunResult result = migration().parallel(1).tell(pupils.and(clubs)).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(pupils.indexes).hasSize(3).doesNotContain(before);
    assertThat(clubs.indexes).hasSize(2).doesNotContain(before);
    assertThat(pupils.heard).containsExactly("records: 3 of public.pupils");
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
  }

  @Test
  void theyAreRebuiltAsSoonAsTheirTableIsLoadedWhileOthersGoOn() {
    SERVICE.execute("CREATE INDEX clubs_name ON clubs (name)");
    Witness clubs = new Witness("club");
    List<String> before = SERVICE.query(NAMES);

    migration().parallel(1).tell(clubs).run();

    assertThat(clubs.heard).hasSize(2);
    assertThat(clubs.indexes).isNotEmpty();
    assertThat(clubs.indexes.peek())
        .as("pupils, which are more, go first: their indexes are back, those of clubs are not")
        .containsExactlyElementsOf(before.stream().filter(n -> !n.equals("clubs_name")).toList());
    assertThat(SERVICE.query(NAMES)).isEqualTo(before);
  }

  @Test
  void theyAreRebuiltWhenTheRunIsStopped() {
    List<String> before = SERVICE.query(INDEXES);
    AtomicReference<Migration> running = new AtomicReference<>();
    Witness witness = new Witness("pupil");
    TestMigration migration = migration();
    RunResult result;

    try (Migration opened = migration.open()) {
      running.set(opened);
      witness.atCommit = () -> running.get().stop();
      result = opened.run(opened.plan(Selection.ALL), witness);
    }

    assertThat(result.isComplete()).isFalse();
    assertThat(result.hasFailures()).isFalse();
    assertThat(witness.indexes).containsExactly(unique());
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
  }

  @Test
  void theyAreRebuiltWhenAPartitionFails() {
    List<String> before = SERVICE.query(INDEXES);
    district.oak.execute(
        "ALTER TABLE dbo.Pupil DROP PRIMARY KEY", "UPDATE dbo.Pupil SET Id = 22 WHERE Id = 23");

    RunResult result = migration().run();

    assertThat(result.hasFailures()).isTrue();
    assertThat(result.problems()).isEmpty();
    assertThat(ledger("count(rebuilt_at)")).isEqualTo("4");
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
  }

  @Test
  void whatCannotBeRebuiltIsAProblemAndTheNextRunMendsIt() {
    List<String> before = SERVICE.query(INDEXES);
    Witness witness = new Witness("pupil");
    witness.atCommit = () -> SERVICE.execute("CREATE TABLE IF NOT EXISTS pupils_here ()");

    RunResult first = migration().tell(witness).run();

    assertThat(first.partitions()).allMatch(p -> p.status().isComplete());
    assertThat(first.isComplete()).isFalse();
    assertThat(first.hasFailures()).isTrue();
    assertThat(first.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.code().id()).isEqualTo("TRB-0530"))
        .satisfies(p -> assertThat(p.message()).contains("pupils_here", "public.pupils", "name"));
    assertThat(missing()).extracting(MissingIndex::name).containsExactly("pupils_here");
    assertThat(missing()).extracting(MissingIndex::runLives).containsExactly(false);

    assertThat(migration().run().problems()).hasSize(1);
    SERVICE.execute("DROP TABLE pupils_here");
    RunResult mended = migration().run();

    assertThat(mended.isComplete()).isTrue();
    assertThat(missing()).isEmpty();
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
  }

  @Test
  void anIndexThatSomebodyHasPutBackByHandIsRebuilt() {
    List<String> before = SERVICE.query(INDEXES);
    Witness witness = new Witness("pupil");
    witness.atCommit =
        () ->
            SERVICE.execute(
                "CREATE INDEX IF NOT EXISTS pupils_here ON pupils (name text_pattern_ops)"
                    + " WHERE status = 'HERE'");

    RunResult result = migration().tell(witness).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(SERVICE.query(INDEXES)).isEqualTo(before);
    assertThat(missing()).isEmpty();
  }

  @Test
  void aCheckSaysWhatWouldBeDroppedAndWhyOthersAreKept() {
    SERVICE.execute(
        "CREATE INDEX clubs_name ON clubs (name)",
        """
        INSERT INTO clubs (id, tenant_id, legacy_id)
        VALUES (gen_random_uuid(), gen_random_uuid(), '1')
        """);
    List<String> before = district.everything();

    List<Finding> findings;
    try (Migration opened = migration().open()) {
      findings = opened.check(Selection.ALL);
    }

    assertThat(findings)
        .extracting(Finding::subject)
        .contains(
            "service records: public.clubs: indexes are kept: the table is not empty",
            "service records: public.pupils: dropped before the load and rebuilt after it: "
                + "Pupils' {odd} \"name\"?, pupils_here, pupils_status, pupils_tenant");
    assertThat(district.everything()).isEqualTo(before);
  }

  private void assertNothingIsDropped() {
    List<String> before = SERVICE.query(NAMES);
    Witness witness = new Witness("pupil");

    migration().tell(witness).run();

    assertThat(witness.indexes).isNotEmpty().containsOnly(before);
    assertThat(witness.heard).isEmpty();
    assertThat(ledger("count(*)")).isEqualTo("0");
  }

  private static List<String> unique() {
    return List.of("clubs_pkey", "pupils_key", "pupils_pkey");
  }

  private TestMigration migration() {
    return district.migration(manifest, directory);
  }

  private List<MissingIndex> missing() {
    try (Migration opened = migration().open()) {
      return opened.missingIndexes(opened.status(Selection.ALL));
    }
  }

  private static Selection only(String entity) {
    return new Selection(Set.of(), Set.of(), Set.of(), Set.of(entity));
  }

  private static String ledger(String what) {
    return SERVICE.query("SELECT " + what + " FROM migration.dropped_index").get(0);
  }

  /** Looks which indexes there are at each commit of an entity. */
  private static final class Witness implements RunListener {
    private final String entity;
    final Queue<List<String>> indexes = new ConcurrentLinkedQueue<>();
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    Runnable atCommit = () -> {};
    private Optional<Witness> other = Optional.empty();

    Witness(String entity) {
      this.entity = entity;
    }

    Witness and(Witness another) {
      other = Optional.of(another);
      return this;
    }

    @Override
    public void committed(Checkpoint checkpoint) {
      if (checkpoint.claim().entity().name().equals(entity)) {
        indexes.add(SERVICE.query(NAMES));
        atCommit.run();
      }
      other.ifPresent(another -> another.committed(checkpoint));
    }

    @Override
    public void rebuilding(String service, String table, int count) {
      heard.add(service + ": " + count + " of " + table);
    }

    @Override
    public void ended(PartitionResult result) {}
  }
}
