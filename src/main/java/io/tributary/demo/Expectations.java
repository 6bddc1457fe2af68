package io.tributary.demo;

import io.tributary.batch.Reason;
import java.util.List;
import java.util.Map;

/**
 * What must become of a district's rows, known before anything is moved.
 *
 * @param tenant the district's name
 * @param entities by the entity's name in the manifest
 */
public record Expectations(String tenant, Map<String, Rows> entities) {

  /** The rows of that entity; it must exist. */
  public Rows of(String entity) {
    Rows rows = entities.get(entity);
    if (rows == null) {
      throw new IllegalArgumentException("the demo has no entity " + entity);
    }
    return rows;
  }

  /**
   * The rows of one entity.
   *
   * @param legacyRows all rows of the legacy table
   * @param excluded those that the manifest's {@code where} leaves out
   * @param filtered those that a step of the entity's route drops
   * @param dead those that cannot be migrated, in no particular order
   */
  public record Rows(long legacyRows, long excluded, long filtered, List<DeadRow> dead) {

    /** The rows that the target must have; for a shared lookup, the keys that must map to a row. */
    public long loaded() {
      return legacyRows - excluded - filtered - dead.size();
    }
  }

  /**
   * A row that cannot be migrated.
   *
   * @param key its canonical legacy key
   * @param reason the code of its dead letter
   * @param column the target column to blame; where a constraint spans columns, all of them, as the
   *     dead letter names them
   */
  public record DeadRow(String key, Reason reason, String column) {}
}
