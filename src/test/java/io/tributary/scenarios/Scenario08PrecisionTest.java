package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Problem;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scenario 8, numbers and fractions: what the target can hold arrives to the last digit, and what
 * it cannot hold is a dead letter, unless the manifest says how to round it.
 */
class Scenario08PrecisionTest {

  @TempDir private Path directory;
  private Stage stage;
  private TestLegacy legacy;

  @BeforeEach
  void openADistrict() {
    stage = new Stage(directory);
    legacy = stage.district("district-a", "America/New_York");
  }

  @AfterEach
  void close() throws SQLException {
    stage.close();
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
  void whatTheTargetCanHoldArrivesToTheLastDigit(Way way) {
    legacy.execute(
        """
        CREATE TABLE [dbo].[Amount] (
          [Id] INT NOT NULL PRIMARY KEY, [Fine] DECIMAL(38,10), [Wide] DECIMAL(38,0),
          [Tiny] DECIMAL(38,38), [Fee] MONEY, [SmallFee] SMALLMONEY, [Score] FLOAT, [Weight] REAL,
          [Big] BIGINT, [Local] DATETIME2(7), [Moment] DATETIMEOFFSET(7), [Clock] TIME(7))
        """,
        """
        INSERT INTO [dbo].[Amount] VALUES
          (1, 1234567890123456789012345678.0123456789, 99999999999999999999999999999999999999,
           0.99999999999999999999999999999999999999, 922337203685477.5807, 214748.3647,
           CAST('0.30000000000000004' AS FLOAT), CAST('0.1' AS REAL), 9223372036854775807,
           '2024-07-04 12:34:56.123456', '2024-03-10 02:30:00.123456+05:45', '23:59:59.999999'),
          (2, -0.0000000001, -99999999999999999999999999999999999999,
           -0.00000000000000000000000000000000000001, -922337203685477.5808, -214748.3648,
           CAST('4.9E-324' AS FLOAT), CAST('1.4E-45' AS REAL), CAST('-9223372036854775808' AS BIGINT),
           '1900-01-01 00:00:00.000003', '1969-12-31 23:59:59.999999-09:30', '00:00:00.000001'),
          (3, 0, 0, 0, 0.0001, -0.0001, CAST('1.7976931348623157E308' AS FLOAT),
           CAST('3.4028235E38' AS REAL), 0, '1969-12-31 18:59:59.999999',
           '2099-12-31 23:59:59.997+14:00', '12:00:00'),
          (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        """);
    TestPostgres target = stage.service("scores", "score", way.serviceSettings());
    target.execute(
        "CREATE SCHEMA score",
        """
        CREATE TABLE score.amounts (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL,
          fine numeric(38,10), wide numeric, tiny numeric(38,38), fee numeric(19,4),
          small_fee numeric(10,4), score double precision, weight real, big bigint,
          local timestamp, at timestamptz, moment timestamptz, clock time)
        """);
    target.execute(way.statements("score.amounts"));
    stage.entities(
        """
        amount:
          service: scores
          phase: 1
          load: %s
          legacy: { table: dbo.Amount, key: Id }
          into:
            amounts:
              fine: Fine
              wide: Wide
              tiny: Tiny
              fee: Fee
              small_fee: SmallFee
              score: Score
              weight: Weight
              big: Big
              local: Local
              at: { from: Local, as: timestamptz }
              moment: Moment
              clock: Clock
        """
            .formatted(way.load));

    runAfterARehearsal();

    assertThat(
            DatabaseContents.query(
                target,
                """
                SELECT legacy_id, fine, wide, tiny, fee, small_fee, encode(float8send(score), 'hex'),
                       encode(float4send(weight), 'hex'), big
                  FROM score.amounts ORDER BY legacy_id
                """))
        .containsExactly(
            "1|1234567890123456789012345678.0123456789|99999999999999999999999999999999999999"
                + "|0.99999999999999999999999999999999999999|922337203685477.5807|214748.3647"
                + "|3fd3333333333334|3dcccccd|9223372036854775807",
            "2|-0.0000000001|-99999999999999999999999999999999999999"
                + "|-0.00000000000000000000000000000000000001|-922337203685477.5808|-214748.3648"
                + "|0000000000000001|00000001|-9223372036854775808",
            "3|0.0000000000|0|0.00000000000000000000000000000000000000|0.0001|-0.0001"
                + "|7fefffffffffffff|7f7fffff|0",
            "4|∅|∅|∅|∅|∅|∅|∅|∅");
    assertThat(
            DatabaseContents.query(
                target,
                """
                SELECT legacy_id, local, at AT TIME ZONE 'UTC', moment AT TIME ZONE 'UTC', clock
                  FROM score.amounts ORDER BY legacy_id
                """))
        .containsExactly(
            "1|2024-07-04 12:34:56.123456|2024-07-04 16:34:56.123456|2024-03-09 20:45:00.123456"
                + "|23:59:59.999999",
            "2|1900-01-01 00:00:00.000003|1900-01-01 05:00:00.000003|1970-01-01 09:29:59.999999"
                + "|00:00:00.000001",
            "3|1969-12-31 18:59:59.999999|1969-12-31 23:59:59.999999|2099-12-31 09:59:59.997"
                + "|12:00:00",
            "4|∅|∅|∅|∅");
  }

  /** Each row but the first holds one value that its column cannot keep. */
  private static final String READINGS =
      """
      INSERT INTO [dbo].[Reading] VALUES
        (1, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06', 1.2345,
         1.25, 0.5, 0.5),
        (2, '2024-07-04 12:34:56.1234567', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06',
         1.2345, 1.25, 0.5, 0.5),
        (3, '1969-12-31 18:59:59.9999995', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06',
         1.2345, 1.25, 0.5, 0.5),
        (4, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.0000001', '08:15:00', '2011-05-06',
         1.2345, 1.25, 0.5, 0.5),
        (5, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00.0000009', '2011-05-06',
         1.2345, 1.25, 0.5, 0.5),
        (6, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00',
         '2011-05-06 00:00:00.003', 1.2345, 1.25, 0.5, 0.5),
        (7, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06',
         -9.8765500001, 1.25, 0.5, 0.5),
        (8, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06', 1.2345,
         0.0050, 0.5, 0.5),
        (9, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06', 1.2345,
         1.25, 0.125, 0.5),
        (10, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06', 1.2345,
         1.25, 0.5, CAST('0.1' AS FLOAT)),
        (11, '2024-07-04 12:34:56.123', '2024-07-04 12:00:00.5', '08:15:00', '2011-05-06',
         1234567890123456789012345678, 1.25, 0.5, 0.5)
      """;

  private static String readings(
      String way, String name, String round, String roundDate, String roundBinary) {
    return """
        %1$s:
          service: scores
          phase: 1
          load: %2$s
          legacy: { table: dbo.Reading, key: Id }
          into:
            %1$s:
              at: { from: Taken, as: timestamptz%3$s }
              moment: { from: Moment, as: timestamptz%3$s }
              clock: { from: Clock, as: time%3$s }
              day: { from: Day, as: date%4$s }
              fine: { from: Fine, as: decimal%3$s }
              fee: { from: Fee, as: decimal%3$s }
              score: { from: Score, as: decimal%3$s }
              weight: { from: Weight, as: double%5$s }
        """
        .formatted(name, way, round, roundDate, roundBinary);
  }

  @ParameterizedTest
  @EnumSource
  void whatItCannotHoldIsADeadLetterUnlessTheManifestSaysHowToRound(Way way) {
    legacy.execute(
        """
        CREATE TABLE [dbo].[Reading] (
          [Id] INT NOT NULL PRIMARY KEY, [Taken] DATETIME2(7), [Moment] DATETIMEOFFSET(7),
          [Clock] TIME(7), [Day] DATETIME, [Fine] DECIMAL(38,10), [Fee] MONEY, [Score] FLOAT,
          [Weight] FLOAT)
        """,
        // A moment without an offset takes that of the session.
        READINGS.replaceAll("'([^']*)', '08", "'$1+00:00', '08"));
    TestPostgres target = stage.service("scores", "score", way.serviceSettings());
    target.execute("CREATE SCHEMA score");
    for (String table : List.of("exact", "cut", "rounded")) {
      target.execute(
          """
          CREATE TABLE score.%s (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, at timestamptz,
            moment timestamptz, clock time, day date, fine numeric(20,4), fee numeric(12,2),
            score numeric(12,2), weight real)
          """
              .formatted(table));
    }
    target.execute(way.statements("score.exact", "score.cut", "score.rounded"));
    stage.entities(
        readings(way.load, "exact", "", "", "")
            + readings(way.load, "cut", ", round: truncate", ", round: truncate", "")
            + readings(
                way.load, "rounded", ", round: half-up", ", round: truncate", ", round: half-up"));

    runAfterARehearsal();

    String plain = "2024-07-04 16:34:56.123|2024-07-04 12:00:00.5|08:15:00|2011-05-06";
    String numbers = "1.2345|1.25|0.50|0.5";
    assertThat(rows(target, "exact")).containsExactly("1|" + plain + "|" + numbers);
    assertThat(deadLetters(target, "exact"))
        .containsExactly(
            "2|at|FRACTION_LOST",
            "3|at|FRACTION_LOST",
            "4|moment|FRACTION_LOST",
            "5|clock|FRACTION_LOST",
            "6|day|TIME_OF_DAY_LOST",
            "7|fine|SCALE_LOST",
            "8|fee|SCALE_LOST",
            "9|score|SCALE_LOST",
            "10|weight|SCALE_LOST",
            "11|fine|OUT_OF_RANGE");
    assertThat(rows(target, "cut"))
        .containsExactly(
            "1|" + plain + "|" + numbers,
            "2|2024-07-04 16:34:56.123456|2024-07-04 12:00:00.5|08:15:00|2011-05-06|" + numbers,
            "3|1969-12-31 23:59:59.999999|2024-07-04 12:00:00.5|08:15:00|2011-05-06|" + numbers,
            "4|2024-07-04 16:34:56.123|2024-07-04 12:00:00|08:15:00|2011-05-06|" + numbers,
            "5|2024-07-04 16:34:56.123|2024-07-04 12:00:00.5|08:15:00|2011-05-06|" + numbers,
            "6|" + plain + "|" + numbers,
            "7|" + plain + "|-9.8765|1.25|0.50|0.5",
            "8|" + plain + "|1.2345|0.00|0.50|0.5",
            "9|" + plain + "|1.2345|1.25|0.12|0.5");
    assertThat(deadLetters(target, "cut"))
        .containsExactly("10|weight|SCALE_LOST", "11|fine|OUT_OF_RANGE");
    assertThat(rows(target, "rounded"))
        .containsExactly(
            "1|" + plain + "|" + numbers,
            "2|2024-07-04 16:34:56.123457|2024-07-04 12:00:00.5|08:15:00|2011-05-06|" + numbers,
            "3|1970-01-01 00:00:00|2024-07-04 12:00:00.5|08:15:00|2011-05-06|" + numbers,
            "4|2024-07-04 16:34:56.123|2024-07-04 12:00:00|08:15:00|2011-05-06|" + numbers,
            "5|2024-07-04 16:34:56.123|2024-07-04 12:00:00.5|08:15:00.000001|2011-05-06|" + numbers,
            "6|" + plain + "|" + numbers,
            "7|" + plain + "|-9.8766|1.25|0.50|0.5",
            "8|" + plain + "|1.2345|0.01|0.50|0.5",
            "9|" + plain + "|1.2345|1.25|0.13|0.5",
            "10|" + plain + "|1.2345|1.25|0.50|0.1");
    assertThat(deadLetters(target, "rounded")).containsExactly("11|fine|OUT_OF_RANGE");
  }

  private static List<String> rows(TestPostgres target, String table) {
    return DatabaseContents.query(
        target,
        """
        SELECT legacy_id, at AT TIME ZONE 'UTC', moment AT TIME ZONE 'UTC', clock, day, fine, fee,
               score, weight
          FROM score.%s
         ORDER BY legacy_id
        """
            .formatted(table));
  }

  private static List<String> deadLetters(TestPostgres target, String entity) {
    return DatabaseContents.query(
        target,
        """
        SELECT legacy_key, column_name, reason
          FROM migration.dead_letter
         WHERE entity_type = '%s' AND status = 'open'
         ORDER BY legacy_key::int
        """
            .formatted(entity));
  }

  @Test
  void aConversionThatCouldLoseSomethingHasToBeStated() {
    legacy.execute(
        """
        CREATE TABLE [dbo].[Amount] (
          [Id] INT NOT NULL PRIMARY KEY, [Taken] DATETIME, [Moment] DATETIMEOFFSET(7), [Day] DATE,
          [Fine] DECIMAL(38,10), [Score] FLOAT, [Big] BIGINT)
        """);
    TestPostgres target = stage.service("scores", "score", "");
    target.execute(
        "CREATE SCHEMA score",
        """
        CREATE TABLE score.amounts (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, at timestamptz,
          day date, moment timestamp, born timestamptz, fine double precision, score numeric,
          weight real, whole integer, ratio double precision)
        """);
    stage.entities(
        """
        amount:
          service: scores
          phase: 1
          legacy: { table: dbo.Amount, key: Id }
          into:
            amounts:
              at: Taken
              day: Taken
              moment: Moment
              born: Day
              fine: Fine
              score: Score
              weight: Score
              whole: Fine
              ratio: Big
        """);

    List<Problem> problems = stage.refusals(Selection.ALL);

    assertThat(problems).hasSize(9).allMatch(problem -> problem.code().id().equals("TRB-0205"));
  }
}
