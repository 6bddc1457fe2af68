package io.tributary.copy;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;

/**
 * The encoder for each type of target column. The classes that a column's values may have:
 *
 * <table>
 * <caption>Value classes by type</caption>
 * <tr><th>PostgreSQL</th><th>Java</th></tr>
 * <tr><td>bool</td><td>Boolean</td></tr>
 * <tr><td>int2, int4, int8</td><td>Long</td></tr>
 * <tr><td>float4</td><td>Float, or a Double that is a float exactly</td></tr>
 * <tr><td>float8</td><td>Double, Float</td></tr>
 * <tr><td>numeric</td><td>BigDecimal, Long</td></tr>
 * <tr><td>text, varchar, char(n), citext, xml</td><td>String</td></tr>
 * <tr><td>enum</td><td>String, a label</td></tr>
 * <tr><td>date</td><td>LocalDate</td></tr>
 * <tr><td>time</td><td>LocalTime</td></tr>
 * <tr><td>timestamp</td><td>LocalDateTime</td></tr>
 * <tr><td>timestamptz</td><td>Instant, OffsetDateTime</td></tr>
 * <tr><td>uuid</td><td>UUID</td></tr>
 * <tr><td>bytea</td><td>byte[]</td></tr>
 * <tr><td>geometry, geography of PostGIS</td><td>byte[], EWKB</td></tr>
 * <tr><td>json, jsonb</td><td>String, JSON text</td></tr>
 * <tr><td>array of one of these</td><td>List of these, with null elements</td></tr>
 * <tr><td>domain over one of these</td><td>as the base type</td></tr>
 * </table>
 */
public final class ColumnEncoders {

  private ColumnEncoders() {}

  /**
   * The encoder for a column, whose table the caller names in its own message.
   *
   * @throws InvalidInputException if the column cannot be written
   */
  public static ColumnEncoder of(TargetColumn column) {
    return of("", column);
  }

  /**
   * The encoder for a column of this table.
   *
   * @throws InvalidInputException if the column cannot be written
   */
  public static ColumnEncoder of(TargetTable table, TargetColumn column) {
    return of(table.schema() + "." + table.name() + ".", column);
  }

  private static ColumnEncoder of(String prefix, TargetColumn column) {
    String where = prefix + column.name();
    if (column.generated()) {
      throw new InvalidInputException(
          new Problem(
              CopyCode.COLUMN_NOT_WRITABLE,
              where,
              "PostgreSQL computes this column (GENERATED ALWAYS)",
              "leave it out of the mapping"));
    }
    ValueEncoder values = valuesOf(where, column);
    if (column.array()) {
      return new FieldEncoder(column, new ArrayEncoder(column.elementOid(), values));
    }
    return new FieldEncoder(
        column, column.checks().isEmpty() ? values : new CheckedEncoder(values, column.checks()));
  }

  private static ValueEncoder valuesOf(String where, TargetColumn column) {
    return switch (column.type()) {
      case "bool" -> PlainEncoders::bool;
      case "int2" -> NumberEncoders::int2;
      case "int4" -> NumberEncoders::int4;
      case "int8" -> NumberEncoders::int8;
      case "float4" -> NumberEncoders::float4;
      case "float8" -> NumberEncoders::float8;
      case "numeric" -> new NumericEncoder(column.precision(), column.scale());
      case "text", "varchar", "bpchar", "citext", "xml" -> new TextEncoder(column.length());
      case "enum" -> new EnumEncoder(column.enumLabels());
      case "date" -> new DateEncoder();
      case "time" -> new TimeEncoders(column.scale())::time;
      case "timestamp" -> new TimeEncoders(column.scale())::timestamp;
      case "timestamptz" -> new TimeEncoders(column.scale())::timestamptz;
      case "uuid" -> PlainEncoders::uuid;
      case "bytea" -> PlainEncoders::bytea;
      case "geometry" -> new SpatialEncoder(PlacesAllowed.geometry(column.modifier()));
      case "geography" -> new SpatialEncoder(PlacesAllowed.geography(column.modifier()));
      case "json" -> JsonEncoder.json();
      case "jsonb" -> JsonEncoder.jsonb();
      default ->
          throw new InvalidInputException(
              new Problem(
                  CopyCode.UNSUPPORTED_TYPE,
                  where,
                  "no binary COPY is written for type " + column.sqlType(),
                  "leave the column to its default, or give it one of the types bool, int2, int4,"
                      + " int8, float4, float8, numeric, text, varchar, char, date, time,"
                      + " timestamp, timestamptz, uuid, bytea, json, jsonb, xml, geometry and"
                      + " geography of PostGIS, an enum, or a domain"
                      + " over or a one-dimensional array of these"));
    };
  }
}
