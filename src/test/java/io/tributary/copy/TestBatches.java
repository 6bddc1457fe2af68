package io.tributary.copy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
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
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Batches of rows with the keys 0, 1, 2 ..., each mapped already. */
final class TestBatches {

  static final UUID TENANT = UUID.fromString("00000000-0000-8000-8000-0000000000aa");

  private static final SourcePosition NOWHERE = new SourcePosition("test.yaml", 1, 1, "");

  private TestBatches() {}

  static Batch mapped(int rows, LoadMode mode) {
    SourceColumn key = new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);
    List<Object[]> values = LongStream.range(0, rows).mapToObj(id -> new Object[] {id}).toList();
    Batch batch =
        new Batch(
            claim(mode),
            new RowShape(List.of(key)),
            new KeyShape(List.of(key)),
            Optional.empty(),
            values,
            0,
            true,
            0);
    for (int row = 0; row < rows; row++) {
      batch.mapped(row, id(row), row);
    }
    batch.beginLoad();
    return batch;
  }

  /** The UUID of the row with that key. */
  static UUID id(long key) {
    return new UUID(0x8000L, 0x8000_0000_0000_0000L + key);
  }

  static Claim claim(LoadMode mode) {
    Tenant tenant =
        new Tenant(
            TENANT,
            "a",
            ZoneOffset.UTC,
            new Connection("jdbc:none", Optional.empty(), Optional.empty(), Map.of(), 1),
            NOWHERE);
    return new Claim(
        UUID.randomUUID(),
        entity(LoadStyle.COPY, "students"),
        tenant,
        0,
        1,
        1,
        1,
        1,
        mode,
        Optional.empty(),
        "fingerprint");
  }

  static Entity entity(LoadStyle style, String... tables) {
    return new Entity(
        "student",
        "student",
        "students",
        1,
        Set.of(),
        Scope.TENANT,
        List.of(),
        new LegacySource(
            "dbo", Optional.of("Student"), Optional.empty(), List.of("Id"), Optional.empty()),
        new BatchSize(1_000, 1_000_000),
        style,
        Indexes.KEEP,
        Ranges.AUTO,
        PlanRule.WARN,
        Stream.of(tables)
            .map(table -> new TableMapping(table, List.of(), List.of(), NOWHERE))
            .toList(),
        Set.of(),
        NOWHERE);
  }

  /** A payload of one chunk. */
  static CopyPayload payload(Batch batch, TestRows... tables) {
    return new CopyPayload(batch, Arrays.stream(tables).map(TestRows::rows).map(List::of).toList());
  }
}
