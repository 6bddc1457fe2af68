package io.tributary.copy;

import java.util.List;
import java.util.Optional;

/**
 * A target table, as PostgreSQL's catalog has it.
 *
 * @param schema unquoted
 * @param name unquoted
 * @param columns in the table's order, dropped ones left out
 * @param primaryKey its columns in order; empty if there is none
 * @param foreignKeys of this table to others
 * @param writingTriggers names of enabled user triggers that fire on INSERT or UPDATE
 * @param rowSecurityBinds whether row-level security is on and binds the role that is connected, so
 *     that COPY FROM is refused
 * @param insertable whether that role may insert into it
 */
public record TargetTable(
    String schema,
    String name,
    List<TargetColumn> columns,
    List<String> primaryKey,
    List<ForeignKey> foreignKeys,
    List<String> writingTriggers,
    boolean rowSecurityBinds,
    boolean insertable) {

  /**
   * A foreign key.
   *
   * @param columns referencing columns in order
   * @param parentTable the referenced table, in the same schema unless qualified
   * @param deferrable whether its check can wait for COMMIT
   */
  public record ForeignKey(
      String name, List<String> columns, String parentTable, boolean deferrable) {}

  /** The column of that name (exact), if there is one. */
  public Optional<TargetColumn> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }
}
