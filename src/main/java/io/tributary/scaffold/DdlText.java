package io.tributary.scaffold;

import io.tributary.scaffold.TableDesign.Column;
import io.tributary.scaffold.TableDesign.Index;
import io.tributary.scaffold.TableDesign.Parent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a design down as PostgreSQL DDL. */
final class DdlText {

  private static final String HEAD =
      """
      -- Written by `tributary scaffold`: the target tables of the manifest beside it, for an empty
      -- database. All of it or nothing:
      --   psql -v ON_ERROR_STOP=1 --single-transaction -f schema.sql
      -- Every table has the row's UUID, its tenant and its legacy key. Row-level security is forced, so
      -- that it binds the owner as well: a session sees the rows of the tenant that it has set, and
      -- without one it sees none. Rows then go through a staging table; where a first load must be
      -- faster, leave FORCE out until it is done, and load as the owner.
      -- Defaults, CHECK constraints and triggers of legacy are not here: whether they are wanted is
      -- for a person to decide.

      CREATE SCHEMA IF NOT EXISTS %1$s;

      -- A setting that was set by SET LOCAL and has ended is the empty text, not NULL: hence NULLIF.
      CREATE FUNCTION %1$s."current_tenant"() RETURNS uuid
        LANGUAGE sql STABLE
        RETURN NULLIF(current_setting('app.tenant_id', true), '')::uuid;
      """;

  private final Design design;
  private final StringBuilder sql = new StringBuilder();

  private DdlText(Design design) {
    this.design = design;
  }

  /** The DDL's text. */
  static String of(Design design) {
    DdlText text = new DdlText(design);
    text.sql.append(HEAD.formatted(quoted(design.schema())));
    design.tables().forEach(text::table);
    text.foreignKeys();
    return text.sql.toString();
  }

  private void table(TableDesign table) {
    line("");
    line(
        "-- " + PlainText.of(table.legacy().name().schema() + "." + table.legacy().name().table()));
    line("CREATE TABLE " + named(table.target()) + " (");
    List<String[]> parts = new ArrayList<>();
    parts.add(new String[] {"\"id\" uuid PRIMARY KEY", ""});
    parts.add(new String[] {"\"tenant_id\" uuid NOT NULL", ""});
    String type = table.key().isInteger() ? "bigint" : "text";
    parts.add(
        new String[] {
          "\"legacy_id\" " + type + " NOT NULL", String.join(", ", table.key().names())
        });
    for (Column column : table.columns()) {
      parts.add(
          new String[] {
            quoted(column.name())
                + " "
                + column.type().sql()
                + (column.notNull() ? " NOT NULL" : ""),
            comment(column)
          });
    }
    table.indexes().stream()
        .filter(Index::unique)
        .forEach(index -> parts.add(new String[] {"UNIQUE " + columns(index), ""}));
    if (design.tenantForeignKeys() && table.referredTo()) {
      parts.add(new String[] {"UNIQUE (\"tenant_id\", \"id\")", ""});
    }
    for (int i = 0; i < parts.size(); i++) {
      String comma = i < parts.size() - 1 ? "," : "";
      String remark = parts.get(i)[1].isEmpty() ? "" : "  -- " + PlainText.of(parts.get(i)[1]);
      line("  " + parts.get(i)[0] + comma + remark);
    }
    line(");");
    table.indexes().stream()
        .filter(index -> !index.unique())
        .forEach(
            index -> line("CREATE INDEX ON " + named(table.target()) + " " + columns(index) + ";"));
    line("ALTER TABLE " + named(table.target()) + " ENABLE ROW LEVEL SECURITY;");
    line("ALTER TABLE " + named(table.target()) + " FORCE ROW LEVEL SECURITY;");
    line("CREATE POLICY \"own_tenant\" ON " + named(table.target()));
    line("  USING (\"tenant_id\" = " + named("current_tenant") + "());");
  }

  private static String comment(Column column) {
    String origin = String.join(", ", column.from()) + " " + column.legacyType();
    return column.notNull() || column.parent().isEmpty()
        ? origin
        : column.remarks().stream()
            .filter(remark -> remark.contains("NOT NULL"))
            .collect(Collectors.joining("; ", origin + " ", ""))
            .strip();
  }

  /** After all tables: so their order doesn't matter, and cycles neither. */
  private void foreignKeys() {
    line("");
    line("-- Foreign keys, now that all tables are there.");
    for (TableDesign table : design.tables()) {
      for (Column column : table.columns()) {
        column.parent().ifPresent(parent -> foreignKey(table, column, parent));
      }
    }
  }

  private void foreignKey(TableDesign table, Column column, Parent parent) {
    String tenant = design.tenantForeignKeys() ? "\"tenant_id\", " : "";
    line(
        String.format(
            Locale.ROOT,
            "ALTER TABLE %s ADD FOREIGN KEY (%s%s) REFERENCES %s (%s\"id\");",
            named(table.target()),
            tenant,
            quoted(column.name()),
            named(parent.target()),
            tenant));
  }

  private static String columns(Index index) {
    return index.columns().stream()
        .map(DdlText::quoted)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String named(String relation) {
    return quoted(design.schema()) + "." + quoted(relation);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private void line(String text) {
    sql.append(text).append('\n');
  }
}
