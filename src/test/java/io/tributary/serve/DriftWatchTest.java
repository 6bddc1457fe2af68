package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.drift.Difference;
import io.tributary.drift.DriftCode;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;
import io.tributary.fault.Problem;
import io.tributary.run.RunSettings;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a comparison of schemas: its verdict, its meter, and whether it is told. */
class DriftWatchTest {

  private static final String MANIFEST =
      """
      name: watched
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - { id: 0a000000-0000-4000-8000-00000000000a, name: a, zone: UTC, legacy: { url: "jdbc:h2:mem:never", user: sa } }
      services:
        school: { url: "jdbc:postgresql://localhost/never", schema: public }
      phases: { 1: All }
      entities:
        room: { service: school, phase: 1, legacy: { table: dbo.Room, key: Id }, into: { rooms: { name: Name } } }
      """;

  private static final Problem GONE =
      new Problem(DriftCode.CATALOG_UNREADABLE, "legacy of a", "10.0.0.7 is gone", "");

  @TempDir Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DriftWatch watch;

  @BeforeEach
  void prepare() {
    RunSettings reading = RunSettings.reading(Path.of("routes"));
    watch =
        new DriftWatch(
            TestMigration.by(MANIFEST, directory).manifest(),
            new RunSettings(
                reading.routes(),
                1,
                0,
                false,
                reading.acceptedChanges(),
                reading.times(),
                reading.queryTimeout(),
                reading.rangeRows(),
                Map.of(),
                meters));
  }

  @Test
  void whatIsUnchangedOrHarmlessIsNotTold() {
    assertThat(told(report(List.of(), List.of()))).isEqualTo("UNCHANGED, not told, 0.0");
    assertThat(told(report(List.of(), List.of(Severity.HARMLESS))))
        .isEqualTo("HARMLESS, not told, 0.0");
  }

  @Test
  void theWorstDifferenceIsTheVerdict() {
    assertThat(told(report(List.of(), List.of(Severity.ATTENTION, Severity.HARMLESS))))
        .isEqualTo("ATTENTION, told, 1.0");
    assertThat(told(report(List.of(), List.of(Severity.HARMLESS, Severity.BREAKING))))
        .isEqualTo("BREAKING, told, 1.0");
  }

  @Test
  void aDatabaseThatCouldNotBeReadOutranksAllButWhatBreaks() {
    assertThat(told(report(List.of(GONE), List.of()))).isEqualTo("UNREADABLE, told, 1.0");
    assertThat(told(report(List.of(GONE), List.of(Severity.ATTENTION))))
        .isEqualTo("UNREADABLE, told, 1.0");
    assertThat(told(report(List.of(GONE), List.of(Severity.BREAKING))))
        .isEqualTo("BREAKING, told, 1.0");
  }

  @Test
  void anAlertHasTheFirstTwentyThatMatterAndNoServer() throws Exception {
    String alert =
        DriftAlert.of(
            "watched",
            "schedule",
            "BREAKING",
            new DriftReport(
                2,
                List.of(
                    difference(Severity.BREAKING, "first"), difference(Severity.HARMLESS, "no")),
                List.of(),
                List.of(GONE, GONE)));

    JsonNode json = new ObjectMapper().readTree(alert);
    assertThat(json.path("drift").findValuesAsText("element")).containsExactly("first");
    assertThat(json.path("codes")).hasSize(1);
    assertThat(json.path("unreadable").asInt()).isEqualTo(2);
    assertThat(alert).doesNotContain("10.0.0.7");
    DriftReport many =
        new DriftReport(
            1, Collections.nCopies(21, difference(Severity.ATTENTION, "x")), List.of(), List.of());
    assertThat(
            new ObjectMapper()
                .readTree(DriftAlert.of("watched", "schedule", "ATTENTION", many))
                .path("drift"))
        .hasSize(20);
  }

  /** The verdict, whether it was told, and the meter. */
  private String told(DriftReport report) {
    String alert = watch.told(report, "demand");
    return watch.last().verdict()
        + (alert == null ? ", not told, " : ", told, ")
        + meters.get("tributary.drift.failed").gauge().value();
  }

  private static DriftReport report(List<Problem> problems, List<Severity> severities) {
    return new DriftReport(
        1,
        severities.stream().map(severity -> difference(severity, "dbo.Room")).toList(),
        List.of(),
        problems);
  }

  private static Difference difference(Severity severity, String element) {
    return new Difference("service school", element, "is gone", severity, List.of("room"), "why");
  }
}
