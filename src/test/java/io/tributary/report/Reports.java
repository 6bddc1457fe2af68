package io.tributary.report;

import io.tributary.validate.Check;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.Counts;
import io.tributary.validate.DeadLetterCount;
import io.tributary.validate.Difference;
import io.tributary.validate.DifferenceKind;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.Level;
import io.tributary.validate.TableCount;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;

/** Reports to be written, made by hand. */
final class Reports {

  private static final List<String> ENTITIES =
      List.of("school", "staff", "student", "enrollment", "attendance", "assessment-result");

  private Reports() {}

  static ValidationReport of(List<EntityFindings> entities, List<DeadLetterCount> letters) {
    return of(entities, List.of(), LeftOut.NOTHING, letters);
  }

  static ValidationReport of(
      List<EntityFindings> entities,
      List<Check> overall,
      LeftOut leftOut,
      List<DeadLetterCount> letters) {
    return new ValidationReport(
        UUID.fromString("5f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a01"),
        "northstar",
        "0123456789abcdef".repeat(4),
        "0.1.0",
        Instant.parse("2026-11-22T02:00:00Z"),
        Instant.parse("2026-11-22T02:41:12.5Z"),
        ValidationOptions.sample(42),
        entities,
        overall,
        leftOut,
        letters,
        false);
  }

  /**
   * Three districts, of which one lost a row, has another value and could not be looked at whole.
   */
  static ValidationReport damaged() {
    List<EntityFindings> all = new ArrayList<>();
    int size = 1;
    for (String entity : ENTITIES) {
      size *= 5;
      for (String district : List.of("springfield", "shelbyville", "north-haverbrook")) {
        all.add(clean(entity, district, 40L * size));
      }
    }
    all.set(
        6,
        findings(
            "student",
            "springfield",
            5_000,
            Optional.empty(),
            List.of(
                check(Level.COUNTS, "student", CheckStatus.PASSED, 0, List.of()),
                check(
                    Level.SAMPLE,
                    "student",
                    CheckStatus.DIFFERENT,
                    3,
                    List.of(
                        different("students", "17", "last_name", "Alvarez ", "Alvarez"),
                        different("students", "17", "grade_id", "9c1b", ""),
                        missing("student_contacts", "23"))),
                check(
                    Level.ORPHANS,
                    "students.school_id to school",
                    CheckStatus.DIFFERENT,
                    1_004,
                    IntStream.range(0, 1_000).mapToObj(i -> orphan("" + i)).toList()))));
    all.set(
        17,
        findings(
            "assessment-result",
            "north-haverbrook",
            0,
            Optional.of("the legacy database cannot be reached"),
            List.of()));
    return of(
        all,
        List.of(
            new DeadLetterCount(
                "student",
                "springfield",
                "students",
                Optional.of("birth_date"),
                "NOT_CONVERTIBLE",
                "open",
                11),
            new DeadLetterCount(
                "enrollment",
                "shelbyville",
                "students",
                Optional.empty(),
                "MISSING_PARENT",
                "waiting",
                4)));
  }

  /**
   * Two entities of two districts, each of another fate: proven, different, without rows, not
   * reached. Every number stands there once, so that none can take another's place.
   */
  static ValidationReport small(ValidationOptions options) {
    return new ValidationReport(
        UUID.fromString("5f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a03"),
        "smalltown",
        "fedcba9876543210".repeat(4),
        "0.1.0",
        Instant.parse("2026-11-22T02:00:00Z"),
        Instant.parse("2026-11-22T03:04:05Z"),
        options,
        List.of(
            new EntityFindings(
                "student",
                "oak",
                "students",
                Optional.of(counts(1_000, 960, 27, 11, 958)),
                List.of(
                    new Check(
                        Level.COUNTS,
                        "student",
                        CheckStatus.DIFFERENT,
                        1_000,
                        2,
                        List.of(
                            new Difference(
                                DifferenceKind.EXTRA,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("960"),
                                Optional.empty(),
                                "the table has fewer rows")),
                        "counted in a snapshot",
                        Duration.ofMillis(31)),
                    new Check(
                        Level.SAMPLE,
                        "student",
                        CheckStatus.DIFFERENT,
                        90,
                        2,
                        List.of(
                            different("students", "17", "nick", "=Al", ""),
                            different("students", "17", "city", " Elm", "Elm")),
                        "",
                        Duration.ofMillis(32)),
                    new Check(
                        Level.AGGREGATES,
                        "students",
                        CheckStatus.NOT_DONE,
                        0,
                        0,
                        List.of(),
                        "legacy did not answer",
                        Duration.ofMillis(33))),
                90,
                Duration.ofSeconds(120),
                Optional.empty()),
            new EntityFindings(
                "student",
                "elm",
                "students",
                Optional.of(counts(2_000, 1_990, 7, 3, 1_990)),
                List.of(
                    check(Level.COUNTS, "student", CheckStatus.PASSED, 0, List.of()),
                    new Check(
                        Level.AGGREGATES,
                        "students",
                        CheckStatus.PASSED,
                        2_000,
                        0,
                        List.of(),
                        "",
                        Duration.ofMillis(35))),
                180,
                Duration.ofSeconds(60),
                Optional.empty()),
            new EntityFindings(
                "staff",
                "oak",
                "identity",
                Optional.of(counts(0, 0, 0, 0, 0)),
                List.of(check(Level.COUNTS, "staff", CheckStatus.PASSED, 0, List.of())),
                0,
                Duration.ZERO,
                Optional.empty()),
            new EntityFindings(
                "staff",
                "elm",
                "identity",
                Optional.empty(),
                List.of(),
                45,
                Duration.ofSeconds(90),
                Optional.of("the server is gone"))),
        List.of(check(Level.UNIQUENESS, "UUIDs", CheckStatus.PASSED, 0, List.of())),
        LeftOut.NOTHING,
        List.of(
            new DeadLetterCount(
                "student", "oak", "students", Optional.empty(), "DUPLICATE", "waiting", 2),
            new DeadLetterCount(
                "student", "oak", "students", Optional.of("dob"), "NOT_CONVERTIBLE", "open", 9),
            new DeadLetterCount(
                "student", "elm", "students", Optional.of("dob"), "NOT_CONVERTIBLE", "open", 3)),
        false);
  }

