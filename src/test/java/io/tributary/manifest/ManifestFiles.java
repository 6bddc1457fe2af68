package io.tributary.manifest;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Manifests in files, and what the loader says of them. */
final class ManifestFiles {

  /** A small manifest without fault. */
  static final String GOOD =
      """
      name: northstar
      uuidSecret: "{{env:SECRET}}"
      tenants:
        - { id: 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-a, zone: America/New_York, legacy: { url: "jdbc:h2:mem:a" } }
        - { id: 1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-b, zone: America/Chicago, legacy: { url: "jdbc:h2:mem:b" } }
      services:
        students:
          url: "jdbc:postgresql://localhost/students"
          schema: student
      phases:
        1: Configuration
        2: Students
      entities:
        grade:
          service: students
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: Grade, key: Id }
          into:
            grades: { code: Code }
        school:
          service: students
          phase: 1
          legacy: { table: School, key: Id }
          into:
            schools: { name: Name }
        student:
          service: students
          phase: 2
          dependsOn: [ school ]
          legacy: { table: Student, key: Id }
          ignore: [ RowVersion ]
          into:
            students:
              first_name: { from: FirstName, clean: [ trim ] }
              grade_id: { from: GradeId, ref: grade }
            student_contacts:
              student_id: { use: self }
              each:
                - { when: Contact1, columns: { name: Contact1 } }
                - { when: Contact2, columns: { name: Contact2 } }
      """;

  private ManifestFiles() {}

  /** What all test manifests may use. */
  static Placeholders placeholders() {
    return Placeholders.with(Map.of("SECRET", "s3cret-of-uuids", "PASSWORD", "hunter2"));
  }

  /** The manifest in a file of that folder. */
  static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The manifest that the text stands for. */
  static Manifest load(Path folder, String text) {
    return new ManifestLoader(placeholders()).load(write(folder, "m.yaml", text));
  }

  /** What is wrong with the manifest. */
  static List<Problem> problems(Path folder, String text) {
    return problems(write(folder, "m.yaml", text));
  }

  /** What is wrong with the manifest. */
  static List<Problem> problems(Path file) {
    return catchThrowableOfType(
            InvalidInputException.class, () -> new ManifestLoader(placeholders()).load(file))
        .problems();
  }

  /** The text with one part replaced, which it must hold. */
  static String edit(String text, String part, String other) {
    if (!text.contains(part)) {
      throw new IllegalArgumentException("there is no " + part);
    }
    return text.replace(part, other);
  }
}
