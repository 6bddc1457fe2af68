package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of a manifest a refresh can apply to rows that are loaded, and which it cannot. */
class IdentifyingChangesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "clean: [ trim ] > clean: [ upper ]",
        "from: FirstName > from: GivenName",
        "first_name: > given_name:",
        "table: Student, key: Id > ~table: Student, key: Id, where: t.A = 1~",
        "columns: { name: Contact2 } > columns: { name: C2 }",
        "when: Contact2 > ~when: [ Contact2, C2 ]~",
        "[ RowVersion ] > [ RowVersion, B ]"
      })
  void aRefreshApplies(String part, String other) {
    assertThat(changes("student", edit(GOOD, part, other))).isEmpty();
  }

  @Test
  void aRefreshAppliesATableThatIsAddedAtTheEnd() {
    assertThat(changes("student", GOOD + "      student_notes: { note: Note }\n")).isEmpty();
  }

  @Test
  void aRefreshAppliesAPossibleRowThatIsAdded() {
    String line = "          - { when: Contact2, columns: { name: Contact2 } }\n";

    assertThat(changes("student", edit(GOOD, line, line + line.replace("Contact2", "Contact3"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "table: Student, key: Id > ~table: Student, key: Code~ > student > @legacy.key",
        "name: northstar > ~name: northstar\nconventions: { id: key }~ > student > @conventions",
        "schema: student > schema: pupil > student > @target.schema",
        "{ when: Contact2, > ~{ row: second, when: Contact2,~ > student"
            + " > student_contacts.each[2].when",
        "~      students:\n~ > ~      pupils:\n~ > student > @into",
        "first_name: > ~id: { from: Guid }\n        first_name:~ > student > students.id",
        "naturalKey: [ Code ] > ~naturalKey: [ Code, Kind ]~ > grade > @naturalKey",
        "naturalKey: [ Code ] > ~naturalKey: [ Code, Kind ]~ > student > @parent.grade",
        "grades: { code: Code } > ~grades: { code: { from: Code, clean: [ upper ] } }~ > grade"
            + " > grades.code"
      })
  void aRefreshRefuses(String part, String other, String entity, String changed) {
    assertThat(changes(entity, edit(GOOD, part, other))).contains(changed);
  }

  @Test
  void aKeyColumnOfAnotherTypeIsRefusedAndOthersAreNot() {
    SortedMap<String, String> before = parts("student", GOOD);
    before.put("legacy column Id", "int NOT NULL");
    before.put("legacy column FirstName", "int");
    SortedMap<String, String> now = new TreeMap<>(before);
    now.put("legacy column FirstName", "varchar(10)");
    now.put("legacy column Id", "int");
    assertThat(Fingerprints.identifyingChanges(before, now)).isEmpty();

    now.put("legacy column Id", "varchar(10)");

    assertThat(Fingerprints.identifyingChanges(before, now)).containsExactly("legacy column Id");
  }

  private Iterable<String> changes(String entity, String text) {
    SortedMap<String, String> now = parts(entity, text);
    assertThat(now).as("something has changed").isNotEqualTo(parts(entity, GOOD));
    return Fingerprints.identifyingChanges(parts(entity, GOOD), now);
  }

  private SortedMap<String, String> parts(String entity, String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return new TreeMap<>(Fingerprints.parts(manifest.entity(entity), manifest));
  }
}
