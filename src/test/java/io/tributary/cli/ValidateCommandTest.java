package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.report.ReportFiles;
import io.tributary.testing.SchoolDistricts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator sees of a validation, and what the exit status says. */
class ValidateCommandTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private SchoolDistricts districts;

  @BeforeEach
  void prepare() {
    districts = new SchoolDistricts(directory);
  }

  @AfterEach
  void close() throws SQLException {
    districts.close();
  }

  @Test
  void aReportIsWrittenAndTheExitStatusFollowsTheVerdict() throws IOException {
    assertThat(tributary("validate")).as("nothing is migrated").isEqualTo(1);
    assertThat(out.toString()).contains("nothing of it was migrated", "INCOMPLETE");
    districts.run();

    assertThat(tributary("validate", "--full")).as(this::printed).isZero();
    assertThat(tributary("validate", "--sample", "5", "--seed", "4")).as(this::printed).isZero();
    assertThat(out.toString()).contains("PROVEN: 0 differences (sample 5, seed 4)");

    districts.asSuperuser("UPDATE students SET name = 'Otherwise' WHERE legacy_id = 7");
    assertThat(tributary("validate", "--full", "--entity", "student")).isEqualTo(3);
    assertThat(out.toString())
        .contains("student/a: full: DIFFERENT students.name (legacy 7): holds another value")
        .contains("DIFFERENT (of what was selected): 2 differences (every row compared)")
        .containsPattern("not selected, entities: .*grade")
        .doesNotContain("Otherwise");

    assertThat(tributary("repair")).as(this::printed).isZero();
    JsonNode report = reports().get(reports().size() - 1);
    assertThat(reports()).anyMatch(one -> one.path("verdict").asText().equals("DIFFERENT"));
    assertThat(report.path("entities")).isNotEmpty();
    assertThat(report.path("deadLetters").findValuesAsText("reason")).contains("MISSING_PARENT");
    assertThat(reports()).allMatch(one -> schema().validate(one).isEmpty());
  }

  private static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(ReportFiles.class.getResourceAsStream("report.schema.json"));
  }

  private String printed() {
    return out + "\n" + err;
  }

  private List<JsonNode> reports() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("reports"))) {
      return files
          .filter(file -> file.endsWith("report.json"))
          .map(ValidateCommandTest::read)
          .toList();
    }
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int tributary(String command, String... options) {
    CommandLine line =
        Tributary.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    Stream<String> all =
        Stream.concat(
            Stream.of(
                command,
                districts.manifestFile().toString(),
                "--out",
                directory.resolve("reports").toString()),
            Stream.of(options));
    return line.execute(all.toArray(String[]::new));
  }
}
