package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes a resume unsafe changes an entity's fingerprint; what doesn't leaves it alone. */
class FingerprintsTest {

  private static final String BASE =
      edit(
          edit(
              GOOD,
              "first_name: { from: FirstName, clean: [ trim ] }",
              """
              first_name: { from: FirstName, clean: [ trim ] }
                      gender: { from: Gender, values: { M: male, F: female } }
                      gpa: { from: Gpa, as: decimal }
                      born: { from: Born, as: timestamptz }
                      level: { constant: low }
                      rest: { pack: rest }
                      band: { bean: band, from: Score }
                      mentor_id: { from: Mentor, ref: student, deferred: true }\
              """),
          "{ table: Student, key: Id }",
          "{ table: Student, key: Id, where: t.A = 1 }");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "phase: 2 > ~phase: 2\n    batch: { rows: 7, bytes: 1MB }~",
        "dependsOn: [ school ] > ~~",
        "phase: 2 > ~phase: 2\n    load: upsert~",
        "phase: 2 > ~phase: 2\n    deadLetters: { maxRows: 7 }~",
        "phase: 2 > ~phase: 2\n    indexes: rebuild~",
        "phase: 2 > ~phase: 2\n    ranges: off~",
        "phases: > ~deadLetters: { payload: drop, maxShare: 1% }\nphases:~",
        "2: Students > 2: Pupils",
        "name: northstar > name: southstar",
        "localhost/students > elsewhere/students",
        "schools: { name: Name } > schools: { other: Other }",
        "\"{{env:SECRET}}\" > \"{{env:PASSWORD}}\"",
        "{ M: male, F: female } > { F: female, M: male }",
        "gpa: { from: Gpa, as: decimal } > ~gpa: { from: Gpa, as: decimal, round: refuse }~"
      })
  void theFingerprintStays(String part, String other) {
    assertThat(fingerprint(edit(BASE, part, other))).isEqualTo(fingerprint(BASE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "as: decimal > as: decimal, round: half-up > students.gpa",
        "clean: [ trim ] > clean: [ trim, upper ] > students.first_name",
        "F: female > F: woman > students.gender",
        "{ M: male, F: female } > ~{ M: male, F: female }, otherwise: keep~ > students.gender",
        "from: Gpa > from: GpaNew > students.gpa",
        "constant: low > constant: high > students.level",
        "constant: low > constant: null > students.level",
        "pack: rest > pack: [ A ] > students.rest",
        "bean: band > bean: belt > students.band",
        "ref: student, deferred: true > ref: school > students.mentor_id",
        "deferred: true > deferred: true, incomplete: none > students.mentor_id",
        "as: timestamptz > ~as: timestamptz, gap: refuse~ > students.born",
        "as: timestamptz > ~as: timestamptz, overlap: later~ > students.born",
        "as: timestamptz > ~as: timestamptz, zone: UTC~ > students.born",
        "name: northstar > ~name: northstar\ntime: { gap: refuse }~ > students.born",
        "name: northstar > ~name: northstar\nconventions: { id: key }~ > @conventions",
        "{ use: self } > { use: row-id } > student_contacts.student_id",
        "when: Contact2 > ~when: [ Contact2, C2 ]~ > student_contacts.each[2].when",
        "columns: { name: Contact2 } > columns: { name: C2 } > student_contacts.each[2].columns.name",
        "table: Student > table: sis.Student > @legacy.source",
        "table: Student > query: SELECT 1 > @legacy.source",
        "t.A = 1 > t.A = 2 > @legacy.where",
        "[ RowVersion ] > [ RowVersion, B ] > @ignore",
        "schema: student > schema: pupil > @target.schema",
        "~  student:\n~ > ~  student:\n    identity: pupil\n~ > @identity",
        "grades: { code: Code } > ~grades: { code: { from: Code, clean: [ upper ] } }~ > @parent.grade",
        "naturalKey: [ Code ] > ~naturalKey: [ Code, Kind ]~ > @parent.grade",
        "table: Grade, key: Id > ~table: Grade, key: Code~ > @parent.grade",
        "~  grade:\n~ > ~  grade:\n    identity: level\n~ > @parent.grade"
      })
  void theFingerprintChangesAndThePartSaysWhere(String part, String other, String changed) {
    String text = edit(BASE, part, other);

    assertThat(fingerprint(text)).isNotEqualTo(fingerprint(BASE));
    assertThat(difference(parts(BASE), parts(text))).containsKey(changed);
  }

  @Test
  void aFingerprintIsSha256InHexadecimal() {
    assertThat(fingerprint(BASE)).matches("[0-9a-f]{64}");
  }

  @Test
  void partsAreReadable() {
    assertThat(parts(BASE))
        .containsEntry("students.first_name", "from \"FirstName\" clean [\"trim\"]")
        .containsEntry("students.grade_id", "ref \"grade\" from [\"GradeId\"]")
        .containsEntry("@legacy.key", "[\"Id\"]")
        .containsEntry(
            "@parent.grade",
            "identity \"grade\" scope SHARED key [\"Id\"] naturalKey [\"Code\"] from \"Code\"");
  }

  @Test
  void aTenantsZoneCountsOnlyWhereLocalTimesAreConverted() {
    Manifest manifest = ManifestFiles.load(folder, BASE);
    Tenant tenant = manifest.tenants().get(0);
    Tenant moved =
        new Tenant(
            tenant.id(), tenant.name(), ZoneId.of("Asia/Tokyo"), tenant.legacy(), tenant.at());

    assertThat(Fingerprints.of(manifest.entity("student"), manifest, moved))
        .isNotEqualTo(Fingerprints.of(manifest.entity("student"), manifest, tenant));
    assertThat(Fingerprints.parts(manifest.entity("student"), manifest, tenant))
        .containsEntry("@tenant.zone", "America/New_York");
    assertThat(Fingerprints.of(manifest.entity("school"), manifest, moved))
        .isEqualTo(Fingerprints.of(manifest.entity("school"), manifest));
  }

  private String fingerprint(String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return Fingerprints.of(manifest.entity("student"), manifest);
  }

  private SortedMap<String, String> parts(String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return Fingerprints.parts(manifest.entity("student"), manifest);
  }

  private static Map<String, String> difference(Map<String, String> one, Map<String, String> two) {
    Map<String, String> difference = new TreeMap<>(two);
    difference.entrySet().removeAll(one.entrySet());
    return difference;
  }
}
