package io.tributary.types;

import static io.tributary.types.TypePair.type;

import io.tributary.testing.LegacyKind;
import java.util.ArrayList;
import java.util.List;

/** What docs/sql-server.md says about types, with the edge values of each. */
final class TypeTable {

  private static final String EWKB = "{ from: Value, as: ewkb }";
  private static final String INSTANT = "{ from: Value, as: timestamptz }";

  /** Divides by nothing where the server rounds what a datetime2(7) has behind the microseconds. */
  private static final String HUNDRED_NANOSECONDS =
      """
      SELECT 1 / CASE WHEN CAST('2020-01-01 00:00:00.0000001' AS DATETIME2(7))
        > CAST('2020-01-01 00:00:00' AS DATETIME2(7)) THEN 1 ELSE 0 END""";

  private TypeTable() {}

  /** The pairs whose legacy types a kind of server can be expected to have. */
  static List<TypePair> pairs(LegacyKind kind) {
    List<TypePair> pairs = new ArrayList<>();
    numbers(pairs);
    text(pairs, kind);
    times(pairs);
    bytes(pairs, kind);
    places(pairs, kind);
    if (kind == LegacyKind.SQL_SERVER) {
      sqlServerOnly(pairs);
    }
    return pairs;
  }

  private static void numbers(List<TypePair> pairs) {
    pairs.add(type("BIT", "boolean").turns("1", "true").turns("0", "false"));
    pairs.add(type("BIT", "{ from: Value, as: integer }", "smallint").keeps("1", "0"));
    pairs.add(
        type("BIT", "{ from: Value, as: boolean, negate: true }", "boolean")
            .turns("1", "false")
            .turns("0", "true"));
    pairs.add(type("SMALLINT", "smallint").keeps("-32768", "0", "32767"));
    pairs.add(type("INT", "integer").keeps("-2147483648", "0", "2147483647"));
    pairs.add(type("INT", "bigint").keeps("-2147483648", "0", "2147483647"));
    pairs.add(type("INT", "smallint").keeps("32767").refuses("32768", "OUT_OF_RANGE"));
    pairs.add(type("INT", "{ from: Value, as: text }", "text").keeps("-2147483648", "0"));
    pairs.add(type("BIGINT", "bigint").keeps("-9223372036854775807", "0", "9223372036854775807"));
    pairs.add(type("BIGINT", "numeric(19,0)").keeps("9223372036854775807", "-1"));
    pairs.add(
        type("DECIMAL(38,0)", "numeric")
            .keeps("99999999999999999999999999999999999999", "0")
            .keeps("-99999999999999999999999999999999999999"));
    pairs.add(
        type("DECIMAL(38,38)", "numeric(38,38)")
            .keeps("0.99999999999999999999999999999999999999")
            .keeps("-0.00000000000000000000000000000000000001"));
    pairs.add(
        type("DECIMAL(10,4)", "numeric(10,2)")
            .turns("1.2300", "1.23")
            .refuses("1.2345", "SCALE_LOST"));
    pairs.add(
        type("DECIMAL(10,4)", "{ from: Value, as: decimal, round: truncate }", "numeric(10,2)")
            .turns("1.2399", "1.23")
            .turns("-1.2399", "-1.23"));
    pairs.add(
        type("DECIMAL(10,4)", "{ from: Value, as: decimal, round: half-up }", "numeric(10,2)")
            .turns("1.2350", "1.24")
            .turns("-1.2350", "-1.24"));
    pairs.add(type("DECIMAL(10,2)", "{ from: Value, as: text }", "text").keeps("1.50", "-0.01"));
    pairs.add(
        type("MONEY", "numeric(19,4)")
            .keeps("-922337203685477.5808", "922337203685477.5807", "0.0001"));
    pairs.add(type("SMALLMONEY", "numeric(10,4)").keeps("-214748.3648", "214748.3647"));
    pairs.add(
        type("FLOAT", "double precision")
            .turns("CAST('1.7976931348623157E308' AS FLOAT)", "1.7976931348623157e+308")
            .turns("CAST('2.2250738585072014E-308' AS FLOAT)", "2.2250738585072014e-308")
            .turns("CAST('0.30000000000000004' AS FLOAT)", "0.30000000000000004")
            .keeps("0"));
    pairs.add(
        type("REAL", "real")
            .turns("CAST('3.4028235E38' AS REAL)", "3.4028235e+38")
            .turns("CAST('1.17549435E-38' AS REAL)", "1.1754944e-38")
            .turns("CAST('0.1' AS REAL)", "0.1"));
    pairs.add(type("REAL", "double precision").turns("CAST('0.1' AS REAL)", "0.10000000149011612"));
  }

