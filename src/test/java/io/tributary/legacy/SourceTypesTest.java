package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Entity;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each legacy type is read as one source type, exactly, or refused by name. */
class SourceTypesTest {

  private final District district = new District();

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "BIT; 1; BOOLEAN; true; BOOLEAN; 0; 0",
        "TINYINT; 127; INTEGER; 127; TINYINT; 0; 0",
        "SMALLINT; -32768; INTEGER; -32768; SMALLINT; 0; 0",
        "INT; 2147483647; INTEGER; 2147483647; INTEGER; 0; 0",
        "BIGINT; -9223372036854775808; INTEGER; -9223372036854775808; BIGINT; 0; 0",
        "DECIMAL(12, 3); 123456789.120; DECIMAL; 123456789.120; DECIMAL(12, 3); 12; 3",
        "NUMERIC(38, 0); 12345678901234567890123456789012345678; DECIMAL;"
            + " 12345678901234567890123456789012345678; NUMERIC(38, 0); 38; 0",
        "MONEY; 922337203685477.5807; DECIMAL; 922337203685477.5807; NUMERIC(19, 4); 19; 4",
        "SMALLMONEY; -0.0001; DECIMAL; -0.0001; NUMERIC(10, 4); 10; 4",
        "REAL; 1.5; REAL; 1.5; REAL; 0; 0",
        "FLOAT; 1.5e300; DOUBLE; 1.5E300; DOUBLE PRECISION; 0; 0",
        "CHAR(3); 'abc'; TEXT; abc; CHARACTER(3); 3; 0",
        "NVARCHAR(20); N'é漢😀'; TEXT; é漢😀; CHARACTER VARYING(20); 20; 0",
        "VARCHAR(MAX); 'x'; TEXT; x; CHARACTER VARYING; 0; 0",
        "NTEXT; 'x'; TEXT; x; CHARACTER VARYING; 0; 0",
        "CLOB; 'long'; TEXT; long; CHARACTER LARGE OBJECT; 0; 0",
        "DATE; '2024-02-29'; DATE; 2024-02-29; DATE; 0; 0",
        "TIME(7); '23:59:59.1234567'; TIME; 23:59:59.123456700; TIME(7); 0; 7",
        "DATETIME; '2024-03-10 02:30:00.123'; TIMESTAMP; 2024-03-10T02:30:00.123; TIMESTAMP(3);"
            + " 0; 3",
        "SMALLDATETIME; '2024-03-10 02:30:00'; TIMESTAMP; 2024-03-10T02:30; TIMESTAMP(0); 0; 0",
        "DATETIME2(7); '0001-01-01 00:00:00.0000001'; TIMESTAMP; 0001-01-01T00:00:00.000000100;"
            + " TIMESTAMP(7); 0; 7",
        "DATETIMEOFFSET(7); '2024-03-10 02:30:00.5+05:30'; TIMESTAMPTZ;"
            + " 2024-03-10T02:30:00.500+05:30; TIMESTAMP(7) WITH TIME ZONE; 0; 7",
        "UNIQUEIDENTIFIER; '6F9619FF-8B86-D011-B42D-00C04FC964FF'; UUID;"
            + " 6f9619ff-8b86-d011-b42d-00c04fc964ff; UUID; 0; 0"
      })
  void aValueIsReadAsItIs(
      String type,
      String literal,
      SourceType expected,
      String text,
      String sqlType,
      int length,
      int scale) {
    Batch batch = oneRow(type, literal);

    SourceColumn column = batch.shape().columns().get(1);
    assertThat(column).isEqualTo(new SourceColumn("Value", expected, sqlType, length, scale, true));
    assertThat(batch.row(0)[1]).isExactlyInstanceOf(expected.javaType()).hasToString(text);
    assertThat(batch.row(1)[1]).as("NULL").isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "BINARY(2); BINARY(2); 2",
        "VARBINARY(20); BINARY VARYING(20); 20",
        "VARBINARY(MAX); BINARY VARYING; 0",
        "IMAGE; BINARY LARGE OBJECT; 0"
      })
  void bytesAreReadAsTheyAre(String type, String sqlType, int length) {
    Batch batch = oneRow(type, "X'00FF'");

    assertThat(batch.shape().columns().get(1))
        .isEqualTo(new SourceColumn("Value", SourceType.BYTES, sqlType, length, 0, true));
    assertThat(batch.row(0)[1]).isEqualTo(new byte[] {0, -1});
    assertThat(batch.row(1)[1]).isNull();
  }

  @Test
  void aTypeThatCannotBeReadIsRefusedByColumnAndType() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Span] INTERVAL DAY, [Doc] JSON)");
    Entity entity = district.add("t", District.table("T", "Id"));

    assertThatThrownBy(() -> district.database().describe(entity))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("TRB-0308", "Span", "INTERVAL DAY", "Doc", "JSON", "m.yaml:3:5");
  }

  @Test
  void aTypeThatCannotBeReadMayBeIgnored() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Span] INTERVAL DAY)",
        "INSERT INTO [dbo].[T] VALUES (1, NULL)");
    Entity entity = district.add(District.entity("t", District.table("T", "Id"), Set.of("span")));

    assertThat(district.readAll(entity, 5).get(0).row(0)).containsExactly(1L);
  }

  private Batch oneRow(String type, String literal) {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Value] " + type + ")",
        "INSERT INTO [dbo].[T] VALUES (1, " + literal + "), (2, NULL)");
    return district.readAll(district.add("t", District.table("T", "Id")), 5).get(0);
  }
}
