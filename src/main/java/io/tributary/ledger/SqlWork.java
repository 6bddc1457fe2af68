package io.tributary.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to be done in a transaction. */
@FunctionalInterface
interface SqlWork<T> {

  T run(Connection connection) throws SQLException;
}