  private static void text(List<TypePair> pairs, LegacyKind kind) {
    String nul = kind.pick("'a' || CHAR(0) || 'b'", "N'a' + NCHAR(0) + N'b'");
    String half = kind.pick("'a' || CHAR(55357) || 'b'", "N'a' + NCHAR(55357) + N'b'");
    pairs.add(type("CHAR(4)", "text").turns("'ab'", "ab  ").turns("''", "    "));
    pairs.add(
        type("CHAR(4)", "{ from: Value, clean: [ trim-right ] }", "varchar(4)")
            .turns("'ab'", "ab"));
    pairs.add(type("VARCHAR(10)", "varchar(10)").keeps("''", "' '", "'a b'", "'O’Neil'"));
    pairs.add(type("VARCHAR(10)", "varchar(3)").keeps("'abc'").refuses("'abcd'", "TOO_LONG"));
    pairs.add(
        type("VARCHAR(10)", "{ from: Value, as: text, round: truncate }", "varchar(3)")
            .turns("'abcd'", "abc"));
    pairs.add(
        type("NVARCHAR(20)", "text")
            .keeps("N'é漢😀'", "N'e\u0301'", "N'שלום'", "N'مرحبا'", "N'👨‍👩‍👧'", "N'\uFEFFx'"));
    pairs.add(type("NVARCHAR(20)", "varchar(2)").keeps("N'😀😀'").refuses("N'😀😀😀'", "TOO_LONG"));
    pairs.add(type("NCHAR(3)", "char(3)").turns("N'漢'", "漢"));
    pairs.add(type("NVARCHAR(9)", "text").refuses(nul, "NUL_CHARACTER").needing(kind.holdsNul()));
    pairs.add(type("NVARCHAR(9)", "text").refuses(half, "UNPAIRED_SURROGATE"));
    pairs.add(
        type("NVARCHAR(9)", "{ from: Value, clean: [ remove-nul ] }", "text")
            .turns(nul, "ab")
            .needing(kind.holdsNul()));
    pairs.add(
        type("NVARCHAR(9)", "{ from: Value, clean: [ replace-unpaired ] }", "text")
            .turns(half, "a\uFFFDb")
            .turns("N'😀'", "😀"));
    String wide =
        kind.pick("REPEAT('ä', 100000)", "REPLICATE(CAST(N'ä' AS NVARCHAR(MAX)), 100000)");
    pairs.add(
        type("NVARCHAR(MAX)", "text")
            .printedBy("char_length(value) || ' ' || octet_length(value)")
            .turns(wide, "100000 200000"));
    pairs.add(type("NTEXT", "text").keeps("N'漢 text'"));
    pairs.add(type("TEXT", "text").keeps("'old text'"));
    pairs.add(
        type("NVARCHAR(40)", "{ from: Value, as: json }", "jsonb")
            .turns("N'{\"a\":1}'", "{\"a\": 1}"));
    pairs.add(type("NVARCHAR(40)", "xml").keeps("N'<a>é</a>'"));
    pairs.add(
        type("UNIQUEIDENTIFIER", "uuid")
            .turns("'6F9619FF-8B86-D011-B42D-00C04FC964FF'", "6f9619ff-8b86-d011-b42d-00c04fc964ff")
            .keeps("'00000000-0000-0000-0000-000000000000'")
            .keeps("'ffffffff-ffff-ffff-ffff-ffffffffffff'"));
    pairs.add(
        type("UNIQUEIDENTIFIER", "{ from: Value, as: text }", "text")
            .keeps("'6f9619ff-8b86-d011-b42d-00c04fc964ff'"));
  }

