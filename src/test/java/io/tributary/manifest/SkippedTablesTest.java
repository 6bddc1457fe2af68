package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static io.tributary.manifest.ManifestFiles.load;
import static io.tributary.manifest.ManifestFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code skip:}: tables that are left behind, and everybody can see it. */
class SkippedTablesTest {

  @TempDir Path folder;

  @Test
  void aSkippedTableHasAReason() {
    Manifest manifest =
        load(
            folder,
            with(
                "{ table: Log, reason: no key }",
                "{ table: hr.Log, reason: no key }",
                "{ schema: a.b, table: c.d, reason: a view }"));

    assertThat(manifest.skipped())
        .extracting(SkippedTable::displayName, SkippedTable::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("dbo.Log", "no key"),
            org.assertj.core.groups.Tuple.tuple("hr.Log", "no key"),
            org.assertj.core.groups.Tuple.tuple("a.b.c.d", "a view"));
    assertThat(manifest.skipped().get(0).at().line()).isPositive();
  }

  @Test
  void withoutOneItIsAMistake() {
    assertFound(ManifestCode.MISSING_KEY, "{ table: Log }");
    assertFound(ManifestCode.EMPTY, "{ table: Log, reason: \" \" }");
    assertFound(ManifestCode.UNKNOWN_KEY, "{ table: Log, reason: x, because: y }");
  }

  @Test
  void aTableIsSkippedOnceAndNotMigratedAsWell() {
    assertFound(
        ManifestCode.SKIPPED_TWICE,
        "{ table: Log, reason: x }",
        "{ schema: DBO, table: LOG, reason: y }");
    assertFound(ManifestCode.SKIPPED_TWICE, "{ table: student, reason: x }");
  }

  @Test
  void twoBracesCanStandForThemselves() {
    Manifest manifest = load(folder, with("{ table: \"a{{{{}}b}}\", reason: \"{{{{}}{{{{}}\" }"));

    assertThat(manifest.skipped().get(0).table()).isEqualTo("a{{b}}");
    assertThat(manifest.skipped().get(0).reason()).isEqualTo("{{{{");
  }

  @Test
  void aBracketInAQuotedNameEndsNoName() {
    String query = "{ query: \"SELECT * FROM [x]];y]\", key: Id }";

    Manifest manifest = load(folder, edit(GOOD, "{ table: School, key: Id }", query));

    assertThat(manifest.entity("school").legacy().query()).contains("SELECT * FROM [x]];y]");
  }

  private void assertFound(ManifestCode code, String... skipped) {
    assertThat(problems(folder, with(skipped))).extracting(Problem::code).containsExactly(code);
  }

  private static String with(String... skipped) {
    List<String> items = List.of(skipped).stream().map(item -> "  - " + item + "\n").toList();
    return edit(GOOD, "entities:\n", "skip:\n" + String.join("", items) + "entities:\n");
  }
}
