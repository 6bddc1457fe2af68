package io.tributary.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.LegacyKind;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a column holds, it is the same when it has arrived. */
class RandomValuesTest {

  private static final int ROWS = 400;

  private static final String MANIFEST =
      """
      name: random
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: UTC, legacy: { url: "{{env:LEGACY_URL}}", user: "{{env:LEGACY_USER}}", password: "{{env:LEGACY_PASSWORD}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:RECORDS_PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        thing:
          service: records
          phase: 1
          batch: { rows: 150 }
          legacy: { table: dbo.Thing, key: Id }
          into:
            things: { big: Big, amount: Amount, ratio: Ratio, name: Name, born: Born, clock: Clock, local: Local, moment: Moment, ref: Ref, content: Content }
      """;

  @TempDir private Path directory;

  /** A row's values, each as a text that both servers take and PostgreSQL prints. */
  private record Thing(
      long big,
      BigDecimal amount,
      double ratio,
      String name,
      LocalDate born,
      LocalTime clock,
      ZoneOffset offset,
      UUID ref,
      String content) {

    String local() {
      return born + " " + clock(clock);
    }

    /** As PostgreSQL shows them in a session of UTC. */
    List<String> printed() {
      return List.of(
          Long.toString(big),
          amount.setScale(10).toPlainString(),
          Long.toHexString(Double.doubleToRawLongBits(ratio)),
          name,
          born.toString(),
          clock(clock),
          local(),
          epoch(),
          ref.toString(),
          content);
    }

    /** Seconds since 1970 with six digits. */
    private String epoch() {
      Instant instant = born.atTime(clock).toInstant(offset);
      return BigDecimal.valueOf(instant.getEpochSecond())
          .add(BigDecimal.valueOf(instant.getNano(), 9))
          .setScale(6)
          .toPlainString();
    }

    static String clock(LocalTime time) {
      return "%02d:%02d:%02d.%06d"
          .formatted(time.getHour(), time.getMinute(), time.getSecond(), time.getNano() / 1_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyValueArrivesAsItWas(LegacyKind kind) throws Exception {
    try (TestLegacy legacy = TestLegacy.create(kind);
        TestPostgres target = TestPostgres.create()) {
      legacy.execute(
          """
          CREATE TABLE [dbo].[Thing] (
            [Id] INT NOT NULL PRIMARY KEY, [Big] BIGINT, [Amount] DECIMAL(38,10), [Ratio] FLOAT,
            [Name] NVARCHAR(200), [Born] DATE, [Clock] TIME(6), [Local] DATETIME2(6),
            [Moment] DATETIMEOFFSET(6), [Ref] UNIQUEIDENTIFIER, [Content] VARBINARY(100))
          """);
      target.execute(
          """
          CREATE TABLE things (
            id uuid PRIMARY KEY, tenant_id uuid, legacy_id int, big bigint, amount numeric(38,10),
            ratio double precision, name text, born date, clock time, local timestamp,
            moment timestamptz, ref uuid, content bytea)
          """);
      List<Thing> things = things();
      insert(legacy, things);

      TestMigration.by(MANIFEST, directory)
          .with("LEGACY_URL", legacy.url())
          .with("LEGACY_USER", legacy.user())
          .with("LEGACY_PASSWORD", legacy.password())
          .with("RECORDS_URL", target.url())
          .with("RECORDS_PASSWORD", TestPostgres.ROLE)
          .run();

      assertThat(arrived(target))
          .containsExactlyElementsOf(
              things.stream().map(thing -> String.join("\t", thing.printed())).toList());
    }
  }

  private static List<Thing> things() {
    List<Thing> things = new ArrayList<>();
    JqwikSession.run(() -> things.addAll(thing().list().ofSize(ROWS).sample()));
    return things;
  }

  private static Arbitrary<Thing> thing() {
    Arbitrary<BigDecimal> amounts =
        Arbitraries.bigDecimals()
            .between(
                new BigDecimal("-9999999999999999999999999999"), new BigDecimal("9".repeat(28)))
            .ofScale(10);
    // SQL Server has no denormal numbers.
    Arbitrary<Double> ratios =
        Arbitraries.doubles()
            .filter(d -> d == 0 || Math.abs(d) >= Double.MIN_NORMAL)
            .map(d -> d + 0);
    Arbitrary<String> names =
        Arbitraries.integers()
            .between(' ', Character.MAX_CODE_POINT)
            .filter(c -> Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF) && c != '\t')
            .list()
            .ofMaxSize(100)
            .map(RandomValuesTest::text);
    Arbitrary<LocalDate> dates =
        Arbitraries.longs()
            .between(LocalDate.of(1, 1, 3).toEpochDay(), LocalDate.of(9999, 12, 29).toEpochDay())
            .map(LocalDate::ofEpochDay);
    Arbitrary<LocalTime> times =
        Arbitraries.longs()
            .between(0, 86_399_999_999L)
            .map(micros -> LocalTime.ofNanoOfDay(micros * 1_000));
    Arbitrary<ZoneOffset> offsets =
        Arbitraries.integers()
            .between(-14 * 60, 14 * 60)
            .map(minutes -> ZoneOffset.ofTotalSeconds(minutes * 60));
    Arbitrary<UUID> guids =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    return Combinators.combine(
            Combinators.combine(Arbitraries.longs(), amounts, ratios, names).as(Numbers::new),
            dates,
            times,
            offsets,
            guids,
            Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(HexFormat.of()::formatHex))
        .as(
            (numbers, date, time, offset, guid, bytes) ->
                new Thing(
                    numbers.big,
                    numbers.amount,
                    numbers.ratio,
                    numbers.name,
                    date,
                    time,
                    offset,
                    guid,
                    bytes));
  }

  private record Numbers(long big, BigDecimal amount, double ratio, String name) {}

  private static String text(List<Integer> codePoints) {
    StringBuilder text = new StringBuilder();
    codePoints.forEach(text::appendCodePoint);
    return text.toString();
  }

  private static void insert(TestLegacy legacy, List<Thing> things) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(legacy.url(), legacy.user(), legacy.password());
        PreparedStatement statement =
            connection.prepareStatement(
                """
                INSERT INTO [dbo].[Thing] VALUES (?, ?, ?, ?, ?, CAST(? AS DATE), CAST(? AS TIME(6)),
                  CAST(? AS DATETIME2(6)), CAST(? AS DATETIMEOFFSET(6)), CAST(? AS UNIQUEIDENTIFIER), ?)
                """)) {
      for (int i = 0; i < things.size(); i++) {
        Thing thing = things.get(i);
        statement.setInt(1, i);
        statement.setLong(2, thing.big);
        statement.setBigDecimal(3, thing.amount);
        statement.setDouble(4, thing.ratio);
        statement.setString(5, thing.name);
        statement.setString(6, thing.born.toString());
        statement.setString(7, Thing.clock(thing.clock));
        statement.setString(8, thing.local());
        statement.setString(9, thing.local() + " " + thing.offset.getId().replace("Z", "+00:00"));
        statement.setString(10, thing.ref.toString());
        statement.setBytes(11, HexFormat.of().parseHex(thing.content));
        statement.executeUpdate();
      }
    }
  }

  private static List<String> arrived(TestPostgres target) {
    return target.query(
        """
        SELECT concat_ws(E'\\t', big, amount, ltrim(encode(float8send(ratio), 'hex'), '0')
                 || CASE WHEN ratio = 0 THEN '0' ELSE '' END,
               name, to_char(born, 'YYYY-MM-DD'), to_char(clock, 'HH24:MI:SS.US'),
               to_char(local, 'YYYY-MM-DD HH24:MI:SS.US'),
               extract(epoch FROM moment), ref, encode(content, 'hex'))
        FROM things ORDER BY legacy_id
        """);
  }
}
