package io.tributary.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.ByteStreamWriter;

/** The plain loop's side of PostgreSQL: a connection, two buffers, a ledger row a batch. */
final class LoopTarget implements AutoCloseable {

  private static final byte[] HEADER =
      "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private final Connection connection;
  private final UUID tenant;
  private final UUID run = UUID.randomUUID();
  private final int range;
  private final byte[] rowBytes = new byte[8 << 20];
  private final ByteBuffer rows = ByteBuffer.wrap(rowBytes);
  private final ByteBuffer mappings = ByteBuffer.allocate(2 << 20);
  private int entityNo;
  private int tenantNo;
  private long partitionNo;
  private long batchNo;

  private LoopTarget(Connection connection, Slices.Slice slice) {
    this.connection = connection;
    this.tenant = DataSet.tenantId(slice.tenant());
    this.range = (int) (slice.from() % Integer.MAX_VALUE);
  }

  static LoopTarget open(Sites sites, DataSet data, Slices.Slice slice) throws SQLException {
    LoopTarget target = new LoopTarget(sites.target(data.database()), slice);
    target.connection.setAutoCommit(false);
    target.claim();
    return target;
  }

  private void claim() throws SQLException {
    entityNo =
        (int)
            number(
                """
                INSERT INTO migration.entity (identity, name) VALUES ('middle', 'middle')
                ON CONFLICT (identity) DO UPDATE SET name = EXCLUDED.name RETURNING entity_no
                """);
    tenantNo = (int) number("SELECT tenant_no FROM migration.tenant WHERE tenant_id = ?", tenant);
    partitionNo =
        number(
            """
            INSERT INTO migration.partition (entity_no, tenant_no, range_no, run_id)
            VALUES (?, ?, ?, ?) RETURNING partition_no
            """,
            entityNo,
            tenantNo,
            range,
            run);
    connection.commit();
  }

  private long number(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Begins a batch; its rows go into the buffer that is returned. */
  ByteBuffer begin() throws SQLException {
    batchNo = number("SELECT nextval('migration.batch_state_batch_no_seq')");
    rows.clear().put(HEADER);
    mappings.clear().put(HEADER);
    return rows;
  }

  /** What stands behind the buffer of {@link #begin}. */
  byte[] rowBytes() {
    return rowBytes;
  }

  void mapping(long key, UUID id, long hash) {
    mappings.putShort((short) 7);
    mappings.putInt(2).putShort((short) entityNo);
    mappings.putInt(1).put((byte) 1);
    mappings.putInt(4).putInt(tenantNo);
    mappings.putInt(8).putLong(key);
    LoopEngine.putUuid(mappings, id);
    mappings.putInt(8).putLong(batchNo);
    mappings.putInt(8).putLong(hash);
  }

  void commit(Pages.Taken taken) throws SQLException {
    copy("COPY middle_rows FROM STDIN (FORMAT binary)", rows);
    copy(
        """
        COPY migration.id_mapping_int
          (entity_no, inserted, tenant_no, legacy_key, new_id, batch_no, row_hash)
        FROM STDIN (FORMAT binary)
        """,
        mappings);
    try (PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO migration.batch_state
                  (batch_no, batch_id, partition_no, run_id, entity_type, tenant_id, range_no,
                   upper_key, last_legacy_id, load_mode, fingerprint, rows_read, rows_inserted,
                   status, started_at, completed_at)
                OVERRIDING SYSTEM VALUE
                VALUES (?, ?, ?, ?, 'middle', ?, ?, ARRAY[?], ?, 'DIRECT', '', ?, ?,
                        'committed', now(), clock_timestamp())
                """);
        PreparedStatement advance =
            connection.prepareStatement(
                "UPDATE migration.partition SET cursor_key = ARRAY[?] WHERE partition_no = ?")) {
      String key = Long.toString(taken.lastKey());
      insert.setLong(1, batchNo);
      insert.setObject(2, UUID.randomUUID());
      insert.setLong(3, partitionNo);
      insert.setObject(4, run);
      insert.setObject(5, tenant);
      insert.setInt(6, range);
      insert.setString(7, key);
      insert.setString(8, key);
      insert.setInt(9, taken.rows());
      insert.setInt(10, taken.rows());
      insert.executeUpdate();
      advance.setString(1, key);
      advance.setLong(2, partitionNo);
      advance.executeUpdate();
    }
    connection.commit();
  }

  private void copy(String sql, ByteBuffer buffer) throws SQLException {
    CopyManager manager = connection.unwrap(PGConnection.class).getCopyAPI();
    buffer.putShort((short) -1).flip();
    try {
      manager.copyIn(sql, ByteStreamWriter.of(buffer));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
