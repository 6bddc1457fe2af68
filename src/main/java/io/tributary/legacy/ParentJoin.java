package io.tributary.legacy;

import io.tributary.batch.ParentKey;
import io.tributary.batch.SourceColumn;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent whose own spelling of its key is read beside the child's row; see {@link ParentKey}.
 *
 * @param reference the child's reference
 * @param parent the parent entity
 * @param table what the parent reads from
 * @param childColumns the child's columns that hold the parent's key, in the order of that key
 */
record ParentJoin(
    ValueSource.Reference reference,
    Entity parent,
    LegacyTable table,
    List<SourceColumn> childColumns) {

  /** The columns that the join adds to a row: NULL where there is no such parent. */
  List<SourceColumn> addedColumns() {
    List<SourceColumn> added = new ArrayList<>();
    for (int part = 0; part < table.key().size(); part++) {
      SourceColumn column = table.key().get(part);
      added.add(
          new SourceColumn(
              ParentKey.columnName(reference, parent, part),
              column.type(),
              column.sqlType(),
              column.length(),
              column.scale(),
              true));
    }
    return added;
  }
}
