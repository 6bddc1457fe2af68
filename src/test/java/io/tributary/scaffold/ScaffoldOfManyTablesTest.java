package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.run.RunResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of tables under odd names, migrated by what a scaffold makes of them. */
class ScaffoldOfManyTablesTest {

  private static final String FOREIGN_KEYS =
      """
      SELECT 'SELECT count(*) AS n FROM ' || k.conrelid::regclass || ' AS c JOIN '
          || k.confrelid::regclass || ' AS p ON p.id = c.' || quote_ident(a.attname)
          || ' AND p.tenant_id = c.tenant_id WHERE p.seq = c.seq'
      FROM pg_constraint AS k
      JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[cardinality(k.conkey)]
      WHERE k.contype = 'f' AND k.connamespace = 'main'::regnamespace""";

  @TempDir Path directory;

  @Test
  void fourHundredTablesMigrateWithNoHandEdits() throws Exception {
    try (ScaffoldedDistrict district = new ScaffoldedDistrict(directory.resolve("out"))) {
      OddSchema schema = new OddSchema(district.legacy, 400);
      schema.create();

      ScaffoldResult scaffold = district.scaffold(district.options());

      assertThat(scaffold.entities()).isEqualTo((int) schema.usable());
      assertThat(scaffold.references()).isEqualTo((int) schema.references());
      assertThat(scaffold.skipped()).isEqualTo(400 - scaffold.entities() + 1);
      assertThat(district.migration().manifest().skipped()).hasSize(scaffold.skipped());
      assertThat(district.failures()).isEmpty();
      RunResult run = district.migration().parallel(8).run();
      assertThat(run.isComplete()).as("%s", run.problems()).isTrue();
      long rows = (long) OddSchema.ROWS * scaffold.entities();
      assertThat(run.accounting()).isEqualTo(new Accounting(rows, rows, 0, 0, 0, 0, 0));
      assertThat(arrivedReferences(district)).isEqualTo(schema.referringRows());
    }
  }

  @Test
  void foreignKeysCanHoldTheTenantAsWell() throws Exception {
    try (ScaffoldedDistrict district = new ScaffoldedDistrict(directory.resolve("out"))) {
      OddSchema schema = new OddSchema(district.legacy, 20);
      schema.create();
      ScaffoldOptions plain = district.options();

      district.scaffold(
          new ScaffoldOptions(
              plain.url(),
              plain.user(),
              plain.password(),
              plain.service(),
              plain.directory(),
              false,
              true,
              true));

      assertThat(district.failures()).isEmpty();
      RunResult run = district.migration().run();
      assertThat(run.isComplete()).as("%s", run.problems()).isTrue();
      assertThat(run.accounting().deadLettered()).isZero();
      assertThat(arrivedReferences(district)).isEqualTo(schema.referringRows());
      assertThat(
              district.rows(
                  "SELECT DISTINCT cardinality(conkey) FROM pg_constraint WHERE contype = 'f'"
                      + " AND connamespace = 'main'::regnamespace"))
          .containsExactly("2");
    }
  }

  private static long arrivedReferences(ScaffoldedDistrict district) {
    List<String> counts = district.rows(FOREIGN_KEYS);
    return Long.parseLong(
        district
            .rows("SELECT sum(n) FROM (" + String.join(" UNION ALL ", counts) + ") AS counted")
            .get(0));
  }
}
