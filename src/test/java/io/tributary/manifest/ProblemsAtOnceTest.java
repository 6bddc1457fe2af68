package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static io.tributary.manifest.ManifestFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tributary.fault.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is mended in one go: all that is wrong is told at once, by line. */
class ProblemsAtOnceTest {

  @TempDir Path folder;

  @Test
  void problemsOfEveryKindAreToldTogetherInTheOrderOfTheFile() {
    String text = edit(GOOD, "name: northstar", "name: \"{{env:TRIBUTARY_TEST_UNSET}}\"");
    text = edit(text, "zone: America/Chicago", "zone: America/Chicgo");
    text = edit(text, "    schema: student", "    schema: student\n    shema: student");
    text = edit(text, "phase: 2\n    dependsOn: [ school ]", "phase: 9\n    dependsOn: [ shool ]");
    text = edit(text, "clean: [ trim ] }", "clean: [ trimm ], as: date, negate: true }");
    text = edit(text, "ref: grade }", "ref: grade, deferred: maybe }\n        grade_id: Id");

    List<Problem> problems = problems(folder, text);

    assertThat(problems)
        .extracting(Problem::code, problem -> line(problem))
        .containsExactly(
            tuple(ManifestCode.PLACEHOLDER_UNRESOLVED, 1),
            tuple(ManifestCode.BAD_ZONE, 5),
            tuple(ManifestCode.UNKNOWN_KEY, 10),
            tuple(ManifestCode.UNKNOWN_PHASE, 31),
            tuple(ManifestCode.UNKNOWN_ENTITY, 32),
            tuple(ManifestCode.NOT_A_CHOICE, 37),
            tuple(ManifestCode.NO_EFFECT, 37),
            tuple(ManifestCode.WRONG_TYPE, 38),
            tuple(ManifestCode.DUPLICATE_KEY, 39));
  }

  @Test
  void aVariableThatManyPlacesNeedIsMissedOnce() {
    String text = GOOD.replace("\"jdbc:h2:mem:a\"", "\"{{env:TRIBUTARY_TEST_UNSET}}\"");
    text = text.replace("\"jdbc:h2:mem:b\"", "\"jdbc:{{env:TRIBUTARY_TEST_UNSET}}\"");

    List<Problem> problems = problems(folder, text);

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message())
        .isEqualTo("the environment variable TRIBUTARY_TEST_UNSET is not set (needed in 2 places)");
    assertThat(line(problems.get(0))).isEqualTo(4);
  }

  @Test
  void placesAreNamedByFileLineColumnAndPath() {
    String text = edit(GOOD, "ref: grade }", "ref: grad }");

    assertThat(problems(folder, text).get(0).where())
        .isEqualTo(folder.resolve("m.yaml") + ":37:9 entities.student.into.students.grade_id");
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    assertThat(problems(folder.resolve("nowhere.yaml")))
        .extracting(Problem::code, Problem::message)
        .containsExactly(
            tuple(
                ManifestCode.FILE_UNREADABLE,
                "the manifest cannot be read: there is no such file"));
  }

  @Test
  void aFileThatIsNotUtf8IsAProblem() throws Exception {
    Path file = Files.write(folder.resolve("m.yaml"), new byte[] {'a', ':', (byte) 0xE9});

    assertThat(problems(file))
        .extracting(Problem::message)
        .containsExactly("the manifest cannot be read: it is not UTF-8");
  }

  @Test
  void anEmptyFileIsAProblem() {
    assertThat(problems(folder, "# nothing yet\n"))
        .extracting(Problem::code)
        .containsExactly(ManifestCode.EMPTY);
  }

  @Test
  void aFileOfOtherShapeIsAProblem() {
    assertThat(problems(folder, "- a\n- b\n"))
        .extracting(Problem::code)
        .containsExactly(ManifestCode.WRONG_TYPE);
  }

  @Test
  void aControlCharacterIsShownAtItsLine() {
    assertThat(problems(folder, "name: x\nother: \u0007\n"))
        .extracting(Problem::message, problem -> line(problem))
        .containsExactly(tuple("this is not YAML: the character U+0007 is not allowed", 2));
  }

  private int line(Problem problem) {
    String place = problem.where().substring(folder.resolve("m.yaml").toString().length() + 1);
    return Integer.parseInt(place.substring(0, place.indexOf(':')));
  }
}
