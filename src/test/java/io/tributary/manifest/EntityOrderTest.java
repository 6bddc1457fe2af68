package io.tributary.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parents come before children, and an entity that waits for itself is found. */
class EntityOrderTest {

  @TempDir Path folder;

  @Test
  void parentsComeFirstAndOtherwiseTheOrderOfTheFileStays() {
    Manifest manifest =
        load(
            entity("roster", "dependsOn: [ section ]", "x: X"),
            entity("audit", "", "x: X"),
            entity("section", "", "school_id: { from: S, ref: school }"),
            entity("school", "", "x: X"),
            entity("note", "", "x: X"));

    assertThat(manifest.entities().keySet())
        .containsExactly("audit", "school", "section", "roster", "note");
  }

  @Test
  void referencesJoinWhatIsSaid() {
    Manifest manifest =
        load(
            entity("a", "", "x: X"),
            entity("b", "", "x: X"),
            entity(
                "c",
                "dependsOn: [ a ]",
                "b_id: { from: B, ref: b }, c_id: { from: C, ref: c, deferred: true }"));

    assertThat(manifest.entity("c").dependsOn()).containsExactly("a", "b");
  }

  @Test
  void aDeferredReferenceIsNotWaitedFor() {
    Manifest manifest =
        load(
            entity("a", "", "b_id: { from: B, ref: b, deferred: true }"),
            entity("b", "", "a_id: { from: A, ref: a }"));

    assertThat(manifest.entity("a").dependsOn()).isEmpty();
    assertThat(manifest.entities().keySet()).containsExactly("a", "b");
  }

  @Test
  void aReferenceInsideEachIsWaitedForToo() {
    Manifest manifest =
        load(
            entity("a", "", "each: [ { when: X, columns: { b_id: { from: B, ref: b } } } ]"),
            entity("b", "", "x: X"));

    assertThat(manifest.entity("a").dependsOn()).containsExactly("b");
  }

  @Test
  void aCycleIsListedWithTheReferencesThatCouldBeDeferred() {
    List<Problem> problems =
        problems(
            entity("free", "", "x: X"),
            entity("a", "", "b_id: { from: B, ref: b }"),
            entity("b", "dependsOn: [ c ]", "x: X"),
            entity("c", "", "a_id: { from: A, ref: a }"),
            entity("leaf", "", "a_id: { from: A, ref: a }"));

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).code()).isEqualTo(ManifestCode.CYCLE);
    assertThat(problems.get(0).message()).isEqualTo("these wait for each other: a -> b -> c -> a");
    assertThat(problems.get(0).hint())
        .isEqualTo(
            "mark one reference with deferred: true: entities.a.into.ta.b_id,"
                + " entities.c.into.tc.a_id");
    assertThat(problems.get(0).where()).endsWith(" entities.a.into.ta.b_id");
  }

  @Test
  void aCycleOfDependenciesAloneIsCutInDependsOn() {
    List<Problem> problems =
        problems(entity("a", "dependsOn: [ b ]", "x: X"), entity("b", "dependsOn: [ a ]", "x: X"));

    assertThat(problems)
        .extracting(Problem::hint)
        .containsExactly("take one of them out of dependsOn");
    assertThat(problems.get(0).where()).endsWith(" entities.a.dependsOn");
  }

  @Test
  void twoCyclesAreTwoProblems() {
    List<Problem> problems =
        problems(
            entity("a", "dependsOn: [ b ]", "x: X"),
            entity("b", "dependsOn: [ a ]", "x: X"),
            entity("c", "dependsOn: [ d, a ]", "x: X"),
            entity("d", "dependsOn: [ c ]", "x: X"));

    assertThat(problems)
        .extracting(Problem::message)
        .containsExactly(
            "these wait for each other: a -> b -> a", "these wait for each other: c -> d -> c");
  }

  @Test
  void aReferenceMayCrossServicesAndGoBackInPhases() {
    String text =
        ManifestFiles.edit(
            ManifestFiles.GOOD,
            "services:\n",
            "services:\n  identity: { url: \"jdbc:postgresql://localhost/identity\" }\n");
    text =
        ManifestFiles.edit(
            text, "  school:\n    service: students", "  school:\n    service: identity");
    text = ManifestFiles.edit(text, "dependsOn: [ school ]", "");
    text = ManifestFiles.edit(text, "ref: grade", "ref: school");

    assertThat(ManifestFiles.load(folder, text).entity("student").dependsOn())
        .containsExactly("school");
  }

  private Manifest load(String... entities) {
    return ManifestFiles.load(folder, head() + String.join("", entities));
  }

  private List<Problem> problems(String... entities) {
    return ManifestFiles.problems(folder, head() + String.join("", entities));
  }

  private static String head() {
    String good = ManifestFiles.GOOD;
    return good.substring(0, good.indexOf("entities:")) + "entities:\n";
  }

  private static String entity(String name, String more, String columns) {
    return """
          %1$s:
            service: students
            phase: 1
            %2$s
            legacy: { table: %1$s, key: Id }
            into: { t%1$s: { %3$s } }
        """
        .formatted(name, more, columns);
  }
}
