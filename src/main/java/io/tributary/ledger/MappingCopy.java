package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;

/**
 * Writes new rows of the mapping store by binary COPY, in key order: for a partition that began
 * empty, where no key can be there yet. If one is, the unique key fails the batch.
 */
final class MappingCopy {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int HEADER = SIGNATURE.length + 8;
  private static final int TRAILER = 2;

  /** A row without its key: the count of fields, then entity, inserted, tenant, id, batch, hash. */
  private static final int FIXED = 2 + (4 + 2) + (4 + 1) + (4 + 4) + 4 + (4 + 16) + 2 * (4 + 8);

  void write(Connection connection, MappingRows rows, long batchNo) throws SQLException {
    String sql =
        """
        COPY "migration"."%s"
          ("entity_no", "inserted", "tenant_no", "legacy_key", "new_id", "batch_no", "row_hash")
        FROM STDIN (FORMAT binary)
        """
            .formatted(MappingStore.table(rows.batch()));
    long written;
    try {
      // The copy manager ends the COPY if sending fails, so the connection is never left in it.
      written =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(sql, ByteStreamWriter.of(encode(rows, batchNo)));
    } catch (IOException e) {
      throw new SQLException("sending the mapping rows failed", e);
    }
    if (written != rows.size()) {
      throw new SQLException(written + " of " + rows.size() + " mapping rows were written");
    }
  }

  private static ByteBuffer encode(MappingRows rows, long batchNo) {
    byte[][] texts = rows.batch().keyShape().isInteger() ? new byte[0][] : texts(rows);
    int size = HEADER + rows.size() * FIXED + TRAILER;
    size += texts.length == 0 ? rows.size() * Long.BYTES : 0;
    for (byte[] text : texts) {
      size += text.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).put(SIGNATURE).putInt(0).putInt(0);
    for (int n = 0; n < rows.size(); n++) {
      putRow(out, rows, n, texts, batchNo);
    }
    return out.putShort((short) -1).flip();
  }

  private static byte[][] texts(MappingRows rows) {
    byte[][] texts = new byte[rows.size()][];
    for (int n = 0; n < texts.length; n++) {
      texts[n] = Keys.text(rows.batch(), rows.row(n)).getBytes(StandardCharsets.UTF_8);
    }
    return texts;
  }

  private static void putRow(
      ByteBuffer out, MappingRows rows, int n, byte[][] texts, long batchNo) {
    Batch batch = rows.batch();
    Claim claim = batch.claim();
    int row = rows.row(n);
    UUID id = batch.uuid(row);
    out.putShort((short) 7);
    out.putInt(Short.BYTES).putShort((short) claim.entityNo());
    out.putInt(1).put((byte) (rows.isInserted(row) ? 1 : 0));
    out.putInt(Integer.BYTES).putInt(claim.tenantNo());
    if (texts.length == 0) {
      out.putInt(Long.BYTES).putLong(batch.keyLong(row));
    } else {
      out.putInt(texts[n].length).put(texts[n]);
    }
    out.putInt(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    out.putInt(Long.BYTES).putLong(batchNo);
    out.putInt(Long.BYTES).putLong(batch.hash(row));
  }
}
