package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Retries;
import io.tributary.manifest.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between the kinds of legacy server. */
class DialectTest {

  private final Dialect sqlServer = new SqlServerDialect();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:sqlserver://Db1.Example:1433;databaseName=A | sqlserver:db1.example:1433",
        "jdbc:sqlserver://db1.example;databaseName=B;encrypt=true | sqlserver:db1.example:1433",
        "jdbc:sqlserver://db1.example;portNumber=1444 | sqlserver:db1.example:1444",
        "jdbc:sqlserver://;serverName=db1.example;port=1433 | sqlserver:db1.example:1433",
        "jdbc:sqlserver://db1\\SIS;databaseName=A | sqlserver:db1\\sis",
        "jdbc:sqlserver://db1;instanceName=SIS | sqlserver:db1\\sis",
        "jdbc:sqlserver://db1\\SIS:1450 | sqlserver:db1\\sis:1450"
      })
  void tenantsOfOneSqlServerShareItsName(String url, String server) {
    assertThat(sqlServer.server(connection(url))).isEqualTo(server);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "jdbc:sqlserver://db1;databaseName=A | nothing",
        "jdbc:sqlserver://db1;encrypt=strict | nothing",
        "jdbc:sqlserver://db1;encrypt=false | it is not encrypted (encrypt=false)",
        "jdbc:sqlserver://db1;ENCRYPT=Optional | it is not encrypted (encrypt=optional)",
        "jdbc:sqlserver://db1;trustServerCertificate=true"
            + " | any server is trusted (trustServerCertificate=true)"
      })
  void aConnectionThatIsNotProtectedIsTold(String url, @Nullable String exposure) {
    assertThat(sqlServer.exposure(connection(url))).isEqualTo(Optional.ofNullable(exposure));
  }

  @Test
  void anH2DatabaseIsAServerOfItsOwn() {
    assertThat(new H2Dialect().server(connection("jdbc:h2:file:/data/north;MODE=MSSQLServer")))
        .isEqualTo("jdbc:h2:file:/data/north");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://x/y", "sqlserver://x", ""})
  void anUnknownUrlIsRefusedAtTheTenant(String url) {
    assertThatThrownBy(
            () ->
                new LegacyDatabases(
                    District.manifest(
                        List.of(District.tenant("a", url, 1), District.tenant("b", url, 1)),
                        Map.of()),
                    Retries.NONE,
                    Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.problems()).hasSize(2))
        .hasMessageContainingAll("TRB-0301", "tenant a", "tenant b", "m.yaml:3:5");
  }

  @ParameterizedTest
  @CsvSource({
    "bit, BOOLEAN",
    "tinyint, INTEGER",
    "smallint, INTEGER",
    "int, INTEGER",
    "int identity, INTEGER",
    "bigint, INTEGER",
    "decimal, DECIMAL",
    "decimal() identity, DECIMAL",
    "numeric, DECIMAL",
    "money, DECIMAL",
    "smallmoney, DECIMAL",
    "real, REAL",
    "float, DOUBLE",
    "char, TEXT",
    "varchar, TEXT",
    "nchar, TEXT",
    "nvarchar, TEXT",
    "text, TEXT",
    "ntext, TEXT",
    "xml, TEXT",
    "sql_variant, TEXT",
    "hierarchyid, TEXT",
    "geometry, TEXT",
    "geography, TEXT",
    "date, DATE",
    "time, TIME",
    "datetime, TIMESTAMP",
    "smalldatetime, TIMESTAMP",
    "datetime2, TIMESTAMP",
    "datetimeoffset, TIMESTAMPTZ",
    "uniqueidentifier, UUID",
    "binary, BYTES",
    "varbinary, BYTES",
    "image, BYTES",
    "timestamp, BYTES",
    "rowversion, BYTES"
  })
  void everySqlServerTypeHasItsSourceType(String typeName, SourceType expected) {
    assertThat(sqlServer.sourceType(typeName)).contains(expected);
  }

  @Test
  void sqlServerLooksForACharacterThatIsNoWhiteSpace() {
    assertThat(sqlServer.isFilled("t.[Note]"))
        .startsWith("DATALENGTH(REPLACE(REPLACE(")
        .contains("(CAST(t.[Note] AS NVARCHAR(MAX)) COLLATE Latin1_General_BIN2, NCHAR(9), N'')")
        .contains(", NCHAR(32), N''), NCHAR(160), N''), NCHAR(5760), N'')")
        .endsWith(", NCHAR(12288), N'')) > 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "json", "cursor"})
  void someSqlServerTypesCannotBeRead(String typeName) {
    assertThat(sqlServer.sourceType(typeName)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "varchar; 50; 0; varchar(50)",
        "nvarchar; 0; 0; nvarchar(max)",
        "char; 3; 0; char(3)",
        "decimal() identity; 18; 0; decimal(18, 0)",
        "money; 19; 4; money",
        "datetime; 0; 3; datetime",
        "datetime2; 0; 7; datetime2(7)",
        "time; 0; 0; time(0)",
        "datetimeoffset; 0; 7; datetimeoffset(7)",
        "int identity; 0; 0; int",
        "uniqueidentifier; 0; 0; uniqueidentifier",
        "xml; 0; 0; xml"
      })
  void aSqlServerTypeIsWrittenAsInACast(String name, int length, int scale, String expected) {
    assertThat(sqlServer.sqlType(name, length, scale)).isEqualTo(expected);
  }

  @Test
  void sqlServerIsAskedForIndexesThatCoverAllRows() {
    assertThat(sqlServer.tablesSql(2))
        .isEqualTo(
            """
            SELECT asked.number, s.name, o.name, i.name, c.name, ic.key_ordinal, i.is_unique
            FROM (VALUES (0, CAST(? AS nvarchar(128)), CAST(? AS nvarchar(128))), \
            (1, CAST(? AS nvarchar(128)), CAST(? AS nvarchar(128)))) \
            AS asked (number, schema_name, table_name)
            JOIN sys.schemas AS s ON s.name = asked.schema_name
            JOIN sys.objects AS o
              ON o.schema_id = s.schema_id AND o.name = asked.table_name AND o.type IN ('U', 'V')
            LEFT JOIN sys.indexes AS i
              ON i.object_id = o.object_id
              AND i.has_filter = 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
            LEFT JOIN sys.index_columns AS ic
              ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.key_ordinal > 0
            LEFT JOIN sys.columns AS c
              ON c.object_id = ic.object_id AND c.column_id = ic.column_id""");
  }

  @Test
  void aPlaceOnAMapIsReadAsTextOrAsBytesWithItsSrid() {
    SourceColumn text = new SourceColumn("P", SourceType.TEXT, "geometry", 0, 0, true);
    SourceColumn bytes = new SourceColumn("P", SourceType.BYTES, "geography", 0, 0, true);

    assertThat(sqlServer.readable(text, "t.[P]"))
        .contains("'SRID=' + CAST(t.[P].STSrid AS nvarchar(11)) + ';' + t.[P].AsTextZM()");
    assertThat(sqlServer.readable(bytes, "t.[P]"))
        .contains(
            """
            CASE
              WHEN t.[P].STIsEmpty() = 1 AND t.[P].STGeometryType() = 'Point'
              THEN 0x0101000020
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 4, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 3, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 2, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 1, 1)
                + 0x000000000000F87F000000000000F87F
              ELSE SUBSTRING(t.[P].AsBinaryZM(), 1, 4) + 0x20
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 4, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 3, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 2, 1)
                + SUBSTRING(CAST(t.[P].STSrid AS binary(4)), 1, 1)
                + SUBSTRING(t.[P].AsBinaryZM(), 6, DATALENGTH(t.[P].AsBinaryZM()))
            END""");
  }

  @Test
  void sqlServerIsAskedForRowCountsOnceADatabase() {
    assertThat(sqlServer.rowEstimatesSql())
        .isEqualTo(
            """
            SELECT s.name, t.name, SUM(p.rows)
            FROM sys.tables AS t
            JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            JOIN sys.partitions AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)
            GROUP BY s.name, t.name""");
  }

  private static Connection connection(String url) {
    return new Connection(url, Optional.empty(), Optional.empty(), Map.of(), 1);
  }
}
