package io.tributary.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to a service outside its pool. Thread-safe. */
@FunctionalInterface
public interface Session {

  /** A new connection, in auto-commit, that the caller closes. */
  Connection open() throws SQLException;
}
