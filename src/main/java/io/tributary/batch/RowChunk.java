package io.tributary.batch;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A slice of a batch: what the split hands to route steps and to the mapper. A step that wants a
 * row gone says so with a reason; a row that goes missing without a word fails the batch.
 */
public final class RowChunk {

  private final Batch batch;
  private final int from;
  private final int to;

  RowChunk(Batch batch, int from, int to) {
    this.batch = batch;
    this.from = from;
    this.to = to;
  }

  /** The batch it is a slice of. */
  public Batch batch() {
    return batch;
  }

  /** The batch's number of the first row. */
  public int from() {
    return from;
  }

  /** The batch's number after the last row. */
  public int to() {
    return to;
  }

  /** The rows that no step has dropped or refused yet, in key order. */
  public List<Row> rows() {
    return IntStream.range(from, to)
        .filter(i -> batch.outcome(i) == RowOutcome.READ)
        .mapToObj(Row::new)
        .toList();
  }

  /** Drops a row, counted as filtered. */
  public void drop(Row row, String reason) {
    batch.filter(row.index, reason);
  }

  /** Drops the rows that match, counted as filtered. */
  public void dropIf(Predicate<Row> condition, String reason) {
    rows().stream().filter(condition).forEach(row -> drop(row, reason));
  }

  /** One legacy row, as route steps and custom beans see it. */
  public final class Row {

    private final int index;

    private Row(int index) {
      this.index = index;
    }

    /** The batch's number of this row. */
    public int index() {
      return index;
    }

    /**
     * The value of a legacy column, by name without regard to case.
     *
     * @return null where legacy has NULL
     * @throws IllegalArgumentException if the entity has no such column
     */
    public @Nullable Object get(String column) {
      return batch.row(index)[batch.shape().indexOf(column)];
    }

    /** The value of a legacy column as text; null where legacy has NULL. */
    public @Nullable String text(String column) {
      Object value = get(column);
      return value == null ? null : value.toString();
    }

    /**
     * Replaces the value of a legacy column, before it is mapped.
     *
     * @throws IllegalArgumentException if the entity has no such column, if the value is not of its
     *     type, or if it is a key column: where the next batch begins follows from the keys as
     *     legacy has them
     */
    public void set(String column, @Nullable Object value) {
      int index = batch.shape().indexOf(column);
      if (batch.isKeyColumn(index)) {
        throw new IllegalArgumentException(column + " is part of the key and cannot be replaced");
      }
      Class<?> wanted = batch.shape().columns().get(index).type().javaType();
      if (value != null && !wanted.isInstance(value)) {
        throw new IllegalArgumentException(
            column + " takes a " + wanted.getSimpleName() + ", not a " + value.getClass());
      }
      batch.row(this.index)[index] = value;
    }
  }
}
