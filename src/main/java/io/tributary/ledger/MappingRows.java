package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.RowOutcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** Rows of a batch as the mapping store's statements take them: an array a column, in key order. */
final class MappingRows {

  private final Batch batch;
  private final int[] indices;

  private MappingRows(Batch batch, int[] indices) {
    this.batch = batch;
    this.indices = indices;
  }

  /** The rows that the mapper made target rows of and no load has settled yet. */
  static MappingRows mapped(Batch batch) {
    return of(batch, i -> batch.outcome(i) == RowOutcome.MAPPED);
  }

  /** The rows that the target has. */
  static MappingRows loaded(Batch batch) {
    return of(batch, i -> isInTarget(batch.outcome(i)));
  }

  private static boolean isInTarget(RowOutcome outcome) {
    return switch (outcome) {
      case INSERTED, UPDATED, UNCHANGED, DEDUPLICATED -> true;
      case READ, MAPPED, FILTERED, DEAD -> false;
    };
  }

  /** The rows that the target has, but for those that the store has just as they are. */
  static MappingRows toWrite(Batch batch) {
    return of(batch, i -> isInTarget(batch.outcome(i)) && !batch.isSame(i));
  }

  private static MappingRows of(Batch batch, IntPredicate which) {
    return new MappingRows(batch, IntStream.range(0, batch.size()).filter(which).toArray());
  }

  Batch batch() {
    return batch;
  }

  int size() {
    return indices.length;
  }

  /** The batch's number of the row that is {@code n}th here. */
  int row(int n) {
    return indices[n];
  }

  boolean isInserted(int index) {
    return batch.outcome(index) == RowOutcome.INSERTED;
  }

  Array numbers(Connection connection) throws SQLException {
    return binary(connection).createArrayOf("int4", indices);
  }

  Array keys(Connection connection) throws SQLException {
    if (batch.keyShape().isInteger()) {
      return binary(connection)
          .createArrayOf("int8", IntStream.of(indices).mapToLong(batch::keyLong).toArray());
    }
    return connection.createArrayOf(
        "text", IntStream.of(indices).mapToObj(i -> Keys.text(batch, i)).toArray(String[]::new));
  }

  Array newIds(Connection connection) throws SQLException {
    return connection.createArrayOf("uuid", IntStream.of(indices).mapToObj(batch::uuid).toArray());
  }

  Array hashes(Connection connection) throws SQLException {
    return binary(connection)
        .createArrayOf("int8", IntStream.of(indices).mapToLong(batch::hash).toArray());
  }

  Array inserted(Connection connection) throws SQLException {
    boolean[] inserted = new boolean[indices.length];
    for (int i = 0; i < indices.length; i++) {
      inserted[i] = isInserted(indices[i]);
    }
    return binary(connection).createArrayOf("bool", inserted);
  }

  /** The driver's own createArrayOf takes arrays of primitives, and sends them in binary. */
  private static PGConnection binary(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class);
  }
}
