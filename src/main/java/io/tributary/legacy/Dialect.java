package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What differs between the kinds of legacy server. Stateless. */
interface Dialect {

  /**
   * The dialect of a tenant's legacy database.
   *
   * @throws InvalidInputException if its JDBC URL is of no kind that can be read
   */
  static Dialect of(Tenant tenant) {
    String url = tenant.legacy().url();
    if (url.startsWith("jdbc:sqlserver:")) {
      return new SqlServerDialect();
    }
    if (url.startsWith("jdbc:h2:")) {
      return new H2Dialect();
    }
    throw new InvalidInputException(
        LegacyCode.URL_UNKNOWN.at(
            tenant.at(),
            "the legacy URL of tenant " + tenant.name() + " is of an unknown kind",
            "write jdbc:sqlserver://host:port;databaseName=... or jdbc:h2:..."));
  }

  /** What names the server of a connection: tenants with the same name share a cap. */
  String server(io.tributary.manifest.Connection connection);

  /** What makes a connection easy to listen to or to impersonate, in words; empty if nothing. */
  Optional<String> exposure(io.tributary.manifest.Connection connection);

  /**
   * A query for a text that tells the database from every other, whatever its address; empty if the
   * server knows of none.
   */
  Optional<String> identitySql();

  /** Driver properties that apply unless the manifest says otherwise. */
  Map<String, String> defaultProperties();

  /** Readies a connection that was just opened: the isolation of its reads. */
  void prepare(Connection connection) throws SQLException;

  /** An identifier, quoted. */
  String quote(String identifier);

  /** The function that counts rows without overflowing. */
  String countFunction();

  /**
   * How many UTF-16 units a text has, blanks at its end included, as a decimal.
   *
   * @param text SQL for the text
   */
  String textUnits(String text);

  /**
   * A condition: the text has a character that is no {@link io.tributary.batch.WhiteSpace}. Not
   * true where it is NULL.
   *
   * @param text SQL for the text
   */
  String isFilled(String text);

  /**
   * The whole seconds from 2000-01-01 00:00:00 to a date-time without an offset, as a decimal.
   *
   * @param time SQL for the date-time
   */
  String secondsSince2000(String time);

  /**
   * A query for tables and views by schema and name, which are its parameters in this order. It
   * gives the number of the asked one, from 0; the catalog's spelling of schema and name; then the
   * name of an index over all rows, one of its columns, the column's place in it, and whether it is
   * unique (1 or 0). A row a column, or a row with NULLs where there is no index; no row where
   * there is no table.
   *
   * @param tables how many are asked for
   */
  String tablesSql(int tables);

  /**
   * The tables that {@link #tablesSql} is asked for, as rows of {@code asked (number, schema_name,
   * table_name)}.
   *
   * @param nameType the type of a name in this server's SQL
   */
  static String askedTables(int tables, String nameType) {
    return IntStream.range(0, tables)
        .mapToObj(i -> "(%d, CAST(? AS %s), CAST(? AS %s))".formatted(i, nameType, nameType))
        .collect(
            Collectors.joining(", ", "(VALUES ", ") AS asked (number, schema_name, table_name)"));
  }

  /** A query for schema, name and about how many rows, of all tables of the database. */
  String rowEstimatesSql();

  /** The questions about all tables of a database at once. */
  SchemaQueries schemaQueries();

  /** What values of a type are read as; empty if they cannot be read. */
  Optional<SourceType> sourceType(String typeName);

  /**
   * What to select in place of a column whose type the driver has no value for.
   *
   * @param column what is to be read
   * @param quoted the column in SQL
   * @return empty for most types: the column itself
   */
  Optional<String> readable(SourceColumn column, String quoted);

  /** Whether a type is one of places on a map, which have a text and an EWKB. */
  boolean isSpatial(String typeName);

  /**
   * A type as it stands in a CAST.
   *
   * @param length characters, bytes or digits; 0 where there is no bound
   */
  String sqlType(String typeName, int length, int scale);

  /** How the server is asked for its plans. */
  PlanReader planReader();
}
