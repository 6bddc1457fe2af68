package io.tributary.rollback;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** Names and lists as they go into SQL. */
final class Quoted {

  private Quoted() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.toArray());
  }

  static Array numbers(Connection connection, Collection<Long> numbers) throws SQLException {
    return connection.createArrayOf("int8", numbers.toArray());
  }
}
