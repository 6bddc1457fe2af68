package io.tributary.rollback;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is to become of a batch's rows.
 *
 * @param going rows whose target rows and mapping rows go
 * @param unmapped rows of which only the mapping row goes: the target row was there before, or is
 *     shared with other mapping rows
 * @param left rows that are left, the shared ones among {@code unmapped} included
 * @param targetRows how many target rows each legacy row has, over all tables
 */
record Verdict(
    List<MappedRow> going,
    List<MappedRow> unmapped,
    List<KeptRow> left,
    Map<UUID, Integer> targetRows) {

  List<UUID> goingIds() {
    return going.stream().map(MappedRow::newId).distinct().toList();
  }

  /** Every row whose target rows stay. */
  List<UUID> leftIds() {
    return Stream.concat(left.stream().map(KeptRow::newId), unmapped.stream().map(MappedRow::newId))
        .distinct()
        .toList();
  }

  long countTargetRows(Collection<UUID> ids) {
    return ids.stream().mapToLong(id -> targetRows.getOrDefault(id, 0)).sum();
  }
}
