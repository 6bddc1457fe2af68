package io.tributary.copy;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.fault.InvalidInputException;
import io.tributary.testing.TestPostgres;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnEncodersRefusalTest {

  private static TestPostgres postgres;

  @BeforeAll
  static void createTypes() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TYPE grade AS ENUM ('K', '1st')",
        "CREATE DOMAIN code AS varchar(5)",
        "CREATE DOMAIN present AS text NOT NULL",
        "CREATE DOMAIN present_below AS present",
        "CREATE DOMAIN numbers AS int4[]");
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments("int2", 32768L, Reason.OUT_OF_RANGE),
        arguments("int2", -32769L, Reason.OUT_OF_RANGE),
        arguments("int4", 2147483648L, Reason.OUT_OF_RANGE),
        arguments("int4", -2147483649L, Reason.OUT_OF_RANGE),
        arguments("float4", 0.1, Reason.SCALE_LOST),
        arguments("float4", 1e300, Reason.OUT_OF_RANGE),
        arguments("numeric(5,2)", new BigDecimal("1.234"), Reason.SCALE_LOST),
        arguments("numeric(5,2)", new BigDecimal("1000"), Reason.OUT_OF_RANGE),
        arguments("numeric(5,2)", new BigDecimal("-999.995"), Reason.SCALE_LOST),
        arguments("numeric(5,2)", 1000L, Reason.OUT_OF_RANGE),
        arguments("numeric(5,2)", Long.MIN_VALUE, Reason.OUT_OF_RANGE),
        arguments("numeric(5,2)", new BigDecimal("1E+1000000000"), Reason.OUT_OF_RANGE),
        arguments("numeric(5,0)", new BigDecimal("0.5"), Reason.SCALE_LOST),
        arguments("numeric(3,5)", new BigDecimal("0.01"), Reason.OUT_OF_RANGE),
        arguments("numeric(3,-2)", 12345L, Reason.SCALE_LOST),
        arguments("numeric(3,-2)", 100000L, Reason.OUT_OF_RANGE),
        arguments("numeric(38,2)", new BigDecimal("1E+36"), Reason.OUT_OF_RANGE),
        arguments("numeric(38,30)", new BigDecimal("1E-31"), Reason.SCALE_LOST),
        arguments("numeric", new BigDecimal("1E+131072"), Reason.OUT_OF_RANGE),
        arguments("numeric", new BigDecimal("1E-16384"), Reason.SCALE_LOST),
        arguments("numeric", new BigDecimal("7".repeat(12_500)), Reason.OUT_OF_RANGE),
        arguments("varchar(3)", "abcd", Reason.TOO_LONG),
        arguments("varchar(3)", "abc ", Reason.TOO_LONG),
        arguments("char(3)", "abc ", Reason.TOO_LONG),
        arguments("code", "123456", Reason.TOO_LONG),
        arguments("text", "a\0b", Reason.NUL_CHARACTER),
        arguments("text", "a\ud83d", Reason.UNPAIRED_SURROGATE),
        arguments("text", "\ud83da", Reason.UNPAIRED_SURROGATE),
        arguments("text", "\ude00", Reason.UNPAIRED_SURROGATE),
        arguments("date", LocalDate.of(-4713, 11, 23), Reason.OUT_OF_RANGE),
        arguments("date", LocalDate.of(5_874_898, 1, 1), Reason.OUT_OF_RANGE),
        arguments("date", LocalDate.MAX, Reason.OUT_OF_RANGE),
        arguments("time", LocalTime.of(1, 2, 3, 100), Reason.FRACTION_LOST),
        arguments("time(2)", LocalTime.of(1, 2, 3, 1_000_000), Reason.FRACTION_LOST),
        arguments("timestamp", LocalDateTime.of(2020, 1, 1, 0, 0, 0, 100), Reason.FRACTION_LOST),
        arguments("timestamp", LocalDateTime.of(1990, 1, 1, 0, 0, 0, 100), Reason.FRACTION_LOST),
        arguments("timestamp(0)", LocalDateTime.of(2020, 1, 1, 0, 0, 0, 1), Reason.FRACTION_LOST),
        arguments("timestamp", LocalDateTime.of(294_277, 1, 1, 0, 0), Reason.OUT_OF_RANGE),
        arguments("timestamp", LocalDateTime.MAX, Reason.OUT_OF_RANGE),
        arguments("timestamptz", Instant.MIN, Reason.OUT_OF_RANGE),
        arguments("timestamptz(3)", Instant.ofEpochSecond(0, 1_000), Reason.FRACTION_LOST),
        arguments("json", "", Reason.NOT_CONVERTIBLE),
        arguments("json", "{a:1}", Reason.NOT_CONVERTIBLE),
        arguments("json", "[1,]", Reason.NOT_CONVERTIBLE),
        arguments("json", "1 2", Reason.NOT_CONVERTIBLE),
        arguments("json", "{} x", Reason.NOT_CONVERTIBLE),
        arguments("json", "\"a\tb\"", Reason.NOT_CONVERTIBLE),
        arguments("json", "[\"open", Reason.NOT_CONVERTIBLE),
        arguments("json", "01", Reason.NOT_CONVERTIBLE),
        arguments("json", "NaN", Reason.NOT_CONVERTIBLE),
        arguments("json", "\"\0\"", Reason.NUL_CHARACTER),
        arguments("jsonb", "[\"\\u0000\"]", Reason.NUL_CHARACTER),
        arguments("jsonb", "{\"\\u0000\":1}", Reason.NUL_CHARACTER),
        arguments("jsonb", "[\"\\ud83d\"]", Reason.UNPAIRED_SURROGATE),
        arguments("jsonb", "[\"\\x\"]", Reason.NOT_CONVERTIBLE),
        arguments("jsonb", "{\"a\":1,\"a\":2}", Reason.NOT_CONVERTIBLE),
        arguments("grade", "k", Reason.UNKNOWN_VALUE),
        arguments("int2[]", asList(1L, 40000L), Reason.OUT_OF_RANGE),
        arguments("varchar(2)[]", List.of("abc"), Reason.TOO_LONG),
        arguments("code[]", List.of("123456"), Reason.TOO_LONG),
        arguments("text NOT NULL", null, Reason.NULL_NOT_ALLOWED),
        arguments("present", null, Reason.NULL_NOT_ALLOWED),
        arguments("present_below", null, Reason.NULL_NOT_ALLOWED));
  }

  @ParameterizedTest(name = "{0} {index} {2}")
  @MethodSource("values")
  void aValueThatWouldChangeIsRefusedWithItsReason(String type, Object value, Reason reason)
      throws SQLException {
    ColumnEncoder encoder = ColumnEncoders.of(column(type));

    RowRefusedException refusal =
        catchThrowableOfType(
            RowRefusedException.class, () -> encoder.encode(value, new CopyBuffer(8)));

    assertThat(refusal.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bool",
        "int2",
        "int4",
        "int8",
        "float4",
        "float8",
        "numeric",
        "text",
        "varchar(3)",
        "grade",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "uuid",
        "bytea",
        "json",
        "jsonb",
        "int4[]"
      })
  void aValueOfAClassThatTheTypeNeverTakesIsAnErrorInTheProgram(String type) throws SQLException {
    ColumnEncoder encoder = ColumnEncoders.of(column(type));

    assertThatThrownBy(() -> encoder.encode(new StringReader("secret"), new CopyBuffer(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.io.StringReader");
  }

  @ParameterizedTest
  @ValueSource(strings = {"interval", "int4range", "point", "timetz", "numbers[]", "bit(3)"})
  void aTypeThatIsNotWrittenIsNamedWithItsColumnAndTheWayOut(String type) throws SQLException {
    TargetTable table = table(type);
    TargetColumn column = table.columns().get(0);

    assertThatThrownBy(() -> ColumnEncoders.of(table, column))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0401 public.of " + type + ".v: ")
        .hasMessageContaining(column.sqlType())
        .hasMessageContaining("give it one of the types");
  }

  @Test
  void aColumnThatPostgresComputesCannotBeWritten() throws SQLException {
    TargetColumn column = column("int4 GENERATED ALWAYS AS (1) STORED");

    assertThatThrownBy(() -> ColumnEncoders.of(column))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0402 v: ");
  }

  private static TargetColumn column(String type) throws SQLException {
    return table(type).columns().get(0);
  }

  private static TargetTable table(String type) throws SQLException {
    String name = "of " + type;
    postgres.execute("CREATE TABLE IF NOT EXISTS \"" + name + "\" (v " + type + ")");
    try (Connection connection = postgres.dataSource().getConnection()) {
      return TargetCatalog.read(connection, "public", List.of(name)).get(name);
    }
  }
}
