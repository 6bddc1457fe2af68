package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.batch;
import static io.tributary.ledger.LedgerFixture.column;
import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.MigrationException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappingStoreTest {

  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        key("int", List.of(SourceType.INTEGER), 4711L),
        key("negative", List.of(SourceType.INTEGER), Long.MIN_VALUE),
        key("decimal", List.of(SourceType.DECIMAL), new BigDecimal("12.5")),
        key("text", List.of(SourceType.TEXT), "abc | \\ 'x' é 😀"),
        key("nul", List.of(SourceType.TEXT), "a\0b\uD800c\uE000"),
        key("number-like", List.of(SourceType.TEXT), "4711"),
        key("date", List.of(SourceType.DATE), LocalDate.of(2010, 2, 28)),
        key("time", List.of(SourceType.TIME), LocalTime.of(1, 2, 3, 1234567)),
        key("timestamp", List.of(SourceType.TIMESTAMP), LocalDateTime.of(2010, 2, 28, 0, 0)),
        key(
            "timestamptz",
            List.of(SourceType.TIMESTAMPTZ),
            OffsetDateTime.parse("2010-02-28T01:02:03.1234567-05:00")),
        key(
            "guid",
            List.of(SourceType.UUID),
            UUID.fromString("0AF0B5E4-5C3B-4b0c-9a3e-111111111111")),
        key("composite", List.of(SourceType.INTEGER, SourceType.TEXT), 1L, "a|b\\c"));
  }

  private static Arguments key(String name, List<SourceType> types, Object... key) {
    return Arguments.of(name, types, key);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void aKeyOfEveryTypeIsFoundBothWaysAndIsTheCursorAgain(
      String name, List<SourceType> types, Object[] key) {
    for (LoadMode mode : LoadMode.values()) {
      Claim claim = fixture.claim(entity(name + "-" + mode), tenant("a"), mode);
      Batch batch = batch(claim, Optional.empty(), columns(types), List.<Object[]>of(row(key)));

      fixture.commit(mapped(batch));

      Claim next = fixture.claim(claim.entity(), tenant("a"), mode);
      assertThat(batch.keyShape().parse(next.cursor().orElseThrow().toArray(String[]::new)))
          .isEqualTo(key);
      String stored = LedgerText.escape(batch.keyText(0));
      assertThat(newId(claim, stored)).containsExactly(batch.uuid(0).toString());
      assertThat(
              fixture.postgres.query(
                  "SELECT * FROM migration.legacy_id('%s')".formatted(batch.uuid(0))))
          .containsExactly(claim.entity().name() + "|" + tenant("a").id() + "|" + stored);
      assertThat(
              fixture.postgres.query(
                  """
                  SELECT new_id, row_hash, inserted FROM migration.legacy_id_mapping
                  WHERE entity_type = '%s' AND tenant_id = '%s' AND legacy_id = '%s'
                  """
                      .formatted(
                          claim.entity().name(), tenant("a").id(), stored.replace("'", "''"))))
          .containsExactly(batch.uuid(0) + "|" + batch.hash(0) + "|t");
    }
  }

  @Test
  void tenantsWithTheSameKeysAreKeptApart() {
    for (String tenant : List.of("a", "b")) {
      fixture.commit(
          mapped(students(fixture.claim(entity("both"), tenant(tenant), LoadMode.DIRECT), 1, 2)));
    }

    assertThat(
            fixture.postgres.query(
                "SELECT migration.new_id('both', '%s', '1') <> migration.new_id('both', '%s', '1')"
                    .formatted(tenant("a").id(), tenant("b").id())))
        .containsExactly("t");
  }

  @Test
  void textThatIsNoIntegerFindsNoIntegerKey() {
    Claim claim = fixture.claim(entity("seven"), tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(claim, 7, 1)));

    assertThat(newId(claim, "7")).doesNotContain("∅");
    for (String other :
        List.of("007", "7 ", "+7", "-0", "x", "", "9".repeat(19), "-9223372036854775809")) {
      assertThat(newId(claim, other)).containsExactly("∅");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"MERGE", "UPSERT"})
  void aRerunTellsUnchangedFromChangedFromNew(LoadMode mode) {
    Claim claim = fixture.claim(entity("rerun-" + mode), tenant("a"), mode);
    fixture.commit(mapped(students(claim, 1, 2)));
    fixture.postgres.execute(
        "UPDATE migration.partition SET cursor_key = NULL WHERE partition_no = "
            + claim.partitionNo(),
        "UPDATE migration.batch_state SET batch_id = gen_random_uuid() WHERE partition_no = "
            + claim.partitionNo());
    Batch again = students(claim, Optional.empty(), 1, 3);
    again.row(1)[1] = "renamed";

    Checkpoint checkpoint =
        fixture.commit(
            mapped(again),
            batch -> {
              assertThat(batch.outcome(0)).isEqualTo(RowOutcome.UNCHANGED);
              assertThat(batch.outcome(1)).isEqualTo(RowOutcome.MAPPED);
              assertThat(batch.isKnown(1)).isTrue();
              assertThat(batch.outcome(2)).isEqualTo(RowOutcome.MAPPED);
              assertThat(batch.isKnown(2)).isFalse();
              LedgerFixture.load(batch);
            });

    assertThat(checkpoint.accounting()).isEqualTo(new Accounting(3, 1, 1, 1, 0, 0, 0));
    assertThat(
            fixture.postgres.query(
                """
                SELECT legacy_key, batch_no - min(batch_no) OVER (), row_hash, inserted
                FROM migration.id_mapping_int WHERE entity_no = %d ORDER BY legacy_key
                """
                    .formatted(claim.entityNo())))
        .containsExactly(
            "1|0|" + "student 1".hashCode() + "|t",
            "2|0|" + "renamed".hashCode() + "|t",
            "3|1|" + "student 3".hashCode() + "|t");
  }

  @Test
  void rowsThatTheTargetHadAlreadyAreMappedButNotAsInserted() {
    Claim claim = fixture.claim(entity("had"), tenant("a"), LoadMode.MERGE);

    fixture.commit(
        mapped(students(claim, 1, 3)),
        batch -> {
          batch.loaded(0, RowOutcome.UNCHANGED);
          batch.loaded(1, RowOutcome.UPDATED);
          batch.loaded(2, RowOutcome.INSERTED);
        });

    assertThat(
            fixture.postgres.query(
                "SELECT legacy_key, inserted FROM migration.id_mapping_int WHERE entity_no = "
                    + claim.entityNo()
                    + " ORDER BY 1"))
        .containsExactly("1|f", "2|f", "3|t");
  }

  @Test
  void aKeyThatIsThereAlreadyFailsADirectBatch() {
    Claim claim = fixture.claim(entity("direct-twice"), tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(claim, 1, 2)));

    assertThatThrownBy(
            () -> fixture.commit(mapped(students(claim, Optional.of(List.of("2")), 2, 2))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0501")
        .hasMessageContaining("23505")
        .hasMessageNotContaining("Key (");
  }

  @ParameterizedTest
  @EnumSource(LoadMode.class)
  void aKeyTooLongForTheIndexIsADeadLetterAndCostsItselfAlone(LoadMode mode) {
    Claim claim = fixture.claim(entity("long-" + mode), tenant("a"), mode);
    StringBuilder incompressible = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      incompressible.append(UUID.nameUUIDFromBytes(new byte[] {(byte) i}));
    }
    Batch batch =
        batch(
            claim,
            Optional.empty(),
            columns(List.of(SourceType.TEXT)),
            List.of(row("short"), row(incompressible.toString())));

    Checkpoint checkpoint = fixture.commit(mapped(batch));

    assertThat(checkpoint.accounting()).isEqualTo(new Accounting(2, 1, 0, 0, 0, 0, 1));
    assertThat(
            fixture.postgres.query(
                "SELECT reason, length(legacy_key) FROM migration.dead_letter WHERE entity_no = "
                    + claim.entityNo()))
        .containsExactly("TOO_LONG|3600");
  }

  @Test
  void lookUpsUseIndexesAmongManyRows() {
    try (LedgerFixture large = LedgerFixture.migrated()) {
      Claim ints = large.claim(entity("ints"), tenant("a"), LoadMode.DIRECT);
      Claim texts = large.claim(entity("texts"), tenant("a"), LoadMode.DIRECT);
      large.postgres.execute(
          """
          INSERT INTO migration.id_mapping_int
          SELECT %d, TRUE, %d, i, md5(i::text)::uuid, 1, i FROM generate_series(1, 100000) i
          """
              .formatted(ints.entityNo(), ints.tenantNo()),
          """
          INSERT INTO migration.id_mapping_text
          SELECT %d, TRUE, %d, 'k' || i, md5('k' || i)::uuid, 1, i
          FROM generate_series(1, 100000) i
          """
              .formatted(texts.entityNo(), texts.tenantNo()),
          "ANALYZE migration.id_mapping_int",
          "ANALYZE migration.id_mapping_text");

      String byNewId =
          plan(large, "SELECT * FROM migration.legacy_id_mapping WHERE new_id = md5('77')::uuid");
      assertThat(byNewId)
          .contains("id_mapping_int_new_id", "id_mapping_text_new_id")
          .doesNotContain("Seq Scan on id_mapping");
      for (String key : List.of("77", "k77")) {
        String entity = key.startsWith("k") ? "texts" : "ints";
        String call = "migration.new_id('%s', '%s', '%s')".formatted(entity, tenant("a").id(), key);
        assertThat(large.postgres.query("SELECT " + call + " = md5('" + key + "')::uuid"))
            .containsExactly("t");
        assertThat(pagesRead(large, "SELECT " + call)).isLessThan(40);
      }
      assertThat(pagesRead(large, "SELECT * FROM migration.legacy_id(md5('77')::uuid)"))
          .isLessThan(40);
    }
  }

  private static String plan(LedgerFixture fixture, String sql) {
    return String.join("\n", fixture.postgres.query("EXPLAIN " + sql));
  }

  /** Pages of tables and indexes that a query touches, those inside functions included. */
  private static int pagesRead(LedgerFixture fixture, String sql) {
    fixture.postgres.query(sql);
    String buffers =
        fixture.postgres.query("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + sql).stream()
            .filter(line -> line.contains("Buffers: shared"))
            .findFirst()
            .orElseThrow();
    return Stream.of(buffers.split("[^0-9]+"))
        .filter(s -> !s.isEmpty())
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private List<String> newId(Claim claim, String legacyId) {
    return fixture.postgres.query(
        "SELECT migration.new_id('%s', '%s', '%s')"
            .formatted(claim.entity().name(), claim.tenant().id(), legacyId.replace("'", "''")));
  }

  private static List<SourceColumn> columns(List<SourceType> types) {
    return Stream.iterate(0, i -> i + 1)
        .limit(types.size())
        .map(i -> column("Key" + i, types.get(i)))
        .toList();
  }

  private static Object[] row(Object... key) {
    return Stream.concat(Stream.of(key), Stream.of("name")).toArray();
  }
}
