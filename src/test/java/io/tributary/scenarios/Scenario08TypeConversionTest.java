package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scenario 8, times: a district's local times become the right instants by the stated policies,
 * whatever the zones of the machine and of the session, and dates stay dates. What is expected is
 * written out, or PostgreSQL's own answer.
 */
class Scenario08TypeConversionTest {

  private static final String NEW_YORK = "America/New_York";
  private static final String DENVER = "America/Denver";
  private static final String LONDON = "Europe/London";
  private static final String LORD_HOWE = "Australia/Lord_Howe";
  private static final List<String> ZONES = List.of(NEW_YORK, DENVER, LONDON, LORD_HOWE);

  /** How a local time lies in its zone. */
  private enum Kind {
    ONCE,
    GAP,
    OVERLAP
  }

  /** A local time, and its instant by either policy for times that came twice. */
  private record Moment(String zone, Kind kind, String local, String earlier, String later) {

    static Moment once(String zone, String local, String instant) {
      return new Moment(zone, Kind.ONCE, local, instant, instant);
    }

    /** Moved on by the length of the gap. */
    static Moment gap(String zone, String local, String instant) {
      return new Moment(zone, Kind.GAP, local, instant, instant);
    }

    static Moment overlap(String zone, String local, String earlier, String later) {
      return new Moment(zone, Kind.OVERLAP, local, earlier, later);
    }
  }

