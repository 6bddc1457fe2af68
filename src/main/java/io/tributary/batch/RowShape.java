package io.tributary.batch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns that the rows of a partition share: position {@code i} of each {@code Object[]} is a
 * value of column {@code i}, null or of the column's {@link SourceType#javaType()}. Immutable.
 */
public final class RowShape {

  private final List<SourceColumn> columns;
  private final Map<String, Integer> byName;

  /** A shape of these columns, in the order of the values. Names differ in more than case. */
  public RowShape(List<SourceColumn> columns) {
    this.columns = List.copyOf(columns);
    this.byName =
        IntStream.range(0, columns.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(i -> fold(columns.get(i).name()), i -> i));
  }

  /** The columns, in the order of the values. */
  public List<SourceColumn> columns() {
    return columns;
  }

  /** The position of the column of that name, without regard to case; empty if there is none. */
  public OptionalInt find(String name) {
    Integer index = byName.get(fold(name));
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /**
   * The position of a column that is known to be there.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public int indexOf(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no column "
                        + name
                        + "; there are "
                        + columns.stream()
                            .map(SourceColumn::name)
                            .collect(Collectors.joining(", "))));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
