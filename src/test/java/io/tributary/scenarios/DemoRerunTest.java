package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.demo.Expectations;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * To run again what is complete reads nothing and writes nothing; a dry run reads everything,
 * foresees what the mapper refuses, and writes nothing either.
 */
class DemoRerunTest {

  private static final DemoRun RUN = DemoRun.get();

  @Test
  void runningAgainReadsNothingAndChangesNothing() {
    Map<String, String> before = contents();

    RunResult again = RUN.migration().run();

    assertThat(again.isComplete()).isTrue();
    assertThat(again.accounting()).isEqualTo(Accounting.NONE);
    assertThat(again.partitions())
        .hasSize(48)
        .allMatch(partition -> partition.status() == PartitionStatus.COMPLETE_BEFORE);
    assertThat(contents()).hasSizeGreaterThan(30).isEqualTo(before);
  }

  @Test
  void aDryRunReadsEveryRowForeseesTheMappersRefusalsAndWritesNothing() {
    Map<String, String> before = contents();

    RunResult rehearsal = RUN.migration().dryRun().run();

    assertThat(rehearsal.isComplete()).isTrue();
    for (PartitionResult partition : rehearsal.partitions()) {
      Expectations.Rows rows =
          RUN.district(partition.tenant()).expectations().of(partition.entity());
      Accounting accounting = partition.accounting();
      assertThat(accounting.read()).isEqualTo(rows.legacyRows() - rows.excluded());
      assertThat(accounting.filtered()).isEqualTo(rows.filtered());
      assertThat(accounting.deadLettered())
          .as(partition.entity() + " of " + partition.tenant())
          .isEqualTo(rows.dead().stream().filter(DemoRerunTest::isForeseeable).count());
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** What only PostgreSQL can know, a dry run cannot: what else is in its tables. */
  private static boolean isForeseeable(Expectations.DeadRow dead) {
    return switch (dead.reason()) {
      case DUPLICATE -> false;
      // A range of constants is checked before COPY; one column against another only by PostgreSQL.
      case CHECK_VIOLATED -> dead.column().equals("gpa");
      case MISSING_PARENT -> dead.column().equals("grade_id") || dead.column().equals("reason_id");
      default -> true;
    };
  }

  /** Every row of every table, with the transaction that wrote it: rewriting a row shows too. */
  private static Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    for (String service : List.of("students", "identity")) {
      SqlDatabase database = RUN.service(service);
      List<String> tables =
          new ArrayList<>(
              database.lines(
                  """
                  SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                  WHERE schemaname <> 'information_schema' AND schemaname !~ '^pg_'
                  """));
      for (String table : tables) {
        contents.put(
            service + " " + table,
            database
                .lines(
                    "SELECT count(*), sum(hashtextextended(concat(xmin, ctid, t), 0)) FROM "
                        + table
                        + " t")
                .get(0));
      }
    }
    return contents;
  }
}
