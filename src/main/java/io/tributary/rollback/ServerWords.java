package io.tributary.rollback;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** What a server says, without its detail, which may quote a row's values. */
final class ServerWords {

  private ServerWords() {}

  static String of(SQLException failure) {
    if (failure instanceof PSQLException postgres
        && postgres.getServerErrorMessage() != null
        && postgres.getServerErrorMessage().getMessage() != null) {
      return postgres.getServerErrorMessage().getMessage();
    }
    return String.valueOf(failure.getMessage());
  }
}
