package io.tributary.legacy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The questions about all tables of a database at once, in a server's own words. Stateless. */
interface SchemaQueries {

  /** A query for schema, name, whether it is a view (1 or 0) and about how many rows. */
  String tablesSql();

  /**
   * A query for the columns of tables, in their order: schema, table, column, type name, length (of
   * decimals: digits; 0 where there is no bound), scale, nullable (1 or 0), the expression of a
   * computed column or NULL, and that of a default or NULL.
   */
  String columnsSql();

  /**
   * A query for the columns of indexes, in the order of the index: schema, table, index, and, 1 or
   * 0, primary, unique and filtered, then the column.
   */
  String indexesSql();

  /** The columns of all foreign keys, in their order. */
  List<ForeignKeyPart> foreignKeys(Connection connection) throws SQLException;

  /**
   * One column of a foreign key.
   *
   * @param child the table that refers
   * @param name the foreign key's name, unique among those of the table
   * @param column the column that refers
   * @param parent the table that is referred to
   * @param parentColumn the column that is referred to
   * @param enforced whether the server holds the foreign key
   */
  record ForeignKeyPart(
      LegacyTable.Name child,
      String name,
      String column,
      LegacyTable.Name parent,
      String parentColumn,
      boolean enforced) {}
}
