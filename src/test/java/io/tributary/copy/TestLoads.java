package io.tributary.copy;

import io.tributary.batch.Batch;
import io.tributary.batch.RowOutcome;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Loads payloads on a test database, a transaction each. */
final class TestLoads {

  static final LoadOptions PLAIN = new LoadOptions(Optional.empty(), Optional.empty());

  private TestLoads() {}

  static Map<String, TargetTable> tables(TestPostgres postgres, String... names)
      throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      return TargetCatalog.read(connection, "public", List.of(names));
    }
  }

  static void load(TestPostgres postgres, CopyPayload payload) throws SQLException {
    load(postgres, payload, PLAIN);
  }

  static void load(TestPostgres postgres, CopyPayload payload, LoadOptions options)
      throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try {
        new BatchLoad(connection, payload, options).run();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  static List<RowOutcome> outcomes(Batch batch) {
    return IntStream.range(0, batch.size()).mapToObj(batch::outcome).toList();
  }
}
