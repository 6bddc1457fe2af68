package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tributary.demo.DemoData;
import io.tributary.demo.DistrictPlan;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunResult;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's dirtiest district, migrated by what a scaffold makes of it, with no hand edits. */
class ScaffoldOfTheDemoTest {

  private static final DistrictPlan DIRTY = DistrictPlan.northstar(1).get(2).withStudents(60);

  @TempDir Path directory;

  @Test
  void everyRowOfEveryTableIsAccountedFor() throws Exception {
    try (ScaffoldedDistrict district = new ScaffoldedDistrict(directory.resolve("out"))) {
      district.legacy.execute("DROP SCHEMA [dbo]");
      try (Connection connection = DriverManager.getConnection(district.legacy.url(), "sa", "")) {
        DemoData.fill(connection, DIRTY);
      }
      ScaffoldResult scaffold = district.scaffold(district.options());
      assertThat(scaffold.entities()).isEqualTo(16);
      assertThat(district.failures()).isEmpty();

      RunResult run = district.migration().routes(plainRoutes()).run();

      assertThat(run.isComplete()).as("%s", run).isTrue();
      TreeMap<String, Long> dead = new TreeMap<>();
      for (PartitionResult partition : run.partitions()) {
        String table = partition.entity().replace('-', '_');
        long legacyRows = rows(district, table);
        assertThat(partition.accounting().read()).as(table).isEqualTo(legacyRows);
        assertThat(partition.accounting().inserted() + partition.accounting().deadLettered())
            .as(table)
            .isEqualTo(legacyRows);
        assertThat(district.rows("SELECT count(*) FROM main.\"" + table + "\""))
            .as(table)
            .containsExactly(Long.toString(partition.accounting().inserted()));
        partition
            .deadLetterReasons()
            .forEach((why, n) -> dead.merge(table + " " + why, n, Long::sum));
      }
      // What no PostgreSQL type can hold; each has its row in the generator's own list of dirt.
      assertThat(dead)
          .containsOnly(
              entry("assessment_result taken_on FRACTION_LOST", 1L),
              entry("student middle_name UNPAIRED_SURROGATE", 1L),
              entry("student preferred_name NUL_CHARACTER", 1L),
              entry("student_note body NUL_CHARACTER", 1L));
    }
  }

  /** Without the one that drops rows of the demo's own manifest. */
  private Path plainRoutes() throws IOException {
    Path routes = TestMigration.copyRoutes(directory);
    Files.delete(routes.resolve("entities/assessment-result.camel.yaml"));
    return routes;
  }

  private static long rows(ScaffoldedDistrict district, String target) {
    String table = target.replace("_", "");
    return Long.parseLong(
        district.legacy.query("SELECT COUNT(*) FROM [dbo].[" + table + "]").get(0));
  }
}
