package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.Retries;
import io.tributary.manifest.BatchSize;
import io.tributary.manifest.Connection;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Indexes;
import io.tributary.manifest.LegacySource;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.PlanRule;
import io.tributary.manifest.Ranges;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Service;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.Tenant;
import io.tributary.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with a ledger, and the words to say what happens to it. */
final class LedgerFixture implements AutoCloseable {

  static final SourcePosition NOWHERE = new SourcePosition("test.yaml", 1, 1, "");
  static final UUID RUN = UUID.fromString("00000000-0000-0000-0000-00000000aaaa");
  static final UUID OTHER_RUN = UUID.fromString("00000000-0000-0000-0000-00000000bbbb");
  static final SourceColumn NAME = column("Name", SourceType.TEXT);

  final TestPostgres postgres = TestPostgres.create();
  final Ledger ledger =
      new Ledger(
          service(Optional.empty()),
          postgres.dataSource(),
          LedgerTimes.DEFAULT,
          Retries.NONE,
          DeadLetterRules.DEFAULT);
  final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(postgres.dataSource()));

  static LedgerFixture migrated() {
    LedgerFixture fixture = new LedgerFixture();
    fixture.ledger.migrate();
    return fixture;
  }

  static Service service(Optional<String> tenantSetting) {
    return new Service("students", connection(), "public", tenantSetting, NOWHERE);
  }

  private static Connection connection() {
    return new Connection("jdbc:none:", Optional.empty(), Optional.empty(), Map.of(), 1);
  }

  static Tenant tenant(String name) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new Tenant(id, name, ZoneOffset.UTC, connection(), NOWHERE);
  }

  static Entity entity(String name) {
    return entity(name, name, Scope.TENANT);
  }

  static Entity entity(String name, String identity, Scope scope) {
    return new Entity(
        name,
        identity,
        "students",
        1,
        Set.of(),
        scope,
        scope == Scope.SHARED ? List.of("Name") : List.of(),
        new LegacySource(
            "dbo", Optional.of(name), Optional.empty(), List.of("Id"), Optional.empty()),
        new BatchSize(10, 1 << 20),
        scope == Scope.SHARED ? LoadStyle.UPSERT : LoadStyle.COPY,
        Indexes.KEEP,
        Ranges.AUTO,
        PlanRule.WARN,
        List.of(),
        Set.of(),
        NOWHERE);
  }

  static SourceColumn column(String name, SourceType type) {
    return new SourceColumn(name, type, type.name().toLowerCase(java.util.Locale.ROOT), 0, 0, true);
  }

  /** A claim under the fingerprint {@code f1}. */
  Claim claim(Entity entity, Tenant tenant, LoadMode mode) {
    return claim(RUN, entity, tenant, "f1", mode);
  }

  Claim claim(UUID run, Entity entity, Tenant tenant, String fingerprint, LoadMode mode) {
    return claim(run, entity, tenant, fingerprint, parts("mapping", fingerprint), () -> mode);
  }

  Claim claim(
      UUID run,
      Entity entity,
      Tenant tenant,
      String fingerprint,
      SortedMap<String, String> parts,
      Supplier<LoadMode> mode) {
    ClaimAnswer answer =
        ledger.claim(
            new ClaimRequest(
                run,
                entity,
                tenant,
                0,
                fingerprint,
                parts,
                ClaimRequest.Purpose.LOAD,
                Optional.empty()),
            mode);
    return ((ClaimAnswer.Granted) answer).claim();
  }

  static SortedMap<String, String> parts(String... namesAndValues) {
    SortedMap<String, String> parts = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parts.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return parts;
  }

  /** A batch of an integer key and a name, read after the claim's cursor. */
  static Batch students(Claim claim, long first, int count) {
    return students(claim, claim.cursor(), first, count);
  }

  static Batch students(Claim claim, Optional<List<String>> lower, long first, int count) {
    List<Object[]> rows =
        IntStream.range(0, count)
            .mapToObj(i -> new Object[] {first + i, "student " + (first + i)})
            .toList();
    return batch(claim, lower, List.of(column("Id", SourceType.INTEGER)), rows);
  }

  /** A batch whose rows are the key's values and a name. */
  static Batch batch(
      Claim claim, Optional<List<String>> lower, List<SourceColumn> key, List<Object[]> rows) {
    SourceColumn[] columns = Arrays.copyOf(key.toArray(SourceColumn[]::new), key.size() + 1);
    columns[key.size()] = NAME;
    return new Batch(
        claim,
        new RowShape(List.of(columns)),
        new KeyShape(key),
        lower,
        rows,
        100,
        false,
        System.nanoTime());
  }

  /** Maps each row to a UUID that follows from the key, and to a hash of its name. */
  static Batch mapped(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.mapped(i, uuid(batch, i), hash(batch, i));
    }
    return batch;
  }

  static UUID uuid(Batch batch, int row) {
    String name =
        batch.claim().tenant().id() + batch.claim().entity().identity() + batch.keyText(row);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  static long hash(Batch batch, int row) {
    Object[] values = batch.row(row);
    return String.valueOf(values[values.length - 1]).hashCode();
  }

  /** Settles every row that is left mapped as inserted, or as updated where it is known. */
  static void load(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.outcome(i) == RowOutcome.MAPPED) {
        batch.loaded(i, batch.isKnown(i) ? RowOutcome.UPDATED : RowOutcome.INSERTED);
      }
    }
  }

  /** One whole load: opened, loaded, closed and committed. */
  Checkpoint commit(Batch batch) {
    return commit(batch, LedgerFixture::load);
  }

  Checkpoint commit(Batch batch, Consumer<Batch> load) {
    return inTransaction(
        () -> {
          OpenedBatch opened = ledger.open(batch);
          if (opened.committedBefore().isPresent()) {
            return opened.committedBefore().get();
          }
          load.accept(batch);
          return ledger.close(batch, opened.batchNo());
        });
  }

  <T> T inTransaction(Callable<T> work) {
    return transaction.execute(
        status -> {
          try {
            return work.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** In the transaction of {@link #inTransaction}: has the server take that many seconds. */
  boolean sleepInTransaction(int seconds) {
    return new JdbcTemplate(postgres.dataSource())
        .queryForObject("SELECT pg_sleep(?) IS NULL", Boolean.class, seconds);
  }

  /** Returns once some session of this database waits for a lock. */
  void awaitLockWait() {
    Awaitility.await()
        .until(
            () ->
                !postgres
                    .query(
                        """
                        SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                    .isEmpty());
  }

  @Override
  public void close() {
    postgres.close();
  }
}
