package io.tributary.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tributary.manifest.BatchSize;
import io.tributary.manifest.Connection;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Indexes;
import io.tributary.manifest.LegacySource;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.PlanRule;
import io.tributary.manifest.Ranges;
import io.tributary.manifest.Scope;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.Tenant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowChunkTest {

  private static final SourcePosition AT = new SourcePosition("m.yaml", 1, 1, "");
  private static final SourceColumn ID =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);
  private static final SourceColumn NAME =
      new SourceColumn("Name", SourceType.TEXT, "nvarchar(20)", 20, 0, true);

  @Test
  void aStepThatDropsARowIsCountedWithItsReason() {
    Batch batch = batch(new Object[] {1L, "keep"}, new Object[] {2L, "drop"});
    RowChunk chunk = batch.chunks(10).get(0);

    chunk.dropIf(row -> "drop".equals(row.get("name")), "Name = drop");

    assertThat(batch.outcome(1)).isEqualTo(RowOutcome.FILTERED);
    assertThat(batch.filterReasons()).containsExactly(Map.entry(1, "Name = drop"));
    assertThat(chunk.rows()).extracting(row -> row.get("Id")).containsExactly(1L);
  }

  @Test
  void aStepMayReplaceAValueButNeverTheKey() {
    Batch batch = batch(new Object[] {1L, "a"});
    RowChunk.Row row = batch.chunks(1).get(0).rows().get(0);

    row.set("NAME", "b");

    assertThat(row.text("name")).isEqualTo("b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.set("Id", 7L))
        .withMessageContaining("part of the key");
    assertThat(batch.upper()).containsExactly("1");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    RowChunk.Row row = batch(new Object[] {1L, "a"}).chunks(1).get(0).rows().get(0);

    assertThatIllegalArgumentException().isThrownBy(() -> row.set("Name", 5));
  }

  @Test
  void accountingClosesOnlyWhenEveryRowIsSettled() {
    Batch batch = batch(new Object[] {1L, "a"}, new Object[] {2L, "b"});
    batch.mapped(0, UUID.randomUUID(), 3);
    batch.mapped(1, UUID.randomUUID(), 4);
    batch.loaded(0, RowOutcome.INSERTED);

    assertThat(batch.accounting().closes()).isFalse();
    batch.loaded(1, RowOutcome.UPDATED);

    assertThat(batch.accounting()).isEqualTo(new Accounting(2, 1, 1, 0, 0, 0, 0));
    assertThat(batch.accounting().closes()).isTrue();
    assertThat(batch.checksum()).isEqualTo(7);
  }

  @Test
  void aSecondTryAtLoadingForgetsTheFirst() {
    Batch batch = batch(new Object[] {1L, "a"});
    batch.mapped(0, UUID.randomUUID(), 3);
    batch.refuse(
        0,
        new DeadLetter(
            DeadLetter.Stage.LOAD, Optional.empty(), Reason.DUPLICATE, "students_state_id_key"));

    batch.beginLoad();

    assertThat(batch.outcome(0)).isEqualTo(RowOutcome.MAPPED);
    assertThat(batch.deadLetters()).isEmpty();
  }

  @Test
  void theBatchIdFollowsFromThePartitionAndTheLowerBound() {
    UUID first = batch(new Object[] {1L, "a"}).batchId();

    assertThat(batch(new Object[] {1L, "a"}, new Object[] {2L, "b"}).batchId()).isEqualTo(first);
    assertThat(batch(Optional.of(List.of("1")), new Object[] {2L, "b"}).batchId())
        .isNotEqualTo(first);
  }

  @Test
  void aRefreshReadsTheSameRowsUnderAnotherBatchId() {
    UUID migration = batch(claim(0)).batchId();
    UUID refresh = batch(claim(1)).batchId();

    assertThat(batch(claim(1)).batchId()).isEqualTo(refresh);
    assertThat(List.of(migration, refresh, batch(claim(2)).batchId())).doesNotHaveDuplicates();
  }

  private static Batch batch(Claim claim) {
    return batch(claim, Optional.empty(), new Object[] {1L, "a"});
  }

  @Test
  void logsShowKeysButNoText() {
    assertThat(batch(Optional.of(List.of("1")), new Object[] {2L, "b"}).bounds())
        .isEqualTo("(1, 2]");
    assertThat(new KeyShape(List.of(NAME)).text(new Object[] {"S-1"})).isEqualTo("S-1");
  }

  private static Batch batch(Object[]... rows) {
    return batch(Optional.empty(), rows);
  }

  private static Batch batch(Optional<List<String>> lower, Object[]... rows) {
    return batch(claim(0), lower, rows);
  }

  private static Batch batch(Claim claim, Optional<List<String>> lower, Object[]... rows) {
    return new Batch(
        claim,
        new RowShape(List.of(ID, NAME)),
        new KeyShape(List.of(ID)),
        lower,
        new ArrayList<>(List.of(rows)),
        100,
        true,
        0);
  }

  private static Claim claim(int pass) {
    Connection legacy =
        new Connection("jdbc:h2:mem:x", Optional.empty(), Optional.empty(), Map.of(), 1);
    Tenant tenant = new Tenant(new UUID(1, 2), "district-a", ZoneId.of("UTC"), legacy, AT);
    Entity entity =
        new Entity(
            "student",
            "student",
            "students",
            1,
            Set.of(),
            Scope.TENANT,
            List.of(),
            new LegacySource(
                "dbo", Optional.of("Student"), Optional.empty(), List.of("Id"), Optional.empty()),
            new BatchSize(10, 1000),
            LoadStyle.COPY,
            Indexes.KEEP,
            Ranges.AUTO,
            PlanRule.WARN,
            List.of(),
            Set.of(),
            AT);
    return new Claim(
        new UUID(0, 0),
        entity,
        tenant,
        0,
        pass,
        1,
        1,
        1,
        1,
        LoadMode.DIRECT,
        Optional.empty(),
        Optional.empty(),
        "f");
  }
}