  private static void times(List<TypePair> pairs) {
    pairs.add(
        type("DATE", "date")
            .keeps("'0001-01-01'", "'1582-10-04'", "'1582-10-10'", "'1582-10-15'", "'1752-09-05'")
            .keeps("'1899-12-31'", "'2024-02-29'", "'9999-12-31'"));
    pairs.add(
        type("DATE", "{ from: Value, as: timestamp }", "timestamp")
            .turns("'2024-02-29'", "2024-02-29 00:00:00"));
    pairs.add(
        type("TIME(6)", "time").keeps("'00:00:00'", "'23:59:59.999999'", "'12:00:00.000001'"));
    pairs.add(
        type("TIME(7)", "time")
            .keeps("'00:00:00'")
            .refuses("'00:00:00.0000001'", "FRACTION_LOST")
            .needing(HUNDRED_NANOSECONDS));
    pairs.add(
        type("DATETIME", "timestamp")
            .keeps(
                "'1753-01-01 00:00:00'", "'9999-12-31 23:59:59.997'", "'1899-12-31 23:59:59.003'")
            .keeps("'2024-03-10 02:30:00.007'"));
    pairs.add(
        type("DATETIME", INSTANT, "timestamptz")
            .turns("'2024-07-04 12:00:00'", "2024-07-04 17:00:00")
            .turns("'2024-03-10 02:30:00'", "2024-03-10 08:30:00")
            .turns("'2024-11-03 01:30:00'", "2024-11-03 06:30:00")
            .turns("'1753-01-01 00:00:00'", "1753-01-01 05:50:36")
            .turns("'9999-12-31 23:59:59.997'", "10000-01-01 05:59:59.997"));
    pairs.add(
        type(
                "DATETIME",
                "{ from: Value, as: timestamptz, gap: refuse, overlap: refuse }",
                "timestamptz")
            .refuses("'2024-03-10 02:30:00'", "TIME_IN_GAP")
            .refuses("'2024-11-03 01:30:00'", "TIME_IN_OVERLAP")
            .turns("'2024-11-03 02:30:00'", "2024-11-03 08:30:00"));
    pairs.add(
        type("DATETIME", "{ from: Value, as: timestamptz, overlap: later }", "timestamptz")
            .turns("'2024-11-03 01:30:00'", "2024-11-03 07:30:00"));
    pairs.add(
        type("SMALLDATETIME", "timestamp").keeps("'1900-01-01 00:00:00'", "'2079-06-06 23:59:00'"));
    pairs.add(
        type("DATETIME2(0)", "timestamp").keeps("'0001-01-01 00:00:00'", "'9999-12-31 23:59:59'"));
    pairs.add(
        type("DATETIME2(6)", "timestamp")
            .keeps("'0001-01-01 00:00:00.000001'", "'1582-10-10 12:00:00.5'")
            .keeps("'9999-12-31 23:59:59.999999'"));
    pairs.add(
        type("DATETIME2(7)", "timestamp")
            .keeps("'2024-01-01 00:00:00.123456'")
            .refuses("'2024-01-01 00:00:00.1234567'", "FRACTION_LOST")
            .needing(HUNDRED_NANOSECONDS));
    pairs.add(
        type("DATETIME2(7)", "{ from: Value, as: timestamp, round: truncate }", "timestamp")
            .turns("'9999-12-31 23:59:59.9999999'", "9999-12-31 23:59:59.999999")
            .needing(HUNDRED_NANOSECONDS));
    pairs.add(
        type("DATETIME2(3)", "{ from: Value, as: date }", "date")
            .turns("'1582-10-10 00:00:00'", "1582-10-10")
            .refuses("'2024-01-01 00:00:01'", "TIME_OF_DAY_LOST"));
    pairs.add(
        type("DATETIMEOFFSET(6)", "timestamptz")
            .turns("'2024-03-10 02:30:00.123456 +05:45'", "2024-03-09 20:45:00.123456")
            .turns("'1969-12-31 23:59:59.999999 -14:00'", "1970-01-01 13:59:59.999999")
            .turns("'0001-01-02 00:00:00 +14:00'", "0001-01-01 10:00:00"));
    pairs.add(
        type("DATETIMEOFFSET(0)", "{ from: Value, as: text }", "text")
            .turns("'2024-03-10 02:30:00 +05:45'", "2024-03-10T02:30:00+05:45"));
  }