  private static final List<Moment> MOMENTS =
      List.of(
          Moment.once(NEW_YORK, "1900-01-01 00:00:00", "1900-01-01 05:00:00"),
          Moment.once(NEW_YORK, "1969-07-20 22:56:00", "1969-07-21 02:56:00"),
          Moment.once(NEW_YORK, "1969-12-31 18:59:00", "1969-12-31 23:59:00"),
          Moment.once(NEW_YORK, "1969-12-31 19:00:00", "1970-01-01 00:00:00"),
          Moment.gap(NEW_YORK, "2006-04-02 02:30:00", "2006-04-02 07:30:00"),
          Moment.overlap(
              NEW_YORK, "2006-10-29 01:30:00", "2006-10-29 05:30:00", "2006-10-29 06:30:00"),
          Moment.once(NEW_YORK, "2007-03-11 01:59:00", "2007-03-11 06:59:00"),
          Moment.gap(NEW_YORK, "2007-03-11 02:00:00", "2007-03-11 07:00:00"),
          Moment.gap(NEW_YORK, "2007-03-11 02:59:00", "2007-03-11 07:59:00"),
          Moment.once(NEW_YORK, "2007-03-11 03:00:00", "2007-03-11 07:00:00"),
          Moment.once(NEW_YORK, "2024-11-03 00:59:00", "2024-11-03 04:59:00"),
          Moment.overlap(
              NEW_YORK, "2024-11-03 01:00:00", "2024-11-03 05:00:00", "2024-11-03 06:00:00"),
          Moment.overlap(
              NEW_YORK, "2024-11-03 01:59:00", "2024-11-03 05:59:00", "2024-11-03 06:59:00"),
          Moment.once(NEW_YORK, "2024-11-03 02:00:00", "2024-11-03 07:00:00"),
          Moment.gap(NEW_YORK, "2099-03-08 02:30:00", "2099-03-08 07:30:00"),
          Moment.once(NEW_YORK, "2099-07-01 12:00:00", "2099-07-01 16:00:00"),
          Moment.overlap(
              NEW_YORK, "2099-11-01 01:30:00", "2099-11-01 05:30:00", "2099-11-01 06:30:00"),
          Moment.once(DENVER, "1900-01-01 00:00:00", "1900-01-01 07:00:00"),
          Moment.once(DENVER, "1969-06-15 12:00:00", "1969-06-15 18:00:00"),
          Moment.once(DENVER, "1969-12-31 17:00:00", "1970-01-01 00:00:00"),
          Moment.gap(DENVER, "2024-03-10 02:30:00", "2024-03-10 09:30:00"),
          Moment.overlap(
              DENVER, "2024-11-03 01:30:00", "2024-11-03 07:30:00", "2024-11-03 08:30:00"),
          Moment.once(DENVER, "2099-01-01 00:00:00", "2099-01-01 07:00:00"),
          Moment.once(DENVER, "2099-07-01 12:00:00", "2099-07-01 18:00:00"),
          Moment.once(LONDON, "1900-01-01 00:00:00", "1900-01-01 00:00:00"),
          Moment.once(LONDON, "1900-07-01 12:00:00", "1900-07-01 12:00:00"),
          // From 1968 to 1971 London kept summer time all year.
          Moment.once(LONDON, "1969-12-31 00:00:00", "1969-12-30 23:00:00"),
          Moment.gap(LONDON, "2024-03-31 01:30:00", "2024-03-31 01:30:00"),
          Moment.overlap(
              LONDON, "2024-10-27 01:30:00", "2024-10-27 00:30:00", "2024-10-27 01:30:00"),
          Moment.once(LONDON, "2099-07-01 12:00:00", "2099-07-01 11:00:00"),
          Moment.once(LONDON, "2099-12-31 23:59:00", "2099-12-31 23:59:00"),
          Moment.once(LORD_HOWE, "1900-01-01 00:00:00", "1899-12-31 14:00:00"),
          Moment.once(LORD_HOWE, "1969-12-31 12:00:00", "1969-12-31 02:00:00"),
          Moment.once(LORD_HOWE, "2024-10-06 01:59:00", "2024-10-05 15:29:00"),
          // Half an hour is skipped, and half an hour comes twice.
          Moment.gap(LORD_HOWE, "2024-10-06 02:00:00", "2024-10-05 15:30:00"),
          Moment.gap(LORD_HOWE, "2024-10-06 02:29:00", "2024-10-05 15:59:00"),
          Moment.once(LORD_HOWE, "2024-10-06 02:30:00", "2024-10-05 15:30:00"),
          Moment.once(LORD_HOWE, "2024-04-07 01:29:00", "2024-04-06 14:29:00"),
          Moment.overlap(
              LORD_HOWE, "2024-04-07 01:30:00", "2024-04-06 14:30:00", "2024-04-06 15:00:00"),
          Moment.overlap(
              LORD_HOWE, "2024-04-07 01:59:00", "2024-04-06 14:59:00", "2024-04-06 15:29:00"),
          Moment.once(LORD_HOWE, "2024-04-07 02:00:00", "2024-04-06 15:30:00"),
          Moment.once(LORD_HOWE, "2099-01-01 12:00:00", "2099-01-01 01:00:00"),
          Moment.once(LORD_HOWE, "2099-07-01 12:00:00", "2099-07-01 01:30:00"));

  /** One legacy table three times: every time kept, and either policy of refusing. */
  private static final String ENTITIES =
      """
      moment:
        service: events
        phase: 1
        load: %1$s
        legacy: { table: dbo.Event, key: Id }
        batch: { rows: 5000 }
        into:
          moments:
            local: AsDatetime2
            by_datetime: { from: AsDatetime, as: timestamptz }
            by_smalldatetime: { from: AsSmall, as: timestamptz, gap: shift, overlap: earlier }
            by_datetime2: { from: AsDatetime2, as: timestamptz, overlap: earlier }
            later: { from: AsDatetime2, as: timestamptz, overlap: later }
            birthday: Birthday
            midnight: { from: Midnight, as: date }
      without-gaps:
        service: events
        phase: 1
        load: %1$s
        legacy: { table: dbo.Event, key: Id }
        ignore: [ AsSmall, AsDatetime, Birthday, Midnight ]
        into:
          without_gaps:
            at: { from: AsDatetime2, as: timestamptz, gap: refuse, overlap: later }
      without-overlaps:
        service: events
        phase: 1
        load: %1$s
        legacy: { table: dbo.Event, key: Id }
        ignore: [ AsSmall, AsDatetime2, Birthday, Midnight ]
        into:
          without_overlaps:
            at: { from: AsDatetime, as: timestamptz, gap: shift, overlap: refuse }
      """;

