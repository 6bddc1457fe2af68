package io.tributary.copy;

import java.sql.SQLException;

/** Rewrites encoded rows for a staging table. */
final class NumberedRows {

  private NumberedRows() {}

  /** Puts the legacy row's number before the fields of each of the slice's target rows. */
  static void write(TableRows rows, int slice, CopyStream stream) throws SQLException {
    byte[] bytes = rows.buffer().array();
    int at = rows.start(slice);
    int end = rows.end(slice);
    while (at < end) {
      int next = rows.targetRows(slice) == 1 ? end : endOfRow(bytes, at);
      int fieldsAt = at + Short.BYTES;
      CopyBuffer out = stream.gathered();
      out.putShort(rows.columns().size() + 1);
      out.putInt(Integer.BYTES);
      out.putInt(rows.legacyRow(slice));
      out.putBytes(bytes, fieldsAt, next - fieldsAt);
      stream.sendFullBlock();
      at = next;
    }
  }

  private static int endOfRow(byte[] bytes, int start) {
    int fields = (bytes[start] & 0xFF) << 8 | (bytes[start + 1] & 0xFF);
    int at = start + Short.BYTES;
    for (int i = 0; i < fields; i++) {
      at += Integer.BYTES + Math.max(0, intAt(bytes, at));
    }
    return at;
  }

  private static int intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }
}
