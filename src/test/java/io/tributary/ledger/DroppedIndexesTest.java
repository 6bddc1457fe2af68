package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An index is there, or the ledger knows how to make it; whoever else is about. */
class DroppedIndexesTest {

  private static final IndexedTable BOOKS =
      new IndexedTable("public", "books", "tenant_id", Set.of("book"));

  private LedgerFixture fixture;
  private DroppedIndexes indexes;

  @BeforeEach
  void migrate() {
    fixture = LedgerFixture.migrated();
    indexes = fixture.ledger.indexes();
    fixture.postgres.execute(
        "CREATE TABLE books (id int PRIMARY KEY, title text)",
        "CREATE INDEX books_title ON books (title)");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRowThatIsCommittedWhileTheLockIsWaitedForKeepsThem() throws Exception {
    try (Connection writer = fixture.postgres.dataSource().getConnection();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO books VALUES (1, 'Emma')");
      CompletableFuture<IndexDrop> drop = CompletableFuture.supplyAsync(this::drop);
      await()
          .until(
              () ->
                  !fixture
                      .postgres
                      .query(
                          "SELECT FROM pg_locks WHERE NOT granted AND relation = 'books'::regclass")
                      .isEmpty());

      writer.commit();

      assertThat(drop.join()).isEqualTo(new IndexDrop.Kept("the table is not empty"));
    }
    assertThat(names()).containsExactly("books_pkey", "books_title");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aProcessThatFreezesBeforeTheyAreDroppedDoesNotKeepTheTableLocked() throws Exception {
    FreezingSource.freeze(
        fixture.postgres.dataSource(),
        Duration.ofSeconds(1),
        2,
        ledger -> ledger.indexes().drop(LedgerFixture.RUN, BOOKS));

    fixture.postgres.execute("INSERT INTO books VALUES (1, 'Emma')");

    assertThat(names()).containsExactly("books_pkey", "books_title");
  }

  @Test
  void anIndexThatCouldNotBeCreatedAgainIsKept() throws Exception {
    try (Connection superuser = fixture.postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'no indexes in term time'; END $$
          """);
      statement.execute(
          """
          CREATE EVENT TRIGGER no_indexes ON ddl_command_start WHEN TAG IN ('CREATE INDEX')
          EXECUTE FUNCTION forbid()
          """);
    }

    assertThat(drop()).isEqualTo(new IndexDrop.Nothing());

    assertThat(names()).containsExactly("books_pkey", "books_title");
    assertThat(indexes.missing()).isEmpty();
  }

  @Test
  void aLoginThatDoesNotOwnTheTableLeavesItAlone() throws Exception {
    try (Connection superuser = fixture.postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER TABLE books OWNER TO postgres");
    }

    assertThat(drop()).isEqualTo(new IndexDrop.Kept("the login does not own the table"));
  }

  @Test
  void aLoginThatMayNotCreateThemAgainLeavesThemAlone() throws Exception {
    try (Connection superuser = fixture.postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER SCHEMA public OWNER TO postgres");
    }

    assertThat(drop())
        .isEqualTo(new IndexDrop.Kept("the login may not create indexes in the schema"));
  }

  @Test
  void aTableOfDeadRowsAloneIsEmpty() {
    fixture.postgres.execute("INSERT INTO books VALUES (1, 'Emma')", "DELETE FROM books");

    assertThat(drop()).isEqualTo(new IndexDrop.Dropped(List.of("books_title")));
  }

  @Test
  void indexesOfAPartitionedTableStay() {
    fixture.postgres.execute(
        "DROP TABLE books",
        "CREATE TABLE books (id int, title text) PARTITION BY RANGE (id)",
        "CREATE TABLE books_1 PARTITION OF books FOR VALUES FROM (1) TO (9)",
        "CREATE INDEX books_title ON books (title)");
    IndexedTable part = new IndexedTable("public", "books_1", "tenant_id", Set.of("book"));

    assertThat(drop()).isEqualTo(new IndexDrop.Nothing());
    assertThat(indexes.preview(LedgerFixture.RUN, List.of(part)))
        .containsExactly(Map.entry(part, new IndexDrop.Nothing()));
  }

  @Test
  void aTableWithIndexesMissingIsNotTouchedAgain() {
    drop();
    fixture.postgres.execute("CREATE INDEX books_new ON books (title DESC)");

    assertThat(drop()).isEqualTo(new IndexDrop.Kept("others of its indexes are missing already"));
  }

  @Test
  void anIndexIsRebuiltOnce() {
    drop();
    DroppedIndex missing = indexes.missing().get(0);
    assertThat(names()).containsExactly("books_pkey");

    assertThat(indexes.rebuild(missing)).isTrue();
    assertThat(indexes.rebuild(missing)).isFalse();

    assertThat(names()).containsExactly("books_pkey", "books_title");
    assertThat(indexes.missing()).isEmpty();
  }

  @Test
  void whatAnotherProcessIsRebuildingIsLeftToIt() throws Exception {
    drop();
    DroppedIndex missing = indexes.missing().get(0);
    try (Connection other = fixture.postgres.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM migration.dropped_index FOR UPDATE");

      assertThat(indexes.rebuild(missing)).isFalse();
    }
    assertThat(indexes.missing()).containsExactly(missing);
  }

  @Test
  void anotherIndexOfTheSameNameIsNotTakenForIt() {
    drop();
    fixture.postgres.execute("CREATE INDEX books_title ON books (title DESC)");
    DroppedIndex missing = indexes.missing().get(0);

    assertThatThrownBy(() -> indexes.rebuild(missing))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0530")
        .hasMessageContaining("something else has its name");
    assertThat(indexes.missing()).containsExactly(missing);
  }

  @Test
  void aServerWithMoreMemoryForIndexesIsNotGivenLess() throws Exception {
    drop();
    fixture.postgres.execute(
        """
        CREATE FUNCTION spy(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
          RAISE EXCEPTION 'memory %, time %', current_setting('maintenance_work_mem'),
            current_setting('transaction_timeout');
        END $$
        """,
        "INSERT INTO books VALUES (1, 'Emma')",
        "UPDATE migration.dropped_index"
            + " SET definition = 'CREATE INDEX books_title ON public.books (public.spy(title))'");
    DroppedIndex missing = indexes.missing().get(0);

    assertThatThrownBy(() -> indexes.rebuild(missing)).hasMessageContaining("memory 256MB, time 0");
    fixture.postgres.execute("ALTER ROLE tributary_test SET maintenance_work_mem = '300MB'");
    fixture.postgres.dataSource().getHikariPoolMXBean().softEvictConnections();
    try {
      assertThatThrownBy(() -> indexes.rebuild(missing)).hasMessageContaining("memory 300MB");
    } finally {
      fixture.postgres.execute("ALTER ROLE tributary_test RESET maintenance_work_mem");
    }
  }

  @Test
  void aLedgerThatIsNotThereOrOlderHasNothingMissing() {
    fixture.postgres.execute("DROP TABLE migration.dropped_index");
    assertThat(indexes.missing()).isEmpty();
    assertThat(preview(BOOKS)).isEqualTo(new IndexDrop.Dropped(List.of("books_title")));

    fixture.postgres.execute("DROP SCHEMA migration CASCADE");
    assertThat(indexes.missing()).isEmpty();
    assertThat(preview(BOOKS)).isEqualTo(new IndexDrop.Dropped(List.of("books_title")));
  }

  @Test
  void tablesAreForeseenTogetherEachByItself() {
    fixture.postgres.execute(
        "CREATE TABLE \"{odd}\" (id int PRIMARY KEY, title text)",
        "CREATE INDEX odd_title ON \"{odd}\" (title)",
        "INSERT INTO \"{odd}\" VALUES (1, 'Emma')",
        "CREATE TABLE films (id int PRIMARY KEY, title text, made int)",
        "CREATE INDEX films_title ON films (title)",
        "CREATE INDEX films_made ON films (made)",
        "CREATE TABLE bare (id int PRIMARY KEY)");
    IndexedTable odd = new IndexedTable("public", "{odd}", "tenant_id", Set.of("odd"));
    IndexedTable films = new IndexedTable("public", "films", "tenant_id", Set.of("film"));
    IndexedTable bare = new IndexedTable("public", "bare", "tenant_id", Set.of("bare"));
    IndexedTable nowhere = new IndexedTable("public", "nowhere", "tenant_id", Set.of("none"));
    drop();
    fixture.postgres.execute("CREATE INDEX books_new ON books (title DESC)");

    assertThat(indexes.preview(LedgerFixture.RUN, List.of(odd, films, bare, nowhere, BOOKS)))
        .containsOnly(
            Map.entry(odd, new IndexDrop.Kept("the table is not empty")),
            Map.entry(films, new IndexDrop.Dropped(List.of("films_made", "films_title"))),
            Map.entry(bare, new IndexDrop.Nothing()),
            Map.entry(nowhere, new IndexDrop.Nothing()),
            Map.entry(BOOKS, new IndexDrop.Kept("others of its indexes are missing already")));
  }

  @Test
  void anyNumberOfTablesIsForeseenByAsManyStatements() {
    assertThat(statements(100)).isEqualTo(statements(2)).isLessThan(10);
  }

  /** How many statements it takes to foresee what becomes of so many tables, half with rows. */
  private int statements(int count) {
    List<IndexedTable> tables =
        IntStream.range(0, count)
            .mapToObj(i -> new IndexedTable("public", "t" + i, "tenant_id", Set.of("e" + i)))
            .toList();
    fixture.postgres.execute(
        """
        DO $$ BEGIN
          FOR i IN 0 .. %d LOOP
            EXECUTE format('CREATE TABLE IF NOT EXISTS t%%s (id int PRIMARY KEY, title text)', i);
            EXECUTE format('CREATE INDEX IF NOT EXISTS t%%s_title ON t%%s (title)', i, i);
            IF i %% 2 = 1 THEN
              EXECUTE format('INSERT INTO t%%s VALUES (1, ''Emma'') ON CONFLICT DO NOTHING', i);
            END IF;
          END LOOP;
        END $$
        """
            .formatted(count - 1));
    CountingSource source = new CountingSource(fixture.postgres.dataSource());
    Ledger ledger =
        new Ledger(
            LedgerFixture.service(Optional.empty()),
            source,
            LedgerTimes.DEFAULT,
            Retries.NONE,
            DeadLetterRules.DEFAULT);

    Map<IndexedTable, IndexDrop> foreseen = ledger.indexes().preview(LedgerFixture.RUN, tables);

    assertThat(foreseen.values()).filteredOn(IndexDrop.Kept.class::isInstance).hasSize(count / 2);
    assertThat(foreseen).hasSize(count);
    return source.statements();
  }

  private IndexDrop preview(IndexedTable table) {
    return indexes.preview(LedgerFixture.RUN, List.of(table)).get(table);
  }

  private IndexDrop drop() {
    return indexes.drop(LedgerFixture.RUN, BOOKS);
  }

  private List<String> names() {
    return fixture.postgres.query(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1");
  }
}