  private static Counts counts(long legacy, long mapped, long filtered, long dead, long target) {
    return new Counts(
        legacy,
        mapped,
        filtered,
        dead,
        List.of(new TableCount("students", OptionalLong.of(mapped), target)));
  }

  /** The same, of which a part was not asked for, and with a UUID of two tables. */
  static ValidationReport damagedPart() {
    ValidationReport all = damaged();
    return of(
        all.entities(),
        List.of(
            check(
                Level.UNIQUENESS,
                "UUIDs over all tables and services",
                CheckStatus.DIFFERENT,
                1,
                List.of(missing("students", "17")))),
        new LeftOut(List.of("identity"), List.of("account", "login"), List.of("ogdenville")),
        all.deadLetters());
  }

  static EntityFindings clean(String entity, String district, long rows) {
    return findings(
        entity,
        district,
        rows,
        Optional.empty(),
        List.of(
            check(Level.COUNTS, entity, CheckStatus.PASSED, 0, List.of()),
            check(Level.SAMPLE, entity, CheckStatus.PASSED, 0, List.of()),
            check(Level.AGGREGATES, entity + "s", CheckStatus.PASSED, 0, List.of())));
  }

  static EntityFindings findings(
      String entity, String district, long rows, Optional<String> failure, List<Check> checks) {
    Counts counts =
        new Counts(
            rows,
            rows - rows / 10,
            rows / 10,
            0,
            List.of(new TableCount(entity + "s", OptionalLong.of(rows), rows - rows / 10)));
    return new EntityFindings(
        entity,
        district,
        entity.equals("staff") ? "identity" : "students",
        failure.isPresent() ? Optional.empty() : Optional.of(counts),
        checks,
        Math.min(rows, 1_000),
        Duration.ofMillis(rows == 0 ? 0 : 300 + rows / 50),
        failure);
  }

  static Check check(
      Level level, String subject, CheckStatus status, long count, List<Difference> differences) {
    return new Check(level, subject, status, 1_000, count, differences, "", Duration.ofMillis(120));
  }

  static Difference different(
      String table, String key, String column, String expected, String actual) {
    return new Difference(
        DifferenceKind.DIFFERENT,
        Optional.of(table),
        Optional.of(key),
        Optional.of("6f0c8d53-0b68-8d3c-9e07-0c1c2f1d7a01"),
        Optional.of(column),
        Optional.of(expected),
        Optional.of(actual).filter(text -> !text.isEmpty()),
        "holds another value");
  }

  static Difference missing(String table, String key) {
    return new Difference(
        DifferenceKind.MISSING,
        Optional.of(table),
        Optional.of(key),
        Optional.of("7a0c8d53-0b68-8d3c-9e07-0c1c2f1d7a01"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "the row is not there");
  }

  private static Difference orphan(String key) {
    return new Difference(
        DifferenceKind.ORPHAN,
        Optional.of("students"),
        Optional.of(key),
        Optional.empty(),
        Optional.of("school_id"),
        Optional.empty(),
        Optional.of("1f0c8d53-0b68-8d3c-9e07-0c1c2f1d7a01"),
        "leads to no row");
  }
}
