package io.tributary.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.testing.TestPostgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CHECK constraints whose meaning is certain refuse a value before it is sent. */
class ColumnCheckTest {

  private static TestPostgres postgres;
  private static int number;

  @BeforeAll
  static void create() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE DOMAIN age AS smallint",
        "CREATE DOMAIN code AS varchar(5)",
        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)",
        "CREATE FUNCTION is_odd(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 2 = 1'",
        "CREATE FUNCTION opposite(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS"
            + " 'SELECT $1 < $2'",
        "CREATE SCHEMA odd",
        "CREATE OPERATOR odd.>= (FUNCTION = opposite, LEFTARG = int, RIGHTARG = int)");
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  static List<Arguments> understood() {
    return List.of(
        Arguments.of("int", "c >= 3 AND c <= 5", values(3L, 4L, 5L), values(2L, 6L, -9L)),
        Arguments.of("int", "c > -3 AND c < 5", values(-2L, 4L), values(-3L, 5L)),
        Arguments.of("smallint", "c BETWEEN 1 AND 3", values(1L, 3L), values(0L, 4L)),
        Arguments.of("bigint", "c < 10000000000", values(9_999_999_999L), values(10_000_000_000L)),
        Arguments.of("bigint", "c >= 5::bigint", values(5L), values(4L)),
        Arguments.of("int", "c = ANY (ARRAY[1, 2])", values(1L, 2L), values(3L)),
        Arguments.of("int", "c IN (7)", values(7L), values(8L)),
        Arguments.of("int", "c > 0 AND (c < 9 AND c IN (5, 10))", values(5L), values(10L, 6L)),
        Arguments.of("age", "c >= 3", values(3L), values(2L)),
        Arguments.of(
            "numeric(4,2)",
            "c >= 0 AND c <= 9.50",
            values(new BigDecimal("9.5"), new BigDecimal("0.00"), 9L),
            values(new BigDecimal("9.51"), -1L)),
        Arguments.of(
            "numeric",
            "c IN (1.5, 2, -3)",
            values(new BigDecimal("1.50"), 2L, new BigDecimal("-3.0")),
            values(new BigDecimal("1.51"), 3L)),
        Arguments.of("text", "c IN ('it''s', 'B')", values("it's", "B"), values("b", "")),
        Arguments.of("text", "c = 'B'", values("B"), values("B ")),
        Arguments.of("varchar(5)", "c IN ('A', 'B')", values("A"), values("C")),
        Arguments.of("varchar", "c = 'A'", values("A"), values("C")),
        Arguments.of(
            "varchar(5)",
            "c::text = ANY (ARRAY['A'::varchar::text, 'B'::varchar::text])",
            values("A", "B"),
            values("C")),
        Arguments.of("code", "c IN ('A', 'B')", values("A", "B"), values("C")),
        Arguments.of(
            "date",
            "c >= '1900-01-01' AND c < '2100-01-01'",
            values(LocalDate.of(1900, 1, 1)),
            values(LocalDate.of(1899, 12, 31), LocalDate.of(2100, 1, 1))));
  }

  private static List<Object> values(Object... values) {
    return List.of(values);
  }

  @ParameterizedTest
  @MethodSource("understood")
  void aValueIsJudgedAsPostgresWould(String type, String check, List<Object> good, List<Object> bad)
      throws SQLException {
    ColumnEncoder encoder = encoder(type, check);

    assertThat(good).allSatisfy(value -> encoder.encode(value, new CopyBuffer(16)));
    assertThat(bad)
        .allSatisfy(
            value ->
                assertThatThrownBy(() -> encoder.encode(value, new CopyBuffer(16)))
                    .isInstanceOfSatisfying(
                        RowRefusedException.class,
                        e -> {
                          assertThat(e.reason()).isEqualTo(Reason.CHECK_VIOLATED);
                          assertThat(e).hasMessage("a value that constraint rule does not allow");
                        }));
    encoder.encode(null, new CopyBuffer(16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int: c >= 0 OR c = -1",
        "int: c <> 5",
        "int: c IS NOT NULL",
        "int: NOT c < 0",
        "int: c >= 0.5",
        "int: c IN (1, NULL)",
        "int: c > other",
        "int: c > 0 AND other > 0",
        "int: is_odd(c)",
        "int: c > 0 AND is_odd(c)",
        "int: c + 1 > 0",
        "int: c OPERATOR(odd.>=) 5",
        "int: c >= 0.6::int",
        "real: c >= 0",
        "char(3): c IN ('A')",
        "text: c > 'a'",
        "text: c LIKE 'a%'",
        "text: lower(c) = 'a'",
        "text: c = E'a\\\\b'",
        "text: c = 'abc'::varchar(2)",
        "text COLLATE any_case: c = 'a'",
        "text: c COLLATE any_case = 'a'",
        "date: c <= 'infinity'",
        "date: c >= '2000-01-01'::timestamp",
        "date: c >= '0044-03-15 BC'",
        "date: c < current_date",
        "int[]: c = ARRAY[1]"
      })
  void whatIsNotCertainIsLeftToPostgres(String columnAndCheck) throws SQLException {
    String[] parts = columnAndCheck.split(": ", 2);

    assertThat(column(parts[0], parts[1]).checks()).isEmpty();
  }

  @Test
  void theTypeHasTheFirstWord() throws SQLException {
    ColumnEncoder encoder = encoder("smallint", "c < 100");

    assertThatThrownBy(() -> encoder.encode(40_000L, new CopyBuffer(16)))
        .hasMessage("outside the range of smallint");
  }

  @Test
  void aCheckThatIsNotEnforcedIsNoRule() throws SQLException {
    assertThat(column("int", "c > 0", "NOT ENFORCED").checks()).isEmpty();
    assertThat(column("int", "c > 0", "NOT VALID").checks()).hasSize(1);
  }

  @Test
  void aTableWithATriggerIsLeftToPostgres() throws SQLException {
    postgres.execute(
        "CREATE TABLE mended (c int CHECK (c > 0))",
        "CREATE FUNCTION mend() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.c := 1; RETURN NEW; END'",
        "CREATE TRIGGER t BEFORE INSERT ON mended FOR EACH ROW EXECUTE FUNCTION mend()");

    TargetTable table = TestLoads.tables(postgres, "mended").get("mended");

    assertThat(table.column("c").orElseThrow().checks()).isEmpty();
  }

  private static ColumnEncoder encoder(String type, String check) throws SQLException {
    TargetColumn column = column(type, check);
    assertThat(column.checks()).extracting(ColumnCheck::constraint).containsExactly("rule");
    return ColumnEncoders.of(column);
  }

  private static TargetColumn column(String type, String check, String... options)
      throws SQLException {
    String name = "t" + number++;
    postgres.execute(
        "CREATE TABLE " + name + " (c " + type + ", other int)",
        "ALTER TABLE "
            + name
            + " ADD CONSTRAINT rule CHECK ("
            + check
            + ") "
            + String.join(" ", options));
    return TestLoads.tables(postgres, name).get(name).column("c").orElseThrow();
  }
}
