package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static io.tributary.manifest.ManifestFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tributary.fault.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each check by the smallest manifest that breaks it: a good one with one part replaced. {@code #!}
 * marks the line that the one problem must point at.
 */
class BrokenManifestTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{2}: {3}")
  @MethodSource({
    "syntax",
    "shape",
    "placeholdersAndSecrets",
    "tenants",
    "entities",
    "columns",
    "references",
    "scopes",
    "deadLetters"
  })
  void oneMistakeIsOneProblemAtItsLine(
      String part, String other, ManifestCode code, String message) {
    String text = edit(GOOD, part, other);

    List<Problem> problems = problems(folder, text);

    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.message() + " / " + problem.hint()).contains(message);
    assertThat(problem.hint()).isNotBlank();
    assertThat(problem.where()).startsWith(folder.resolve("m.yaml") + ":" + markedLine(text) + ":");
  }

  private static int markedLine(String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("#!")) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("no line is marked");
  }

  static Stream<Arguments> deadLetters() {
    return Stream.of(
        arguments(
            "phases:",
            "deadLetters: { payload: encrypt } #!\nphases:",
            ManifestCode.MISSING_KEY,
            "cannot be encrypted without a key"),
        arguments(
            "phases:",
            "deadLetters: { payload: encrypt, key: \"{{env:PASSWORD}}\" } #!\nphases:",
            ManifestCode.BAD_VALUE,
            "the key has 5 bytes in place of 32"),
        arguments(
            "phases:",
            "deadLetters: { payload: keep, key: \"{{env:SECRET}}\" } #!\nphases:",
            ManifestCode.BAD_VALUE,
            "the key is not base64"),
        arguments(
            "phases:",
            "deadLetters: { payload: encrypt, key: hunter2 } #!\nphases:",
            ManifestCode.SECRET_INLINE,
            "placeholder"),
        arguments(
            "phases:",
            "deadLetters: { payload: hide } #!\nphases:",
            ManifestCode.NOT_A_CHOICE,
            "'hide' is none of keep, mask, encrypt, drop"),
        arguments(
            "phases:",
            "deadLetters: { maxShare: 100.5% } #!\nphases:",
            ManifestCode.BAD_VALUE,
            "'100.5%' is not a share of the rows"),
        arguments(
            "phase: 2",
            "phase: 2\n    deadLetters: { maxShare: -1% } #!",
            ManifestCode.BAD_VALUE,
            "0% to 100%"),
        arguments(
            "phase: 2",
            "phase: 2\n    deadLetters: { payload: drop } #!",
            ManifestCode.UNKNOWN_KEY,
            "'payload' is not known here"),
        arguments(
            "phase: 2",
            "phase: 2\n    deadLetters: { maxRows: -1 } #!",
            ManifestCode.BAD_VALUE,
            "too small"));
  }

  static Stream<Arguments> syntax() {
    return Stream.of(
        arguments("name: northstar", "name: north: star #!", ManifestCode.YAML_SYNTAX, "not YAML"),
        arguments(
            "    schema: student",
            "    schema: student\n    schema: other #!",
            ManifestCode.DUPLICATE_KEY,
            "'schema' stands here twice"),
        arguments(
            "name: northstar",
            "name: {{env:NAME}} #!",
            ManifestCode.YAML_SYNTAX,
            "a placeholder must be quoted"),
        arguments(
            "name: northstar", "name: !odd northstar #!", ManifestCode.YAML_SYNTAX, "the tag !odd"),
        arguments(
            "dependsOn: [ school ]",
            "dependsOn: &a [ *a ] #!",
            ManifestCode.YAML_SYNTAX,
            "inside its own anchor"));
  }

  static Stream<Arguments> shape() {
    return Stream.of(
        arguments(
            "    dependsOn: [ school ]",
            "    dependson: [ school ] #!",
            ManifestCode.UNKNOWN_KEY,
            "did you mean 'dependsOn'? Known are: identity, service"),
        arguments(
            "schema: student\n",
            "schema: student\n    flavour: x #!\n",
            ManifestCode.UNKNOWN_KEY,
            "the key 'flavour' is not known here / known are: url, user"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ form: FirstName, clean: [ trim ] } #!",
            ManifestCode.UNKNOWN_KEY,
            "did you mean 'from'"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ constnat: x } #!",
            ManifestCode.UNKNOWN_KEY,
            "did you mean 'constant'"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ constant: x, clean: [ trim ] } #!",
            ManifestCode.UNKNOWN_KEY,
            "the key 'clean' is not known here / known are: constant"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ clean: [ trim ] } #!",
            ManifestCode.MISSING_KEY,
            "'from' is missing"),
        arguments(
            "    legacy: { table: School, key: Id }",
            "    legacy: { table: School } #!",
            ManifestCode.MISSING_KEY,
            "'key' is missing / add key: The column or columns that order and identify"),
        arguments(
            "  school:\n    service: students\n",
            "  school: #!\n",
            ManifestCode.MISSING_KEY,
            "'service' is missing"),
        arguments(
            "  students:\n    url: \"jdbc:postgresql://localhost/students\"\n",
            "  students: #!\n",
            ManifestCode.MISSING_KEY,
            "add url: The JDBC URL"),
        arguments(
            "phase: 2\n", "phase: two #!\n", ManifestCode.WRONG_TYPE, "must be a whole number"),
        arguments(
            "    schema: student",
            "    schema: student\n    maxConnections: 1.5 #!",
            ManifestCode.WRONG_TYPE,
            "a number with a fraction, but must be a whole number or text"),
        arguments(
            "scope: shared",
            "scope: shard #!",
            ManifestCode.NOT_A_CHOICE,
            "'shard' is none of tenant, shared / did you mean 'shared'?"),
        arguments(
            "phase: 2", "phase: 2\n    indexes: drop #!", ManifestCode.NOT_A_CHOICE, "rebuild"),
        arguments("phase: 2", "phase: 2\n    ranges: 4 #!", ManifestCode.NOT_A_CHOICE, "auto, off"),
        arguments(
            "clean: [ trim ] }",
            "clean: [ trimm ] } #!",
            ManifestCode.NOT_A_CHOICE,
            "did you mean 'trim'?"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ from: FirstName, as: datee } #!",
            ManifestCode.NOT_A_CHOICE,
            "did you mean 'date'?"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ pack: everything } #!",
            ManifestCode.NOT_A_CHOICE,
            "'everything' is none of rest"),
        arguments(
            "{ from: FirstName, clean: [ trim ] }",
            "{ from: FirstName, values: { A: b }, otherwise: skip } #!",
            ManifestCode.NOT_A_CHOICE,
            "none of refuse, keep, null"),
        arguments(
            "    schema: student",
            "    schema: student\n    tenantSetting: tenant #!",
            ManifestCode.BAD_VALUE,
            "'tenant' does not have the right form"),
        arguments(
            "  school:\n",
            "  School_1: { service: students, phase: 1, legacy: { table: X, key: Id }, into: { x: {"
                + " } } } #!\n  school:\n",
            ManifestCode.BAD_VALUE,
            "'School_1' cannot be used as a key here / A name has lower case letters"),
        arguments(
            "    ignore: [ RowVersion ]",
            "    batch: { rows: 0 } #!",
            ManifestCode.BAD_VALUE,
            "'0' is too small"),
        arguments(
            "    ignore: [ RowVersion ]",
            "    batch: { bytes: 16GB } #!",
            ManifestCode.BAD_VALUE,
            "'16GB' does not have the right form"),
        arguments(
            "    ignore: [ RowVersion ]",
            "    batch: { bytes: \"{{env:SIZE:big}}\" } #!",
            ManifestCode.BAD_VALUE,
            "'big' is not a size"),
        arguments(
            "    ignore: [ RowVersion ]",
            "    batch: { rows: \"{{env:ROWS:many}}\" } #!",
            ManifestCode.BAD_VALUE,
            "must be a whole number"),
        arguments(
            "    schema: student", "    schema: \"\" #!", ManifestCode.EMPTY, "this is empty"),
        arguments(
            "    schema: student",
            "    schema: \"{{env:SCHEMA: }}\" #!",
            ManifestCode.EMPTY,
            "this is empty"),
        arguments(
            "naturalKey: [ Code ]", "naturalKey: [ ] #!", ManifestCode.EMPTY, "this is empty"),
        arguments(
            "    legacy: { table: School, key: Id }",
            "    legacy: { table: School, key: \"\" } #!",
            ManifestCode.EMPTY,
            "this is empty"),
        arguments(
            "    legacy: { table: School, key: Id }",
            "    legacy: { table: School, key: Id, where: \"\" } #!",
            ManifestCode.EMPTY,
            "this is empty"),
        arguments(
            "dependsOn: [ school ]",
            "dependsOn: [ school, school ] #!",
            ManifestCode.REPEATED,
            "'school' stands here twice"),
        arguments(
            "name: northstar",
            "name: northstar\nconventions: { id: key, tenantId: key } #!",
            ManifestCode.COLUMN_TWICE,
            "have the same name"));
  }

  static Stream<Arguments> placeholdersAndSecrets() {
    return Stream.of(
        arguments(
            "name: northstar",
            "name: \"{{env:TRIBUTARY_TEST_UNSET}}\" #!",
            ManifestCode.PLACEHOLDER_UNRESOLVED,
            "the environment variable TRIBUTARY_TEST_UNSET is not set"),
        arguments(
            "name: northstar",
            "name: \"{{file:nowhere.txt}}\" #!",
            ManifestCode.PLACEHOLDER_UNRESOLVED,
            "the file nowhere.txt cannot be read: there is no such file"),
        arguments(
            "name: northstar",
            "name: \"{{NAME}}\" #!",
            ManifestCode.PLACEHOLDER_MALFORMED,
            "{{NAME}} is not understood"),
        arguments(
            "name: northstar",
            "name: \"{{env:NAME}\" #!",
            ManifestCode.PLACEHOLDER_MALFORMED,
            "is not closed"),
        arguments(
            "\"{{env:SECRET}}\"",
            "in-the-open #!",
            ManifestCode.SECRET_INLINE,
            "must come from a placeholder"),
        arguments(
            "\"{{env:SECRET}}\"",
            "\"{{env:SECRET:in-the-open}}\" #!",
            ManifestCode.SECRET_INLINE,
            "have no default"),
        arguments(
            "\"{{env:SECRET}}\"",
            "\"{{env:TRIBUTARY_TEST_UNSET:}}\" #!",
            ManifestCode.EMPTY,
            "the secret is empty"),
        arguments(
            "    schema: student",
            "    password: in-the-open #!",
            ManifestCode.SECRET_INLINE,
            "write \"{{env:NAME}}\""),
        arguments(
            "//localhost/students\"",
            "//localhost/students?user=x&password=in-the-open\" #!",
            ManifestCode.SECRET_IN_URL,
            "the URL holds a password"),
        arguments(
            "//localhost/students\"",
            "//me:in-the-open@localhost/students\" #!",
            ManifestCode.SECRET_IN_URL,
            "the URL holds a password"),
        arguments(
            "    schema: student",
            "    properties: { sslPassword: in-the-open } #!",
            ManifestCode.SECRET_INLINE,
            "a secret must come from a placeholder"),
        arguments(
            "    schema: student",
            "    properties: { Password: \"{{env:SECRET}}\" } #!",
            ManifestCode.SECRET_IN_PROPERTIES,
            "'Password' holds the login's password"),
        arguments(
            "\"jdbc:postgresql://localhost/students\"",
            "localhost/students #!",
            ManifestCode.BAD_URL,
            "this is no JDBC URL"));
  }

  static Stream<Arguments> tenants() {
    return Stream.of(
        arguments(
            "name: district-b, zone: America/Chicago, legacy: { url: \"jdbc:h2:mem:b\" } }",
            "name: district-a, zone: America/Chicago, legacy: { url: \"jdbc:h2:mem:b\" } } #!",
            ManifestCode.TENANT_TWICE,
            "the name 'district-a' is also that of the tenant at line 4"),
        arguments(
            "{ id: 1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b, zone: America/Chicago,",
            "{ id: 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b, #!\nzone: UTC,",
            ManifestCode.TENANT_TWICE,
            "the id 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23 is also that"),
        arguments(
            "\"jdbc:h2:mem:b\" } }",
            "\"jdbc:h2:mem:a\" } } #!",
            ManifestCode.TENANT_TWICE,
            "migrated twice"),
        arguments(
            "zone: America/Chicago, legacy: { url: \"jdbc:h2:mem:b\" } }",
            "zone: America/Chicgo, legacy: { url: \"jdbc:h2:mem:b\" } } #!",
            ManifestCode.BAD_ZONE,
            "did you mean 'America/Chicago'?"),
        arguments(
            "1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b,",
            "1-2-3-4-5, name: district-b, #!\n",
            ManifestCode.BAD_UUID,
            "'1-2-3-4-5' is not a UUID"),
        arguments(
            "1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b,",
            "00000000-0000-0000-0000-000000000000, name: district-b, #!\n",
            ManifestCode.BAD_UUID,
            "is the UUID of nobody"),
        arguments(
            "name: district-b, zone: America/Chicago,",
            "name: District B, #!\nzone: America/Chicago,",
            ManifestCode.BAD_VALUE,
            "'District B' does not have the right form"),
        arguments(
            "  - { id: 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-a, zone:"
                + " America/New_York, legacy: { url: \"jdbc:h2:mem:a\" } }\n"
                + "  - { id: 1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b, zone:"
                + " America/Chicago, legacy: { url: \"jdbc:h2:mem:b\" } }\n",
            "  file: districts.csv #!\n",
            ManifestCode.FILE_UNREADABLE,
            "districts.csv cannot be read: there is no such file"));
  }

  static Stream<Arguments> entities() {
    return Stream.of(
        arguments(
            "  school:\n    service: students",
            "  school:\n    service: studnets #!",
            ManifestCode.UNKNOWN_SERVICE,
            "there is no service 'studnets' / did you mean 'students'?"),
        arguments("phase: 2\n", "phase: 3 #!\n", ManifestCode.UNKNOWN_PHASE, "known are: [1, 2]"),
        arguments(
            "  school:\n",
            "  school:\n    identity: grade #!\n",
            ManifestCode.IDENTITY_TWICE,
            "'grade' is also that of grade"),
        arguments(
            "{ table: School, key: Id }",
            "{ key: Id } #!",
            ManifestCode.SOURCE_UNCLEAR,
            "neither a table nor a query"),
        arguments(
            "{ table: School, key: Id }",
            "{ table: School, query: SELECT 1, key: Id } #!",
            ManifestCode.SOURCE_UNCLEAR,
            "a table and a query as well"),
        arguments(
            "{ table: School, key: Id }",
            "{ table: other.dbo.School, key: Id } #!",
            ManifestCode.SOURCE_UNCLEAR,
            "'other.dbo.School' is not clear"),
        arguments(
            "{ table: School, key: Id }",
            "{ schema: sis, table: dbo.School, key: Id } #!",
            ManifestCode.SOURCE_UNCLEAR,
            "'dbo.School' is not clear"),
        arguments(
            "{ table: School, key: Id }",
            "{ table: \"[School]\", key: Id } #!",
            ManifestCode.SOURCE_UNCLEAR,
            "no brackets"),
        arguments(
            "{ table: School, key: Id }",
            "{ schema: sis, query: SELECT Id FROM School, key: Id } #!",
            ManifestCode.NO_EFFECT,
            "beside a query"),
        arguments(
            "{ table: School, key: Id }",
            "{ query: SELECT Id FROM School order  by Id, key: Id } #!",
            ManifestCode.QUERY_UNUSABLE,
            "the query ends with ORDER BY"),
        arguments(
            "{ table: School, key: Id }",
            "{ query: WITH x AS (SELECT 1) SELECT * FROM x, key: Id } #!",
            ManifestCode.QUERY_UNUSABLE,
            "begins with WITH"),
        arguments(
            "{ table: School, key: Id }",
            "{ query: SELECT 1;, key: Id } #!",
            ManifestCode.QUERY_UNUSABLE,
            "semicolon"),
        arguments(
            "{ table: School, key: Id }",
            "{ query: EXEC list_schools, key: Id } #!",
            ManifestCode.QUERY_UNUSABLE,
            "does not begin with SELECT"),
        arguments(
            "{ table: School, key: Id }",
            "{ table: School, key: [ Id, ID ] } #!",
            ManifestCode.COLUMN_TWICE,
            "'ID' is already part of the key"),
        arguments(
            "ignore: [ RowVersion ]",
            "ignore: [ firstname ] #!",
            ManifestCode.IGNORED_AND_MAPPED,
            "'firstname' is ignored, but mapped to first_name"));
  }

  static Stream<Arguments> columns() {
    String column = "{ from: FirstName, clean: [ trim ] }";
    return Stream.of(
        arguments(
            "- { when: Contact2, columns: { name: Contact2 } }",
            "- { when: Contact2, row: 1, columns: { name: Contact2 } } #!",
            ManifestCode.ROW_TWICE,
            "the row '1' is also the one at line"),
        arguments(
            "- { when: Contact2, columns: { name: Contact2 } }",
            "- { when: Contact2, columns: { student_id: Contact2 } } #!",
            ManifestCode.COLUMN_TWICE,
            "'student_id' is mapped for all rows already"),
        arguments(
            column,
            "{ from: A, negate: true } #!",
            ManifestCode.NO_EFFECT,
            "'negate' has no effect without 'as'"),
        arguments(
            column,
            "{ from: A, otherwise: keep } #!",
            ManifestCode.NO_EFFECT,
            "'otherwise' has no effect without 'values'"),
        arguments(
            column,
            "{ from: A, as: date, zone: UTC } #!",
            ManifestCode.NO_EFFECT,
            "'zone' has no effect on 'as: date' / leave it out; it goes with as: timestamptz"),
        arguments(
            column,
            "{ from: A, as: text, negate: true } #!",
            ManifestCode.NO_EFFECT,
            "it goes with as: boolean"),
        arguments(
            column,
            "{ from: A, as: date, round: half-up } #!",
            ManifestCode.NO_EFFECT,
            "a date cannot be rounded half up"),
        arguments(
            column,
            "{ from: A, as: double, round: truncate } #!",
            ManifestCode.NO_EFFECT,
            "a double cannot be truncated"),
        arguments(
            column,
            "{ from: A, as: date, format: \"{bad\" } #!",
            ManifestCode.BAD_VALUE,
            "is not a date and time pattern"),
        arguments(
            column,
            "{ from: A, as: timestamptz, zone: Mars } #!",
            ManifestCode.BAD_ZONE,
            "'Mars' is not known"),
        arguments(
            column,
            "{ from: A, values: { M: null } } #!",
            ManifestCode.WRONG_TYPE,
            "this is nothing, but must be text or a number or true or false"));
  }

  static Stream<Arguments> references() {
    return Stream.of(
        arguments(
            "dependsOn: [ school ]",
            "dependsOn: [ schol ] #!",
            ManifestCode.UNKNOWN_ENTITY,
            "there is no entity 'schol' / did you mean 'school'?"),
        arguments(
            "dependsOn: [ school ]",
            "dependsOn: [ student ] #!",
            ManifestCode.SELF_REFERENCE,
            "'student' depends on itself"),
        arguments(
            "grade_id: { from: GradeId, ref: grade }",
            "grade_id: { from: GradeId, ref: grad } #!",
            ManifestCode.UNKNOWN_ENTITY,
            "did you mean 'grade'?"),
        arguments(
            "grade_id: { from: GradeId, ref: grade }",
            "mentor_id: { from: MentorId, ref: student } #!",
            ManifestCode.SELF_REFERENCE,
            "add deferred: true"),
        arguments(
            "grade_id: { from: GradeId, ref: grade }",
            "grade_id: { from: [ A, B ], ref: grade } #!",
            ManifestCode.REFERENCE_ARITY,
            "2 of the 1 columns of the key of 'grade'"),
        arguments(
            "schools: { name: Name }",
            "schools: { best_id: { from: Best, ref: student } } #!",
            ManifestCode.LATER_PHASE,
            "'student' is moved in phase 2, after phase 1 of 'school'"),
        arguments(
            "schools: { name: Name }",
            "schools: { best_id: { from: Best, ref: student, deferred: true } } #!",
            ManifestCode.LATER_PHASE,
            "move 'student' to phase 1 or earlier"),
        arguments(
            "    phase: 1\n    legacy: { table: School, key: Id }",
            "    phase: 1\n    dependsOn: [ student ] #!\n    legacy: { table: School, key: Id }",
            ManifestCode.LATER_PHASE,
            "'student' is moved in phase 2"),
        arguments(
            "schools: { name: Name }",
            """
            schools: { each: [ { when: A, columns: { a: A } } ] }
              pupil:
                service: students
                phase: 2
                legacy: { table: Pupil, key: Id }
                into: { pupils: { school_id: { from: SchoolId, ref: school } } } #!
            """,
            ManifestCode.PARENT_WITHOUT_ROW,
            "a row of 'school' makes several rows of its main table"));
  }

  static Stream<Arguments> scopes() {
    return Stream.of(
        arguments(
            "  school:\n",
            "  school:\n    naturalKey: [ Code ] #!\n",
            ManifestCode.SHARED_RULES,
            "a natural key is for entities of scope shared"),
        arguments(
            "  grade:\n    service: students\n    phase: 1\n    scope: shared\n    naturalKey: [ Code ]",
            "  grade: #!\n    service: students\n    phase: 1\n    scope: shared",
            ManifestCode.SHARED_RULES,
            "needs a naturalKey"),
        arguments(
            "    scope: shared\n",
            "    scope: shared\n    load: copy #!\n",
            ManifestCode.SHARED_RULES,
            "always loaded by upsert"),
        arguments(
            "grades: { code: Code }",
            "grades: { code: Code }\n      more: { code: Code } #!",
            ManifestCode.SHARED_RULES,
            "fills one table only"),
        arguments(
            "grades: { code: Code }",
            "grades: { each: [ { when: A, columns: { a: A } } ] } #!",
            ManifestCode.SHARED_RULES,
            "makes one row of each legacy row"),
        arguments(
            "grades: { code: Code }",
            "grades: { owner: { use: tenant-id } } #!",
            ManifestCode.SHARED_RULES,
            "has no tenant id and no legacy key"),
        arguments(
            "grades: { code: Code }",
            "grades: { school_id: { from: S, ref: school } } #!",
            ManifestCode.SHARED_RULES,
            "'grade' is shared by all tenants, but 'school' belongs to one"));
  }
}
