package io.tributary.operation;

import io.tributary.ledger.LetterNumber;
import io.tributary.run.ReplayResult;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The small district with members of its clubs: rows that need a parent. */
final class MemberDistrict implements AutoCloseable {

  static final String MANIFEST =
      SmallDistrict.MANIFEST
          + """
            member:
              service: records
              phase: 1
              legacy: { table: dbo.Member, key: Id }
              into: { members: { club_id: { from: ClubId, ref: club } } }
          """;

  /** Pupils who have left are dead letters. */
  static final String LEAVERS_REFUSED =
      MANIFEST.replace("status: Status", "status: { from: Status, values: { HERE: here } }");

  final SmallDistrict small;
  final TestPostgres service;

  /** Twenty pupils, five clubs, and members 1 to 20 of clubs 1 to 5. */
  MemberDistrict(TestPostgres service) throws SQLException {
    service.execute("DROP TABLE IF EXISTS members");
    this.service = service;
    this.small = new SmallDistrict(service, 20, 5);
    small.oak.execute(
        "CREATE TABLE dbo.Member (Id INT PRIMARY KEY, ClubId INT)",
        "INSERT INTO dbo.Member SELECT X, 1 + MOD(X, 5) FROM SYSTEM_RANGE(1, 20)");
    service.execute(
        """
        CREATE TABLE members (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL,
          club_id uuid REFERENCES clubs)
        """);
  }

  void legacy(String... statements) {
    small.oak.execute(statements);
  }

  TestMigration migration(String manifest, Path directory) {
    return small.migration(manifest, directory);
  }

  RunResult run(String manifest, Path directory) {
    return migration(manifest, directory).run();
  }

  RunResult run(String manifest, Path directory, RunListener listener) {
    return migration(manifest, directory).tell(listener).run();
  }

  ReplayResult replay(String manifest, Path directory, long... numbers) {
    Set<LetterNumber> letters = new HashSet<>();
    for (long number : numbers) {
      letters.add(new LetterNumber("records", number));
    }
    try (var migration = migration(manifest, directory).open()) {
      return migration.replay(Selection.ALL, letters, new RunListener() {});
    }
  }

  /** Every letter of an entity as key, status, attempts, column and reason. */
  List<String> letters(String entity) {
    return service.query(
        """
        SELECT legacy_key, status, attempts, column_name, reason FROM migration.dead_letter
        WHERE entity_type = '%s' ORDER BY dead_letter_no
        """
            .formatted(entity));
  }

  /** The number of the letter of a pupil. */
  long letter(String key) {
    return small.number(
        "SELECT dead_letter_no FROM migration.dead_letter WHERE legacy_key = '" + key + "'");
  }

  List<String> legacyIds(String table) {
    return small.legacyIds(table);
  }

  List<String> query(String sql) {
    return service.query(sql);
  }

  @Override
  public void close() throws SQLException {
    small.close();
  }
}
