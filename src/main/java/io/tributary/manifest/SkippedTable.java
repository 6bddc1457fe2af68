package io.tributary.manifest;

/**
 * A legacy table or view that is left behind on purpose, so that everybody can see that nobody
 * forgot it.
 *
 * @param schema its schema, {@code dbo} unless the manifest says otherwise
 * @param table its name, unquoted
 * @param reason why, for people; never blank
 * @param at where it stands
 */
public record SkippedTable(String schema, String table, String reason, SourcePosition at) {

  /** The table as people write it. */
  public String displayName() {
    return schema + "." + table;
  }
}
