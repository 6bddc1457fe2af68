package io.tributary.legacy;

import io.tributary.batch.RowShape;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import java.util.HashMap;
import java.util.Map;

/**
 * What entities read from in one legacy database, described together. An entity that could not be
 * described is in it with the reason. Once it is handed out, it does not change any more.
 */
public final class LegacyTables {

  private final Map<String, LegacyTable> tables = new HashMap<>();
  private final Map<String, TributaryException> failures = new HashMap<>();

  LegacyTables() {}

  void add(Entity entity, LegacyTable table) {
    tables.put(entity.name(), table);
  }

  void addFailure(Entity entity, TributaryException failure) {
    failures.put(entity.name(), failure);
  }

  /**
   * What an entity reads from.
   *
   * @throws InvalidInputException with all problems, placed at the entity, if the table or a key
   *     column is missing, a key column cannot identify rows, or a column's type cannot be read and
   *     the entity does not ignore it
   * @throws MigrationException if the server refuses the entity's query or filter
   * @throws IllegalArgumentException if the entity was not asked about
   */
  public LegacyTable of(Entity entity) {
    TributaryException failure = failures.get(entity.name());
    if (failure != null) {
      throw failure;
    }
    LegacyTable table = tables.get(entity.name());
    if (table == null) {
      throw new IllegalArgumentException(entity.name() + " was not described");
    }
    return table;
  }

  /**
   * The columns of an entity's rows as its reader gives them: its own but the ignored ones, then
   * the keys of joined parents (see {@link io.tributary.batch.ParentKey}).
   *
   * @throws InvalidInputException as {@link #of}, for the entity and its parents
   */
  public RowShape rowShape(Entity entity, Manifest manifest) {
    return RowPlan.of(entity, manifest, this).shape();
  }
}
