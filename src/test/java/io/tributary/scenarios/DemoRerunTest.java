package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** To run again what is complete reads nothing and writes nothing. */
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
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
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
