package io.tributary.demo;

import java.sql.SQLException;

/** Where generated rows go. */
@FunctionalInterface
interface RowSink {

  /** Takes one row. */
  void insert(LegacyRow row) throws SQLException;
}
