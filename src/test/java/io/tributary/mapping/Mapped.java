package io.tributary.mapping;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.MappedChunk;
import io.tributary.copy.TableRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a chunk. */
record Mapped(Batch batch, MappedChunk chunk) {

  /** The kept target rows of a table, each by column. */
  List<Map<String, @Nullable Object>> rows(String table) {
    TableRows rows =
        chunk.tables().stream()
            .filter(t -> t.table().name().equals(table))
            .findFirst()
            .orElseThrow();
    List<Map<String, @Nullable Object>> named = new ArrayList<>();
    for (@Nullable Object[] values : rows.values()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 0; i < values.length; i++) {
        row.put(rows.columns().get(i).name(), values[i]);
      }
      named.add(row);
    }
    return named;
  }

  /** The value of a column in the only row of table {@code things}. */
  @Nullable Object value(String column) {
    if (batch.outcome(0) == RowOutcome.DEAD) {
      throw new AssertionError("refused: " + refusal(0));
    }
    return rows("things").get(0).get(column);
  }

  DeadLetter refusal(int index) {
    DeadLetter letter = batch.deadLetters().get(index);
    if (letter == null) {
      throw new AssertionError("row " + index + " was not refused");
    }
    return letter;
  }
}