  private static void bytes(List<TypePair> pairs, LegacyKind kind) {
    String some = kind.pick("X'00FF'", "0x00FF");
    String none = kind.pick("X''", "0x");
    pairs.add(type("BINARY(4)", "bytea").turns(some, "00ff0000"));
    pairs.add(type("VARBINARY(10)", "bytea").turns(some, "00ff").turns(none, ""));
    pairs.add(type("VARBINARY(MAX)", "bytea").turns(some, "00ff").turns(none, ""));
    pairs.add(type("IMAGE", "bytea").turns(some, "00ff"));
  }

  private static void sqlServerOnly(List<TypePair> pairs) {
    pairs.add(type("TINYINT", "smallint").keeps("0", "255"));
    pairs.add(type("XML", "xml").turns("N'<a>é😀</a>'", "<a>é😀</a>"));
    pairs.add(type("XML", "text").turns("N'<a/>'", "<a/>"));
    pairs.add(
        type("ROWVERSION NOT NULL", "bytea")
            .printedBy("octet_length(value)")
            .turns("DEFAULT", "8"));
    pairs.add(
        type("SQL_VARIANT", "text")
            .turns("CAST(-7 AS INT)", "-7")
            .turns("CAST(1.5 AS DECIMAL(9, 2))", "1.50")
            .turns("CAST(N'漢' AS NVARCHAR(9))", "漢")
            .turns("CAST('2024-01-02 10:00:00.123' AS DATETIME)", "2024-01-02T10:00:00.123")
            .turns("CAST('0001-01-02' AS DATE)", "0001-01-02")
            .turns("CAST(-0.0001 AS MONEY)", "-0.0001"));
    pairs.add(
        type("SQL_VARIANT", "text")
            .needing(
                "SELECT CONVERT(nvarchar(9), CAST(CAST(0x00FF AS sql_variant) AS varbinary(9)), 1)")
            .turns("CAST(0x00FF AS VARBINARY(4))", "0x00FF"));
    pairs.add(
        type("SQL_VARIANT", "text")
            .printedBy("value::float8::text")
            .turns("CAST('0.30000000000000004' AS FLOAT)", "0.30000000000000004"));
    pairs.add(type("HIERARCHYID", "text").turns("CAST('/1/2.1/' AS HIERARCHYID)", "/1/2.1/"));
    String school = "geography::STGeomFromText('POINT (-93.1 44.9)', 4326)";
    pairs.add(type("GEOGRAPHY", "text").turns(school, "SRID=4326;POINT (-93.1 44.9)"));
    pairs.add(
        type("GEOGRAPHY", EWKB, "bytea")
            .turns(school, "0101000020e610000066666666664657c03333333333734640"));
  }

  /** H2 writes its EWKB with the high byte first, SQL Server with the low one. */
  private static void places(List<TypePair> pairs, LegacyKind kind) {
    String point =
        kind.pick("'SRID=4326;POINT (1 2)'", "geometry::STGeomFromText('POINT (1 2)', 4326)");
    String high = kind.pick("'POINT Z (1 2 3)'", "geometry::STGeomFromText('POINT (1 2 3)', 0)");
    pairs.add(type("GEOMETRY", "text").turns(point, "SRID=4326;POINT (1 2)"));
    pairs.add(
        type("GEOMETRY", EWKB, "bytea")
            .turns(
                point,
                kind.pick(
                    "0020000001000010e63ff00000000000004000000000000000",
                    "0101000020e6100000000000000000f03f0000000000000040"))
            .turns(
                high,
                kind.pick(
                    "00800000013ff000000000000040000000000000004008000000000000",
                    "01e903002000000000000000000000f03f00000000000000400000000000000840")));
  }
}
