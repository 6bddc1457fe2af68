package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that makes an index what it is.
 *
 * @param schema of table and index
 * @param table the table
 * @param name the index
 * @param sql the statement that creates it, every name in it qualified
 * @param tablespace null for the database's own
 * @param comment null if it has none
 * @param statistics the statistics target of each column; -1 where none is set
 */
record IndexDefinition(
    String schema,
    String table,
    String name,
    String sql,
    @Nullable String tablespace,
    @Nullable String comment,
    List<Integer> statistics) {

  /** Of a row with columns of these names. */
  static IndexDefinition of(ResultSet row) throws SQLException {
    return new IndexDefinition(
        row.getString("schema_name"),
        row.getString("table_name"),
        row.getString("index_name"),
        row.getString("definition"),
        row.getString("tablespace"),
        row.getString("comment"),
        List.of((Integer[]) row.getArray("statistics").getArray()));
  }

  /** Creates the index. */
  void create(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config('default_tablespace', ?, TRUE)")) {
      statement.setString(1, tablespace == null ? "" : tablespace);
      statement.execute();
    }
    Ddl.execute(connection, sql);
    if (comment != null) {
      String sentence = "COMMENT ON INDEX %I.%I IS %L";
      Ddl.execute(connection, Ddl.formatted(connection, sentence, schema, name, comment));
    }
    for (int column = 1; column <= statistics.size(); column++) {
      int target = statistics.get(column - 1);
      if (target >= 0) {
        String alter = Ddl.formatted(connection, "ALTER INDEX %I.%I", schema, name);
        Ddl.execute(connection, alter + " ALTER COLUMN " + column + " SET STATISTICS " + target);
      }
    }
  }

  /** Drops the index; refused by PostgreSQL if anything depends on it. */
  void drop(Connection connection) throws SQLException {
    Ddl.execute(connection, Ddl.formatted(connection, "DROP INDEX %I.%I", schema, name));
  }
}
