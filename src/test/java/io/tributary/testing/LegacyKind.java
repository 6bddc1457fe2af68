package io.tributary.testing;

import static java.util.stream.Collectors.joining;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The kinds of legacy server that tests run against, with what they write in different words. A
 * test class that holds for both takes one as its {@code @Parameter}.
 */
public enum LegacyKind {
  /** H2 in SQL Server mode: always there. */
  H2,
  /** SQL Server, or what speaks its protocol: where {@link SqlServerUnderTest} finds one. */
  SQL_SERVER;

  /** The text that is meant for this kind. */
  public String pick(String h2, String sqlServer) {
    return this == H2 ? h2 : sqlServer;
  }

  /** A statement that fails on a server that cannot hold a NUL character in text. */
  public String holdsNul() {
    return pick(
        "SELECT 1",
        "SELECT 1 / CASE WHEN DATALENGTH(N'a' + NCHAR(0) + N'b') = 6 THEN 1 ELSE 0 END");
  }

  /** A character type that holds "abc" and "ABC" equal. */
  public String caselessText(int length) {
    return pick("VARCHAR_IGNORECASE(%d)", "VARCHAR(%d) COLLATE Latin1_General_CI_AS")
        .formatted(length);
  }

  /** What stands in a FROM clause and has the whole numbers as its column X. */
  public String numbers(long from, long to) {
    if (this == H2) {
      return "SYSTEM_RANGE(%d, %d)".formatted(from, to);
    }
    int digits = Long.toString(to - from).length();
    String number =
        IntStream.range(0, digits)
            .mapToObj(i -> "d%d.d * %d".formatted(i, (long) Math.pow(10, i)))
            .collect(joining(" + "));
    String ten = LongStream.range(0, 10).mapToObj("(%d)"::formatted).collect(joining(", "));
    String product =
        IntStream.range(0, digits)
            .mapToObj(i -> "(VALUES %s) AS d%d (d)".formatted(ten, i))
            .collect(joining(" CROSS JOIN "));
    return "(SELECT n.x AS X FROM (SELECT CAST(%d + %s AS BIGINT) AS x FROM %s) AS n WHERE n.x <= %d) AS r"
        .formatted(from, number, product, to);
  }
}
