package io.tributary.copy;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tributary.testing.TestPostgres;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnEncodersRoundTripTest {

  private static TestPostgres postgres;

  @BeforeAll
  static void createTypes() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TYPE grade AS ENUM ('K', '1st', 'Größe')",
        "CREATE DOMAIN code AS varchar(5) CHECK (VALUE <> 'bad')",
        "CREATE DOMAIN short_code AS code NOT NULL",
        "CREATE DOMAIN amount AS numeric(10,2)",
        "CREATE DOMAIN moment AS timestamptz(3)",
        "CREATE DOMAIN codes AS varchar(3)[]",
        "CREATE DOMAIN grade_domain AS grade");
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments("bool", true, "true"),
        arguments("bool", false, "false"),
        arguments("int2", 0L, "0"),
        arguments("int2", -32768L, "-32768"),
        arguments("int2", 32767L, "32767"),
        arguments("int4", (long) Integer.MIN_VALUE, "-2147483648"),
        arguments("int4", (long) Integer.MAX_VALUE, "2147483647"),
        arguments("int8", Long.MIN_VALUE, "-9223372036854775808"),
        arguments("int8", Long.MAX_VALUE, "9223372036854775807"),
        arguments("float4", 0.1f, "0.1"),
        arguments("float4", -0.0f, "-0"),
        arguments("float4", Float.MAX_VALUE, "3.4028235e+38"),
        arguments("float4", 0.5, "0.5"),
        arguments("float8", 0.1, "0.1"),
        arguments("float8", -1e-300, "-1e-300"),
        arguments("float8", Double.MAX_VALUE, "1.7976931348623157e+308"),
        arguments("float8", 0.25f, "0.25"),
        arguments("float8", Double.POSITIVE_INFINITY, "Infinity"),
        arguments("float8", Double.NaN, "NaN"),
        arguments("numeric", new BigDecimal("0"), "0"),
        arguments("numeric", new BigDecimal("0.00"), "0.00"),
        arguments("numeric", new BigDecimal("0E-20"), "0.00000000000000000000"),
        arguments("numeric", new BigDecimal("1.50"), "1.50"),
        arguments("numeric", new BigDecimal("-0.0001"), "-0.0001"),
        arguments("numeric", new BigDecimal("-12345.6789"), "-12345.6789"),
        arguments("numeric", new BigDecimal("10000"), "10000"),
        arguments("numeric", new BigDecimal("9999.9999"), "9999.9999"),
        arguments("numeric", new BigDecimal("1E+20"), "100000000000000000000"),
        arguments("numeric", new BigDecimal("1.2E-30"), "0.0000000000000000000000000000012"),
        arguments(
            "numeric",
            new BigDecimal("-12345678901234567890123456789012345678.90123456789012345678"),
            "-12345678901234567890123456789012345678.90123456789012345678"),
        arguments("numeric", new BigDecimal("999999999999999999"), "999999999999999999"),
        arguments("numeric", new BigDecimal("1234567890123456.78"), "1234567890123456.78"),
        arguments("numeric", new BigDecimal("12.3456789012345678"), "12.3456789012345678"),
        arguments("numeric", Long.MIN_VALUE, "-9223372036854775808"),
        arguments("numeric", Long.MAX_VALUE, "9223372036854775807"),
        arguments("numeric", -7L, "-7"),
        arguments("numeric(10,2)", new BigDecimal("-12.5"), "-12.50"),
        arguments("numeric(10,2)", new BigDecimal("12.5000"), "12.50"),
        arguments("numeric(10,2)", new BigDecimal("99999999.99"), "99999999.99"),
        arguments("numeric(10,2)", new BigDecimal("1.2E+3"), "1200.00"),
        arguments("numeric(10,2)", 42L, "42.00"),
        arguments("numeric(4,4)", new BigDecimal("0.1234"), "0.1234"),
        arguments("numeric(3,5)", new BigDecimal("0.00123"), "0.00123"),
        arguments("numeric(3,-2)", new BigDecimal("12300"), "12300"),
        arguments("numeric(3,-2)", 99900L, "99900"),
        arguments("numeric(38,10)", new BigDecimal("1".repeat(28)), "1".repeat(28) + ".0000000000"),
        arguments("text", "", ""),
        arguments("text", "plain", "plain"),
        arguments("text", "Größe € 😀 \n\t\\\"'", "Größe € 😀 \n\t\\\"'"),
        arguments("text", "é€😀".repeat(5_000), "é€😀".repeat(5_000)),
        arguments("text", "x" + "😀".repeat(5_000), "x" + "😀".repeat(5_000)),
        arguments("varchar", "any length", "any length"),
        arguments("varchar(3)", "😀😀😀", "😀😀😀"),
        arguments("varchar(3)", "a  ", "a  "),
        arguments("char(3)", "ab", "ab"),
        arguments("date", LocalDate.of(2000, 1, 1), "2000-01-01"),
        arguments("date", LocalDate.of(1999, 12, 31), "1999-12-31"),
        arguments("date", LocalDate.of(1582, 10, 10), "1582-10-10"),
        arguments("date", LocalDate.of(1, 1, 1), "0001-01-01"),
        arguments("date", LocalDate.of(0, 12, 31), "0001-12-31 BC"),
        arguments("date", LocalDate.of(9999, 12, 31), "9999-12-31"),
        arguments("date", LocalDate.of(-4713, 11, 24), "4714-11-24 BC"),
        arguments("date", LocalDate.of(5_874_897, 12, 31), "5874897-12-31"),
        arguments("time", LocalTime.MIDNIGHT, "00:00:00"),
        arguments("time", LocalTime.of(23, 59, 59, 999_999_000), "23:59:59.999999"),
        arguments("time(0)", LocalTime.of(7, 8, 9), "07:08:09"),
        arguments("timestamp", LocalDateTime.of(2000, 1, 1, 0, 0), "2000-01-01 00:00:00"),
        arguments(
            "timestamp",
            LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_999_000),
            "1999-12-31 23:59:59.999999"),
        arguments("timestamp", LocalDateTime.of(1582, 10, 10, 1, 2, 3), "1582-10-10 01:02:03"),
        arguments(
            "timestamp",
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            "9999-12-31 23:59:59.999999"),
        arguments("timestamp", LocalDateTime.of(-4713, 11, 24, 0, 0), "4714-11-24 00:00:00 BC"),
        arguments(
            "timestamp",
            LocalDateTime.of(294_276, 12, 31, 23, 59, 59, 999_999_000),
            "294276-12-31 23:59:59.999999"),
        arguments(
            "timestamp(3)",
            LocalDateTime.of(2020, 2, 29, 1, 2, 3, 997_000_000),
            "2020-02-29 01:02:03.997"),
        arguments(
            "timestamptz",
            Instant.parse("1753-01-01T00:00:00.123456Z"),
            "1753-01-01 00:00:00.123456+00"),
        arguments(
            "timestamptz",
            OffsetDateTime.parse("2024-03-10T02:30:00-05:00"),
            "2024-03-10 07:30:00+00"),
        arguments("timestamptz(0)", Instant.EPOCH, "1970-01-01 00:00:00+00"),
        arguments(
            "uuid",
            UUID.fromString("ffeeddcc-bbaa-8899-7766-554433221100"),
            "ffeeddcc-bbaa-8899-7766-554433221100"),
        arguments("bytea", new byte[0], "\\x"),
        arguments("bytea", new byte[] {0, (byte) 0xFF, 0x7F}, "\\x00ff7f"),
        arguments(
            "json",
            " {\"b\" : [1, null], \"b\":\"\\u0000\"}",
            " {\"b\" : [1, null], \"b\":\"\\u0000\"}"),
        arguments("json", "1e400", "1e400"),
        arguments("jsonb", "{\"b\":1.0,\"a\":\"\\ud83d\\ude00\"}", "{\"a\": \"😀\", \"b\": 1.0}"),
        arguments("jsonb", "\"\"", "\"\""),
        arguments("jsonb", "null", "null"),
        arguments("grade", "Größe", "Größe"),
        arguments("code", "12345", "12345"),
        arguments("short_code", "x", "x"),
        arguments("amount", new BigDecimal("-0.10"), "-0.10"),
        arguments(
            "moment", Instant.parse("2024-01-01T00:00:00.123Z"), "2024-01-01 00:00:00.123+00"),
        arguments("grade_domain", "K", "K"),
        arguments("text[]", List.of(), "{}"),
        arguments("text[]", asList("a", null, "", "b,\"c\""), "{a,NULL,\"\",\"b,\\\"c\\\"\"}"),
        arguments("int4[]", List.of(1L, -2L), "{1,-2}"),
        arguments("numeric(6,2)[]", List.of(new BigDecimal("1.5")), "{1.50}"),
        arguments("varchar(2)[]", List.of("ab"), "{ab}"),
        arguments("date[]", List.of(LocalDate.of(1900, 3, 1)), "{1900-03-01}"),
        arguments("jsonb[]", List.of("{}"), "{\"{}\"}"),
        arguments("uuid[]", List.of(new UUID(0, 1)), "{00000000-0000-0000-0000-000000000001}"),
        arguments("grade[]", asList("K", null), "{K,NULL}"),
        arguments("code[]", List.of("abc"), "{abc}"),
        arguments("amount[]", List.of(5L), "{5.00}"),
        arguments("codes", List.of("abc"), "{abc}"),
        arguments("int4", null, null),
        arguments("text[]", null, null));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("values")
  void postgresPrintsTheValueThatWasCopied(String type, Object value, String printed)
      throws SQLException {
    assertThat(copied(type, asList(value))).containsExactly(printed);
  }

  @Test
  void numericsOfAnySizeAndScaleComeBackEqual() throws SQLException {
    Random random = new Random(20_261_122);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      BigInteger unscaled = new BigInteger(random.nextInt(1, 260), random);
      int scale = random.nextInt(4) == 0 ? random.nextInt(-80, 200) : random.nextInt(0, 20);
      values.add(new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale));
    }

    List<String> printed = copied("numeric", values);

    for (int i = 0; i < values.size(); i++) {
      BigDecimal sent = (BigDecimal) values.get(i);
      BigDecimal shown = sent.scale() < 0 ? sent.setScale(0) : sent;
      assertThat(new BigDecimal(printed.get(i))).isEqualTo(shown);
    }
  }

  @Test
  void bytesInLatinOneOrUtf8AreTheSameText() {
    String text = "\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff";
    CopyBuffer buffer = new CopyBuffer(0);

    buffer.putUtf8(text);

    assertThat(buffer.array())
        .startsWith(text.getBytes(StandardCharsets.UTF_8))
        .hasSizeGreaterThanOrEqualTo(buffer.size());
    assertThat(buffer.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static List<String> copied(String type, List<Object> values) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL TIME ZONE 'UTC'");
      statement.execute("CREATE TABLE \"of " + type + "\" (v " + type + ")");
      Map<String, TargetTable> tables =
          TargetCatalog.read(connection, "public", List.of("of " + type));
      TestRows rows = new TestRows(tables.get("of " + type), "v");
      for (int i = 0; i < values.size(); i++) {
        rows.add(i, TestRows.row(values.get(i)));
      }
      TableSlices slices = new TableSlices(List.of(rows.rows()), all(values.size()));
      new DirectSender(connection, List.of(slices)).send(0, values.size());
      List<String> printed = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery("SELECT v::text FROM \"of " + type + "\" ORDER BY ctid")) {
        while (result.next()) {
          printed.add(result.getString(1));
        }
      }
      connection.rollback();
      return printed;
    }
  }

  private static BitSet all(int rows) {
    BitSet all = new BitSet();
    all.set(0, rows);
    return all;
  }
}
