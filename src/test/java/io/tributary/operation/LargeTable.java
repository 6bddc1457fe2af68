package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A district whose table of pupils is large beside its batches of five rows, and all else small.
 */
final class LargeTable implements AutoCloseable {

  /** Pupils alone, with a cap on connections that leaves room for four workers. */
  static final String MANIFEST =
      SmallDistrict.MANIFEST
          .replace("batch: { rows: 10 }", "batch: { rows: 5 }")
          .replace("maxConnections: 4", "maxConnections: 8");

  static final int ROWS = 400;

  /** The large table alone. */
  static final Selection PUPILS = new Selection(Set.of(), Set.of(), Set.of(), Set.of("pupil"));

  final SmallDistrict small;
  final TestPostgres service;

  /** Pupils 10, 20, and so on to 4000: there is room between them. */
  LargeTable(TestPostgres service) throws SQLException {
    this.service = service;
    this.small = new SmallDistrict(service, ROWS, 3);
    small.oak.execute("UPDATE dbo.Pupil SET Id = Id * 10");
  }

  TestLegacy legacy() {
    return small.oak;
  }

  TestMigration migration(String manifest, Path directory) {
    return small.migration(manifest, directory).parallel(4).rangeRows(10);
  }

  /**
   * Begins to load it, and stops when batches of three ranges are committed and the last of them is
   * not at its end.
   */
  RunResult stopWithSeveralRanges(Path directory) {
    try (Migration migration = migration(MANIFEST, directory).open()) {
      return migration.run(
          migration.plan(Selection.ALL),
          new Ears() {
            @Override
            void heard(Checkpoint checkpoint) {
              if (ranges.size() == 3) {
                migration.stop();
              }
            }
          });
    }
  }

  /** The numbers of the ranges that the ledger has of the pupils. */
  List<String> ranges() {
    return service.query(
        """
        SELECT p.range_no FROM migration.partition p JOIN migration.entity e USING (entity_no)
        WHERE e.name = 'pupil' ORDER BY 1
        """);
  }

  /** All of the pupils in the target and the mapping store, but for the numbers of batches. */
  List<String> contents() {
    return service.query(
        """
        SELECT p.*, m.* FROM pupils p FULL JOIN (
          SELECT legacy_key::text AS key, new_id, row_hash, inserted FROM migration.id_mapping_int
          JOIN migration.entity e USING (entity_no) WHERE e.name = 'pupil'
          UNION ALL
          SELECT legacy_key, new_id, row_hash, inserted FROM migration.id_mapping_text
          JOIN migration.entity e USING (entity_no) WHERE e.name = 'pupil') m
        ON m.new_id = p.id ORDER BY p.id, m.new_id
        """);
  }

  /** How many rows the batches of pupils have read in a pass, and of which kind they are. */
  List<String> read(int pass) {
    return service.query(
        """
        SELECT kind, sum(rows_read) FROM migration.batch_state
        WHERE entity_type = 'pupil' AND pass = %d GROUP BY kind ORDER BY kind
        """
            .formatted(pass));
  }

  /** Every pupil of legacy is in the target once, and was read once. */
  void assertEveryRowOnce() {
    assertEveryRow();
    assertThat(read(0)).containsExactly("range|" + ROWS);
  }

  /** Every pupil of legacy is in the target once. */
  void assertEveryRow() {
    assertThat(service.query("SELECT legacy_id FROM pupils ORDER BY legacy_id::int"))
        .isEqualTo(legacy().query("SELECT Id FROM dbo.Pupil ORDER BY Id"));
  }

  static PartitionResult pupils(RunResult result) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals("pupil"))
        .reduce(
            (one, other) -> {
              throw new AssertionError("one result for all ranges");
            })
        .orElseThrow();
  }

  /** Hears which ranges were worked on, and how often a partition ended. */
  static class Ears implements RunListener {
    final Set<Integer> ranges = new TreeSet<>();
    int committed;
    int ended;

    @Override
    public synchronized void committed(Checkpoint checkpoint) {
      if (checkpoint.claim().entity().name().equals("pupil")) {
        ranges.add(checkpoint.claim().range());
        committed++;
        heard(checkpoint);
      }
    }

    /** One batch of pupils more is committed. */
    void heard(Checkpoint checkpoint) {}

    @Override
    public synchronized void ended(PartitionResult result) {
      if (result.entity().equals("pupil")) {
        ended++;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    small.close();
  }
}
