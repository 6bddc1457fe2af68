package io.tributary.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The ceiling of writing: what Tributary loaded, taken out again as binary COPY batch by batch and
 * held in memory, goes into the same tables, indexes and transactions.
 */
final class CopyEngine implements Engine {

  private final BenchCase which;
  private final Sites sites;
  private final List<Map<String, byte[]>> batches = new ArrayList<>();
  private long rows;

  CopyEngine(BenchCase which, Sites sites) {
    this.which = which;
    this.sites = sites;
  }

  @Override
  public void prepare() throws Exception {
    rows = new TributaryEngine(which, sites).run();
    try (Connection connection = sites.target(which.data().database())) {
      for (long batch : batchNumbers(connection)) {
        batches.add(copyOut(connection, batch));
      }
    }
  }

  private List<Long> batchNumbers(Connection connection) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT batch_no FROM migration.batch_state
                WHERE entity_type = '%s' AND kind = 'range' ORDER BY batch_no
                """
                    .formatted(which.data().shape().entity()))) {
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
    }
    return numbers;
  }

  private Map<String, byte[]> copyOut(Connection connection, long batch)
      throws SQLException, IOException {
    Map<String, byte[]> tables = new LinkedHashMap<>();
    Shape shape = which.data().shape();
    tables.put(shape.table(), ofBatch(connection, shape.table(), "id", batch));
    if (shape == Shape.SPLIT) {
      for (String table : List.of("split_demographics", "split_contacts")) {
        tables.put(table, ofBatch(connection, table, "row_id", batch));
      }
    }
    tables.put(
        "migration.id_mapping_int",
        copy(
            connection,
            "SELECT * FROM migration.id_mapping_int WHERE batch_no = %d ORDER BY legacy_key"
                .formatted(batch)));
    return tables;
  }

  private static byte[] ofBatch(Connection connection, String table, String link, long batch)
      throws SQLException, IOException {
    return copy(
        connection,
        """
        SELECT t.* FROM migration.id_mapping_int m JOIN %s t ON t.%s = m.new_id
        WHERE m.batch_no = %d ORDER BY m.legacy_key
        """
            .formatted(table, link, batch));
  }

  private static byte[] copy(Connection connection, String query) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manager(connection).copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", bytes);
    return bytes.toByteArray();
  }

  private static CopyManager manager(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  @Override
  public long run() throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(which.workers());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < which.workers(); i++) {
        ends.add(threads.submit(() -> load(next)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return rows;
  }

  private Void load(AtomicInteger next) throws SQLException, IOException {
    try (Connection connection = sites.target(which.data().database(), which.link())) {
      connection.setAutoCommit(false);
      for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
        for (Map.Entry<String, byte[]> table : batches.get(i).entrySet()) {
          manager(connection)
              .copyIn(
                  "COPY " + table.getKey() + " FROM STDIN (FORMAT binary)",
                  new ByteArrayInputStream(table.getValue()),
                  256 * 1024);
        }
        connection.commit();
      }
    }
    return null;
  }
}
