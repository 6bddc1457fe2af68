package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where every row comes by, those that are joined are drawn from all of them. */
class JoinSampleTest {

  private static final String MANIFEST =
      """
      name: joins
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "jdbc:h2:mem:none" } }
      services:
        records: { url: "jdbc:postgresql://localhost/none", schema: public }
      phases: { 1: All }
      entities:
        visit:
          service: records
          phase: 1
          legacy: { table: dbo.Visit, key: Id }
          into: { visits: { name: Name } }
      """;

  private static final SourceColumn ID =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);

  @TempDir Path directory;
  private ComparedEntity visits;
  private Claim claim;

  @BeforeEach
  void prepare() {
    Manifest manifest = TestMigration.by(MANIFEST, directory).manifest();
    visits =
        new ComparedEntity(
            manifest, manifest.entity("visit"), manifest.tenants().get(0), service -> Map.of());
    claim =
        new Claim(
            new UUID(0, 1),
            visits.entity(),
            visits.tenant(),
            0,
            0,
            0,
            0,
            0,
            LoadMode.DIRECT,
            Optional.empty(),
            "f1");
  }

  @Test
  void asManyAreDrawnAsASampleHas() {
    JoinSample sample = sample(5, 1);

    sample.offer(batch(1, 3));
    assertThat(sample.keys()).containsExactly("1", "2", "3");

    sample.offer(batch(4, 100));
    assertThat(sample.keys()).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void everyRowCanBeDrawnAndTheSeedSaysWhich() {
    Set<String> drawn = new TreeSet<>();
    for (int seed = 0; seed < 100; seed++) {
      JoinSample sample = sample(5, seed);
      JoinSample again = sample(5, seed);
      for (int from = 1; from <= 20; from += 5) {
        sample.offer(batch(from, 5));
        again.offer(batch(from, 5));
      }
      assertThat(sample.keys()).isEqualTo(again.keys());
      drawn.addAll(sample.keys());
    }

    assertThat(drawn).hasSize(20);
  }

  @Test
  void rowsThatAreReadAgainAreNotDrawnAgain() {
    JoinSample sample = sample(5, 1);
    sample.offer(batch(1, 2));

    sample.offer(
        Batch.ofKeys(
            claim, BatchKind.VALIDATION, shape(), key(), rows(1, 2), 100, true, System.nanoTime()));

    assertThat(sample.keys()).containsExactly("1", "2");
  }

  @Test
  void aSampleThatWasDrawnIsNotAddedTo() {
    JoinSample sample = new JoinSample(visits, new ValidationOptions(false, 5, 1));
    sample.drawn(List.of("7"));

    sample.offer(batch(1, 3));

    assertThat(sample.keys()).containsExactly("7");
  }

  private JoinSample sample(int size, long seed) {
    return new JoinSample(visits, new ValidationOptions(true, size, seed));
  }

  private Batch batch(long first, int count) {
    return new Batch(
        claim, shape(), key(), Optional.empty(), rows(first, count), 100, false, System.nanoTime());
  }

  private static RowShape shape() {
    return new RowShape(List.of(ID));
  }

  private static KeyShape key() {
    return new KeyShape(List.of(ID));
  }

  private static List<Object[]> rows(long first, int count) {
    return LongStream.range(first, first + count).mapToObj(id -> new Object[] {id}).toList();
  }
}
