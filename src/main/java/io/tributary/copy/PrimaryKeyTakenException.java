package io.tributary.copy;

import java.sql.SQLException;

/** A row that was to be new has a primary key that is there already: the batch must be merged. */
final class PrimaryKeyTakenException extends Exception {

  PrimaryKeyTakenException(SQLException cause) {
    super(cause);
  }
}
