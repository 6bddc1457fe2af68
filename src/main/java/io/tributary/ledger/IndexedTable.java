package io.tributary.ledger;

import java.util.Set;

/**
 * A target table whose indexes are looked at.
 *
 * @param schema unquoted
 * @param name unquoted
 * @param tenantColumn the column that holds the tenant's UUID, where the table has one
 * @param entityIdentities the lasting names of all entities that fill it
 */
public record IndexedTable(
    String schema, String name, String tenantColumn, Set<String> entityIdentities) {

  /** Its name with its schema, for people. */
  public String displayName() {
    return schema + "." + name;
  }
}
