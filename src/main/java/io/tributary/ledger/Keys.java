package io.tributary.ledger;

import io.tributary.batch.Batch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys between the batch's canonical texts and the ledger's columns. */
final class Keys {

  private Keys() {}

  /** The parts of a key as a text[], NULL for none. */
  static @Nullable Array parts(Connection connection, Optional<List<String>> key)
      throws SQLException {
    return key.isEmpty()
        ? null
        : connection.createArrayOf(
            "text", key.get().stream().map(LedgerText::escape).toArray(String[]::new));
  }

  /** The parts of a key as {@link #parts} wrote them. */
  static Optional<List<String>> parts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null
        ? Optional.empty()
        : Optional.of(
            Arrays.stream((String[]) array.getArray()).map(LedgerText::unescape).toList());
  }

  /** A row's key as the mapping store and the dead letters keep it. */
  static String text(Batch batch, int row) {
    return LedgerText.escape(batch.keyText(row));
  }
}
