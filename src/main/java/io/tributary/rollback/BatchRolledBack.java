package io.tributary.rollback;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param targetRows how many target rows were deleted (or would be), over all tables
 * @param kept how many legacy rows were left, by reason
 * @param keptRows the same rows one by one, as far as the ledger knows which they are: of those
 *     that the batch only updated it knows how many
 */
public record BatchRolledBack(
    long targetRows, SortedMap<KeptRow.Reason, Long> kept, List<KeptRow> keptRows) {

  /** Copies. */
  public BatchRolledBack {
    kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
    keptRows = List.copyOf(keptRows);
  }

  static BatchRolledBack of(long targetRows, long updated, List<KeptRow> keptRows) {
    SortedMap<KeptRow.Reason, Long> kept = new TreeMap<>();
    keptRows.forEach(row -> kept.merge(row.reason(), 1L, Long::sum));
    if (updated > 0) {
      kept.put(KeptRow.Reason.UPDATED, updated);
    }
    return new BatchRolledBack(targetRows, kept, keptRows);
  }

  /** The same with as many rows left for that reason, by its word; null for none. */
  BatchRolledBack and(@Nullable String reason, long count) {
    if (reason == null) {
      return this;
    }
    SortedMap<KeptRow.Reason, Long> counts = new TreeMap<>(kept);
    counts.put(KeptRow.Reason.of(reason), count);
    return new BatchRolledBack(targetRows, counts, keptRows);
  }

  /** The counts of left rows as the audit keeps them: a JSON object by reason. */
  String keptAsJson() {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<KeptRow.Reason, Long> entry : kept.entrySet()) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(entry.getKey().word())
          .append("\":")
          .append(entry.getValue());
    }
    return json.append('}').toString();
  }
}
