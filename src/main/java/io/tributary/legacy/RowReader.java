package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current row of a result, each value exactly as its {@link SourceType} says. A value
 * that cannot be read is an error, never NULL.
 */
final class RowReader {

  /** What an object costs on the heap before its content. */
  private static final long HEADER_BYTES = 16;

  private final ValueReader[] readers;

  /** Reads columns of a result from the first. */
  RowReader(List<SourceColumn> columns) {
    this.readers =
        columns.stream().map(column -> reader(column.type())).toArray(ValueReader[]::new);
  }

  @FunctionalInterface
  private interface ValueReader {
    @Nullable Object read(ResultSet rows, int column) throws SQLException;
  }

  /** The current row. */
  Object[] read(ResultSet rows) throws SQLException {
    Object[] row = new Object[readers.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = readers[i].read(rows, i + 1);
    }
    return row;
  }

  /** About how many bytes of memory a row takes. */
  static long bytes(Object[] row) {
    long bytes = HEADER_BYTES;
    for (Object value : row) {
      bytes += Long.BYTES + bytes(value);
    }
    return bytes;
  }

  private static long bytes(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof String text) {
      return 2L * HEADER_BYTES + 2L * text.length();
    }
    if (value instanceof byte[] binary) {
      return HEADER_BYTES + binary.length;
    }
    return 2L * HEADER_BYTES;
  }

  private static ValueReader reader(SourceType type) {
    return switch (type) {
      case BOOLEAN -> (rows, i) -> orNull(rows, rows.getBoolean(i));
      case INTEGER -> (rows, i) -> orNull(rows, rows.getLong(i));
      case DECIMAL -> ResultSet::getBigDecimal;
      case REAL -> (rows, i) -> orNull(rows, rows.getFloat(i));
      case DOUBLE -> (rows, i) -> orNull(rows, rows.getDouble(i));
      case TEXT -> ResultSet::getString;
      case DATE -> (rows, i) -> rows.getObject(i, LocalDate.class);
      case TIME -> (rows, i) -> rows.getObject(i, LocalTime.class);
      case TIMESTAMP -> (rows, i) -> rows.getObject(i, LocalDateTime.class);
      case TIMESTAMPTZ -> (rows, i) -> rows.getObject(i, OffsetDateTime.class);
      case UUID -> (rows, i) -> uuid(rows.getString(i));
      case BYTES -> ResultSet::getBytes;
    };
  }

  private static @Nullable Object orNull(ResultSet rows, Object value) throws SQLException {
    return rows.wasNull() ? null : value;
  }

  /** From the printed form: the bytes of a uniqueidentifier are stored in another order. */
  private static @Nullable UUID uuid(@Nullable String printed) {
    return printed == null ? null : UUID.fromString(printed);
  }
}
