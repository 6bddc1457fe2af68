package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.SchoolDistricts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code tributary rollback} as an operator sees it: what it prints, and its exit status. */
class RollbackCommandTest {

  @TempDir Path directory;
  private SchoolDistricts districts;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void migrate() {
    districts = SchoolDistricts.migrated(directory);
  }

  @AfterEach
  void close() throws Exception {
    districts.close();
  }

  @Test
  void aDryRunShowsWhatWouldGoAndTheRollbackDoesIt() {
    Map<String, List<String>> before = districts.target();
    assertThat(rollback("--tenant", "c", "--entity", "enrollment", "--dry-run")).isZero();
    assertThat(out.toString())
        .contains("enrollment  c             4        40")
        .contains("Dry run, nothing written. 40 target rows would be deleted, 0 legacy rows left");
    assertThat(districts.target()).isEqualTo(before);

    assertThat(rollback("--tenant", "c", "--entity", "enrollment", "--why", "wrong year")).isZero();

    assertThat(out.toString()).contains("40 target rows deleted, 0 legacy rows left");
    assertThat(districts.one("SELECT why FROM migration.rollback")).isEqualTo("wrong year");
    assertThat(rollback("--tenant", "c", "--entity", "enrollment", "--why", "again")).isZero();
    assertThat(out.toString()).contains("Nothing to roll back");
  }

  @Test
  void rowsThatWereLeftAreNamedWithoutTheirValuesAndTheStatusSaysSo() {
    assertThat(rollback("--tenant", "c", "--entity", "student", "--why", "test")).isEqualTo(1);

    assertThat(out.toString())
        .contains("TRB-1008")
        .contains("left student/c: 31 (")
        .contains("depended-on public.enrollments (enrollments_student_id_fkey)")
        .contains("left student/c: ... 40 in all")
        .doesNotContain("Student 7");
  }

  @Test
  void badInputIsToldBeforeAnythingIsTouched() {
    Map<String, List<String>> before = districts.everything();

    assertThat(rollback("--tenant", "c")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-1001 --why");
    assertThat(rollback("--why", "test")).isEqualTo(2);
    assertThat(rollback("--batch", UUID.randomUUID().toString(), "--why", "t")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-1002");
    assertThat(rollback("--batch", "x", "--why", "t")).isEqualTo(2);
    String batch =
        districts.one(
            "SELECT batch_id FROM migration.batch_state WHERE entity_type = 'enrollment'"
                + " ORDER BY lower_key NULLS FIRST LIMIT 1");
    assertThat(rollback("--batch", batch, "--why", "t")).isEqualTo(5);
    assertThat(err.toString()).contains("TRB-1003");

    assertThat(districts.everything()).isEqualTo(before);
  }

  private int rollback(String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line = new ArrayList<>(List.of("rollback", districts.manifestFile().toString()));
    line.addAll(List.of(options));
    CommandLine command = Tributary.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(line.toArray(String[]::new));
  }
}
