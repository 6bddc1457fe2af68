package io.tributary.validate;

import io.tributary.testing.TestPostgres;
import java.util.List;

/** A copy of a service's tables beside them, so that what a test has damaged is put right again. */
final class SavedTables {

  private final TestPostgres service;
  private final List<String> tables;

  private SavedTables(TestPostgres service, List<String> tables) {
    this.service = service;
    this.tables = tables;
  }

  /**
   * Copies the rows that there are now.
   *
   * @param tables with their schemas
   */
  static SavedTables of(TestPostgres service, List<String> tables) {
    service.execute("CREATE SCHEMA saved");
    for (String table : tables) {
      service.execute("CREATE TABLE saved.%s AS TABLE %s".formatted(plain(table), table));
    }
    return new SavedTables(service, tables);
  }

  /** Puts the tables back as they were. */
  void restore() {
    for (String table : tables) {
      service.execute(
          "TRUNCATE " + table, "INSERT INTO %s TABLE saved.%s".formatted(table, plain(table)));
    }
  }

  private static String plain(String table) {
    return table.substring(table.indexOf('.') + 1);
  }
}