  @TempDir private Path directory;
  private final TimeZone zoneOfTheMachine = TimeZone.getDefault();
  private Stage stage;

  @BeforeEach
  void clearTheStage() {
    stage = new Stage(directory);
  }

  @AfterEach
  void close() throws SQLException {
    TimeZone.setDefault(zoneOfTheMachine);
    stage.close();
  }

  private TestLegacy district(String zone) {
    TestLegacy legacy = stage.district(name(zone), zone);
    legacy.execute(
        """
        CREATE TABLE [dbo].[Event] (
          [Id] INT NOT NULL PRIMARY KEY, [AsSmall] SMALLDATETIME NOT NULL,
          [AsDatetime] DATETIME NOT NULL, [AsDatetime2] DATETIME2(7) NOT NULL,
          [Birthday] DATE NOT NULL, [Midnight] DATETIME NOT NULL)
        """);
    return legacy;
  }

  private static String name(String zone) {
    return zone.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "-");
  }

  private TestPostgres events(Way way) {
    TestPostgres target = stage.service("events", "event", way.serviceSettings());
    stage.entities(ENTITIES.formatted(way.load));
    target.execute("CREATE SCHEMA event");
    target.execute(
        """
        CREATE TABLE event.moments (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, local timestamp,
          by_datetime timestamptz, by_smalldatetime timestamptz, by_datetime2 timestamptz,
          later timestamptz, birthday date, midnight date)
        """);
    for (String table : List.of("event.without_gaps", "event.without_overlaps")) {
      target.execute(
          """
          CREATE TABLE %s (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL,
            at timestamptz NOT NULL)
          """
              .formatted(table));
    }
    target.execute(way.statements("event.moments", "event.without_gaps", "event.without_overlaps"));
    return target;
  }

  private void runAfterARehearsal() {
    RunResult rehearsal = stage.dryRun(Selection.ALL);
    RunResult run = stage.run(Selection.ALL);

    assertThat(rehearsal.isComplete()).isTrue();
    assertThat(run.isComplete()).isTrue();
    assertThat(rehearsal.accounting()).isEqualTo(run.accounting());
  }

  @ParameterizedTest
  @EnumSource
  void aLocalTimeBecomesTheRightInstantByTheStatedPolicy(Way way) {
    for (String zone : ZONES) {
      TestLegacy legacy = district(zone);
      for (int i = 0; i < MOMENTS.size(); i++) {
        if (MOMENTS.get(i).zone.equals(zone)) {
          String local = MOMENTS.get(i).local;
          legacy.execute(
              "INSERT INTO [dbo].[Event] VALUES (%1$d, '%2$s', '%2$s', '%2$s', '%3$s', '%3$s')"
                  .formatted(i, local, local.substring(0, 10)));
        }
      }
    }
    TestPostgres target = events(way);

    runAfterARehearsal();

    assertThat(
            DatabaseContents.query(target, "SELECT DISTINCT load_mode FROM migration.batch_state"))
        .containsExactly(way.name());
    for (String column : List.of("by_datetime", "by_smalldatetime", "by_datetime2")) {
      assertThat(instants(target, "moments", column))
          .as(column)
          .isEqualTo(expected(MOMENTS.stream(), true));
    }
    assertThat(instants(target, "moments", "later")).isEqualTo(expected(MOMENTS.stream(), false));
    assertThat(instants(target, "without_gaps", "at"))
        .isEqualTo(expected(MOMENTS.stream().filter(m -> m.kind != Kind.GAP), false));
    assertThat(instants(target, "without_overlaps", "at"))
        .isEqualTo(expected(MOMENTS.stream().filter(m -> m.kind != Kind.OVERLAP), true));
    assertThat(deadLetters(target, "without-gaps"))
        .isEqualTo(refused(Kind.GAP, "at|MAP|TIME_IN_GAP"));
    assertThat(deadLetters(target, "without-overlaps"))
        .isEqualTo(refused(Kind.OVERLAP, "at|MAP|TIME_IN_OVERLAP"));
    assertThat(deadLetters(target, "moment")).isEmpty();
  }

  private static List<String> expected(Stream<Moment> moments, boolean earlier) {
    return moments.map(m -> MOMENTS.indexOf(m) + "|" + (earlier ? m.earlier : m.later)).toList();
  }

  private static List<String> refused(Kind kind, String how) {
    return MOMENTS.stream()
        .filter(m -> m.kind == kind)
        .map(m -> MOMENTS.indexOf(m) + "|" + how)
        .toList();
  }

  private static List<String> instants(TestPostgres target, String table, String column) {
    return DatabaseContents.query(
        target,
        """
        SELECT legacy_id, to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
          FROM event.%s
         ORDER BY legacy_id
        """
            .formatted(column, table));
  }

  private static List<String> deadLetters(TestPostgres target, String entity) {
    return DatabaseContents.query(
        target,
        """
        SELECT legacy_key, column_name, stage, reason
          FROM migration.dead_letter
         WHERE entity_type = '%s'
         ORDER BY legacy_key::int
        """
            .formatted(entity));
  }

  /**
   * The nights on which clocks can change, every quarter of an hour, and each fifth day every three
   * hours, of fifteen years. PostgreSQL is the judge: of a time in a gap its AT TIME ZONE makes the
   * shifted one, of a time that came twice the later one.
   */
  @Test
  void fifteenYearsOfLocalTimesAreWhatPostgresMakesOfThem() {
    for (String zone : ZONES) {
      district(zone)
          .execute(
              """
              INSERT INTO [dbo].[Event]
              SELECT n, at, at, at, CAST(at AS DATE), CAST(CAST(at AS DATE) AS DATETIME)
                FROM (SELECT n, DATEADD(MINUTE, 15 * n, TIMESTAMP '2009-08-01 00:00:00') AS at
                        FROM SYSTEM_RANGE(0, 15 * 366 * 96) AS r(n)) AS quarter
               WHERE (ISO_DAY_OF_WEEK(at) = 7 AND MONTH(at) IN (3, 4, 9, 10, 11) AND HOUR(at) < 4)
                  OR (MOD(n, 12) = 0 AND MOD(DAY(at), 5) = 0)
              """);
    }
    TestPostgres target = events(Way.DIRECT);

    runAfterARehearsal();

    for (String zone : ZONES) {
      String judged = judged(zone);
      assertThat(target.query("SELECT count(*) > 10000 FROM (%s) AS judged".formatted(judged)))
          .containsExactly("t");
      assertThat(target.query(judged + " WHERE m.by_datetime IS DISTINCT FROM earlier")).isEmpty();
      assertThat(target.query(judged + " WHERE m.by_datetime2 IS DISTINCT FROM earlier")).isEmpty();
      assertThat(target.query(judged + " WHERE m.by_smalldatetime IS DISTINCT FROM earlier"))
          .isEmpty();
      assertThat(target.query(judged + " WHERE m.later IS DISTINCT FROM late")).isEmpty();
      assertThat(target.query(judged + " WHERE (g.at IS NULL) <> in_gap OR g.at <> late"))
          .isEmpty();
      assertThat(target.query(judged + " WHERE (o.at IS NULL) <> in_overlap OR o.at <> earlier"))
          .isEmpty();
      assertThat(target.query(judged + " WHERE in_gap")).hasSizeGreaterThanOrEqualTo(30);
      assertThat(target.query(judged + " WHERE in_overlap")).hasSizeGreaterThanOrEqualTo(30);
      assertThat(target.query(judged + " WHERE m.local::date NOT IN (m.birthday, m.midnight)"))
          .isEmpty();
    }
  }

  private String judged(String zone) {
    return """
        SELECT m.legacy_id, m.local, m.by_datetime, late, earlier, g.at AS no_gap, o.at AS no_overlap
          FROM event.moments m
          CROSS JOIN LATERAL (SELECT m.local AT TIME ZONE '%1$s') AS a(late)
          CROSS JOIN LATERAL (
            SELECT CASE WHEN (late - interval '1 hour') AT TIME ZONE '%1$s' = m.local
                        THEN late - interval '1 hour'
                        WHEN (late - interval '30 minutes') AT TIME ZONE '%1$s' = m.local
                        THEN late - interval '30 minutes'
                        ELSE late END) AS b(earlier)
          CROSS JOIN LATERAL (
            SELECT late AT TIME ZONE '%1$s' <> m.local, late <> earlier) AS c(in_gap, in_overlap)
          LEFT JOIN event.without_gaps g USING (tenant_id, legacy_id)
          LEFT JOIN event.without_overlaps o USING (tenant_id, legacy_id)
          JOIN (VALUES ('%2$s'::uuid)) AS t(tenant_id) USING (tenant_id)"""
        .formatted(zone, stage.tenant(name(zone)));
  }

  /** The driver makes the machine's zone the session's; the server has another one again. */
  @ParameterizedTest
  @CsvSource({
    "Pacific/Kiritimati, America/Los_Angeles, DIRECT",
    "Pacific/Kiritimati, America/Los_Angeles, MERGE",
    "Pacific/Kiritimati, America/Los_Angeles, UPSERT",
    "America/Los_Angeles, Pacific/Kiritimati, DIRECT",
    "America/Los_Angeles, Pacific/Kiritimati, UPSERT",
    "Australia/Lord_Howe, Europe/London, UPSERT"
  })
  void theZonesOfMachineAndServerChangeNothing(String machine, String server, Way way)
      throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(machine));
    TestLegacy legacy = district(DENVER);
    legacy.execute(
        """
        INSERT INTO [dbo].[Event] VALUES
          (1, '2024-03-10 02:30:00', '2024-03-10 02:30:00', '2024-03-10 02:30:00',
           '2024-03-10', '2024-03-10'),
          (2, '2024-10-06 02:15:00', '2024-10-06 02:15:00', '2024-10-06 02:15:00',
           '1900-01-01', '1900-01-01'),
          (3, '2024-03-31 01:30:00', '2024-03-31 01:30:00', '2024-03-31 01:30:00',
           '1969-12-31', '1969-12-31'),
          (4, '1994-12-31 23:59:00', '1994-12-31 23:59:00', '1994-12-31 23:59:00',
           '1994-12-31', '1994-12-31'),
          (5, '2099-12-31 23:59:00', '2099-12-31 23:59:00', '2099-12-31 23:59:00',
           '2099-12-31', '2099-12-31')
        """);
    TestPostgres target = events(way);
    try (var connection = target.superuser();
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE %s SET timezone = '%s'".formatted(connection.getCatalog(), server));
    }

    runAfterARehearsal();

    assertThat(instants(target, "moments", "by_datetime"))
        .containsExactly(
            "1|2024-03-10 09:30:00",
            "2|2024-10-06 08:15:00",
            "3|2024-03-31 07:30:00",
            "4|1995-01-01 06:59:00",
            "5|2100-01-01 06:59:00");
    assertThat(
            DatabaseContents.query(
                target,
                """
                SELECT legacy_id, local::text, birthday::text, midnight::text
                  FROM event.moments
                 ORDER BY legacy_id
                """))
        .containsExactly(
            "1|2024-03-10 02:30:00|2024-03-10|2024-03-10",
            "2|2024-10-06 02:15:00|1900-01-01|1900-01-01",
            "3|2024-03-31 01:30:00|1969-12-31|1969-12-31",
            "4|1994-12-31 23:59:00|1994-12-31|1994-12-31",
            "5|2099-12-31 23:59:00|2099-12-31|2099-12-31");
  }
}
