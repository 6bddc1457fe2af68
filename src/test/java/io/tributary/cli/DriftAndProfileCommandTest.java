package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.SchoolDistricts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code tributary drift} and {@code profile} as an operator sees them. */
class DriftAndProfileCommandTest {

  @TempDir Path directory;
  private SchoolDistricts districts;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void create() {
    districts = new SchoolDistricts(directory);
  }

  @AfterEach
  void close() throws Exception {
    districts.close();
  }

  @Test
  void whatHasDriftedIsPrintedWorstFirstAndTheStatusSaysSo() {
    assertThat(tributary("drift", "check")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-1301");
    assertThat(tributary("drift", "freeze")).isZero();
    assertThat(out.toString()).contains("Frozen: 4 schemas.");
    assertThat(tributary("drift", "check")).isZero();
    assertThat(out.toString()).contains("4 schemas: nothing has drifted.");

    districts.a.execute("CREATE INDEX Student_Name ON dbo.Student (Name)");
    assertThat(tributary("drift", "check")).isZero();
    assertThat(out.toString()).contains("harmless").contains("1 is harmless");

    districts.a.execute("ALTER TABLE dbo.Student DROP COLUMN Hobby");
    assertThat(tributary("drift", "check")).isEqualTo(3);
    assertThat(out.toString())
        .contains("breaks the mapping", "legacy database of a", "dbo.Student.Hobby", "student")
        .contains("a lacks dbo.Student.Hobby that 1 other has");
    assertThat(out.toString().indexOf("breaks the mapping"))
        .isLessThan(out.toString().indexOf("harmless"));
    assertThat(tributary("drift", "check", "--tenant", "c")).isZero();
  }

  @Test
  void aProfileIsPrintedAndWritten() throws IOException {
    districts.c.execute(
        "UPDATE dbo.Enrollment SET StudentId = 9999 WHERE Id = (SELECT MIN(Id) FROM dbo.Enrollment)");

    int status = tributary("profile", "--tenant", "c", "--out", directory + "/reports");

    assertThat(status).isEqualTo(3);
    assertThat(out.toString())
        .contains("enrollment/c")
        .contains("1 row refers by StudentId to a missing student");
    try (Stream<Path> files = Files.walk(directory.resolve("reports"))) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSize(3)
          .anySatisfy(
              file -> {
                assertThat(file).hasFileName("profile.json");
                assertThat(file).content().contains("\"entity\" : \"enrollment\"");
              })
          .anySatisfy(
              file -> {
                assertThat(file).hasFileName("profile.csv");
                assertThat(file)
                    .content()
                    .contains("orphaned-reference,enrollment,c,1,,,StudentId");
              })
          .anySatisfy(
              file -> {
                assertThat(file).hasFileName("profile.html");
                assertThat(file)
                    .content()
                    .contains("1 row refers by StudentId to a missing student");
              });
    }
  }

  private int tributary(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int verbs = words[0].equals("drift") ? 2 : 1;
    List<String> line = new ArrayList<>(List.of(words).subList(0, verbs));
    line.add(districts.manifestFile().toString());
    line.addAll(List.of(words).subList(verbs, words.length));
    CommandLine command = Tributary.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(line.toArray(String[]::new));
  }
}
