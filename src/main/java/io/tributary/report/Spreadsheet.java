package io.tributary.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * A CSV file of lines that are about different things: the first column says what, and a line
 * leaves those columns empty that are not about it. Texts that a spreadsheet would take for a
 * formula have an apostrophe before them, as a spreadsheet itself would write it.
 *
 * @param <C> the columns, in their order
 */
final class Spreadsheet<C extends Enum<C>> {

  private final Writer out;
  private final Class<C> columns;

  /** Writes the line of the columns' names. */
  Spreadsheet(Writer out, Class<C> columns) throws IOException {
    this.out = out;
    this.columns = columns;
    print(columns().map(column -> column.name().toLowerCase(Locale.ROOT)));
  }

  /** A line that is not printed yet. */
  Line line(String kind) {
    return new Line(kind);
  }

  private Stream<C> columns() {
    return Arrays.stream(columns.getEnumConstants());
  }

  private void print(Stream<String> values) throws IOException {
    CSVFormat.RFC4180.printRecord(out, values.toArray());
  }

  /** A line in the making. */
  final class Line {

    private final Map<C, String> values = new EnumMap<>(columns);

    private Line(String kind) {
      values.put(columns.getEnumConstants()[0], kind);
    }

    Line put(C column, long number) {
      values.put(column, Long.toString(number));
      return this;
    }

    Line put(C column, String text) {
      values.put(column, SpreadsheetText.of(text));
      return this;
    }

    Line put(C column, Optional<String> text) {
      text.ifPresent(there -> put(column, there));
      return this;
    }

    void print() throws IOException {
      Spreadsheet.this.print(columns().map(column -> values.getOrDefault(column, "")));
    }
  }
}
