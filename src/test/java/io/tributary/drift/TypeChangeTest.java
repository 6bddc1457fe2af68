package io.tributary.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How types compare: what each server writes, widened, narrowed and made another. */
class TypeChangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvarchar(50)             | nvarchar(50)              | SAME",
        "NVARCHAR(50)             | nvarchar(50)              | SAME",
        "nvarchar(50)             | nvarchar(80)              | WIDER",
        "nvarchar(80)             | nvarchar(50)              | NARROWER",
        "nvarchar(50)             | nvarchar(max)             | WIDER",
        "nvarchar(max)            | nvarchar(50)              | NARROWER",
        "varchar(50)              | nvarchar(50)              | WIDER",
        "nvarchar(50)             | varchar(50)               | NARROWER",
        "varchar(50)              | nvarchar(40)              | OTHER",
        "CHARACTER VARYING(50)    | CHARACTER VARYING(80)     | WIDER",
        "character varying(50)    | text                      | WIDER",
        "text                     | character varying(20)     | NARROWER",
        "text                     | character varying         | WIDER",
        "char(10)                 | nchar(10)                 | WIDER",
        "char(10)                 | nvarchar(10)              | OTHER",
        "varchar(10)              | nchar(10)                 | OTHER",
        "nvarchar(50)             | char(50)                  | OTHER",
        "varbinary(8)             | nvarchar(8)               | OTHER",
        "geometry[]               | nvarchar(10)              | OTHER",
        "nvarchar(10)             | geometry[]                | OTHER",
        "int                      | bigint                    | WIDER",
        "bigint                   | int                       | NARROWER",
        "INTEGER                  | BIGINT                    | WIDER",
        "tinyint                  | smallint                  | WIDER",
        "int                      | nvarchar(10)              | OTHER",
        "decimal(5, 2)            | decimal(7, 2)             | WIDER",
        "decimal(5, 2)            | decimal(7, 4)             | WIDER",
        "decimal(5, 2)            | decimal(5, 3)             | OTHER",
        "decimal(7, 2)            | decimal(5, 2)             | NARROWER",
        "numeric(5,2)             | numeric                   | WIDER",
        "numeric                  | numeric(38,0)             | NARROWER",
        "numeric(38,10)           | numeric(39,10)            | WIDER",
        "real                     | float                     | WIDER",
        "datetime                 | datetime2(3)              | WIDER",
        "datetime                 | datetime2                 | WIDER",
        "datetime                 | datetime2(2)              | OTHER",
        "smalldatetime            | datetime2(0)              | WIDER",
        "TIMESTAMP(3)             | TIMESTAMP(7)              | WIDER",
        "timestamp(3) with time zone | timestamp(6) with time zone | WIDER",
        "timestamp with time zone | timestamp without time zone | OTHER",
        "timestamp(3) without time zone | timestamp(6) without time zone | WIDER",
        "time(3) without time zone | time(3) with time zone   | OTHER",
        "date                     | datetime                  | OTHER",
        "bit                      | int                       | OTHER",
        "geography                | nvarchar(10)              | OTHER"
      })
  void typesCompare(String before, String now, TypeChange expected) {
    assertThat(TypeChange.of(before, now)).isEqualTo(expected);
  }
}
