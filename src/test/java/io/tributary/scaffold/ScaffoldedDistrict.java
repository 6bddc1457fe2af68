package io.tributary.scaffold;

import io.tributary.manifest.Secret;
import io.tributary.run.Finding;
import io.tributary.run.Migration;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A legacy database, and an empty service that takes what a scaffold of it says, unchanged. */
final class ScaffoldedDistrict implements AutoCloseable {

  final TestLegacy legacy = TestLegacy.create();
  final TestPostgres target = TestPostgres.create();
  private final Path directory;

  ScaffoldedDistrict(Path directory) {
    this.directory = directory;
  }

  /** Options as a person would give them who wants nothing special. */
  ScaffoldOptions options() {
    return new ScaffoldOptions(
        legacy.url(),
        Optional.of("sa"),
        Optional.of(new Secret("")),
        "main",
        directory,
        false,
        false,
        false);
  }

  ScaffoldResult scaffold(ScaffoldOptions options) {
    ScaffoldResult result = new Scaffold(options).write();
    target.execute(read("schema.sql"));
    return result;
  }

  String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestMigration migration() {
    return TestMigration.by(directory.resolve("manifest.yaml"))
        .with("LEGACY_DB_URL", legacy.url())
        .with("LEGACY_DB_USER", "sa")
        .with("LEGACY_DB_PASSWORD", "")
        .with("MAIN_DB_URL", target.url())
        .with("MAIN_DB_USER", TestPostgres.ROLE)
        .with("MAIN_DB_PASSWORD", TestPostgres.ROLE);
  }

  /** What {@code check} finds that would keep a run from beginning. */
  List<Finding> failures() {
    try (Migration migration = migration().open()) {
      return migration.check(Selection.ALL).stream().filter(Finding::isFailure).toList();
    }
  }

  /** The rows of a query as the superuser, whom no policy binds. */
  List<String> rows(String sql) {
    try (Connection connection = target.superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append(i > 1 ? "|" : "").append(rows.getString(i));
        }
        lines.add(line.toString());
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    target.close();
    legacy.close();
  }
}
