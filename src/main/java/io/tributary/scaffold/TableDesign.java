package io.tributary.scaffold;

import io.tributary.legacy.LegacySchema;
import java.util.List;
import java.util.Optional;

/**
 * An entity and the target table that it fills.
 *
 * @param legacy the legacy table
 * @param entity the entity's name
 * @param target the target table's name
 * @param spelling how the manifest writes the legacy table and its columns
 * @param key what tells its rows apart
 * @param columns the mapped columns, in their order in the target
 * @param ignored the legacy columns that are left behind
 * @param indexes unique constraints and indexes of the target
 * @param referredTo whether any table refers to it
 * @param remarks what a person should know or decide
 */
record TableDesign(
    LegacySchema.Table legacy,
    String entity,
    String target,
    Spelling spelling,
    KeyChoice key,
    List<Column> columns,
    List<Ignored> ignored,
    List<Index> indexes,
    boolean referredTo,
    List<String> remarks) {

  /**
   * A mapped column.
   *
   * @param name its name in the target
   * @param type its PostgreSQL type
   * @param notNull whether it is NOT NULL in the target
   * @param from the legacy columns that it comes from, as the catalog spells them
   * @param parent the reference that it holds; empty for a plain value
   * @param legacyType the type in legacy, for people
   * @param remarks what a person should know or decide
   */
  record Column(
      String name,
      ColumnType type,
      boolean notNull,
      List<String> from,
      Optional<Parent> parent,
      String legacyType,
      List<String> remarks) {}

  /**
   * What a column refers to.
   *
   * @param reference the foreign key
   * @param entity the parent entity
   * @param target the parent's target table
   */
  record Parent(Reference reference, String entity, String target) {}

  /**
   * A legacy column that is left behind.
   *
   * @param name as the catalog spells it
   * @param why for people
   */
  record Ignored(String name, String why) {}

  /**
   * A unique constraint or index of the target, the tenant's column included where it belongs.
   *
   * @param unique whether it is a unique constraint
   * @param columns the target columns
   */
  record Index(boolean unique, List<String> columns) {}
}
