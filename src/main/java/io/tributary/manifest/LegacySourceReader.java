package io.tributary.manifest;

import java.util.Optional;

/** Reads where an entity's rows come from. */
final class LegacySourceReader {

  static final String DEFAULT_SCHEMA = "dbo";

  private LegacySourceReader() {}

  static LegacySource read(Element element) {
    Element table = element.child("table");
    Element query = element.child("query");
    if (element.isPresent() && table.isPresent() == query.isPresent()) {
      element.report(
          ManifestCode.SOURCE_UNCLEAR,
          table.isPresent()
              ? "there is a table and a query as well"
              : "there is neither a table nor a query",
          "say where the rows come from by one of the two");
    }
    Optional<String> schema = element.child("schema").textIfPresent();
    Optional<String> name = table.textIfPresent();
    Optional<String> sql = query.textIfPresent();
    sql.flatMap(DerivedTable::objection)
        .ifPresent(
            objection ->
                query.report(
                    ManifestCode.QUERY_UNUSABLE,
                    objection,
                    "it is used as a derived table: one plain SELECT; the key gives the order"));
    if (schema.isPresent() && name.isEmpty() && query.isPresent()) {
      element
          .child("schema")
          .report(
              ManifestCode.NO_EFFECT,
              "a schema has no effect beside a query",
              "name the schema in the query");
    }
    String prefix = name.map(text -> prefix(table, text, schema.isPresent())).orElse("");
    return new LegacySource(
        schema.orElse(prefix.isEmpty() ? DEFAULT_SCHEMA : prefix),
        name.map(text -> prefix.isEmpty() ? text : text.substring(prefix.length() + 1)),
        sql,
        element.child("key").texts(),
        element.child("where").textIfPresent());
  }

  /** The schema before the dot in a table's name, or empty. */
  private static String prefix(Element table, String text, boolean schemaSaid) {
    int dot = text.indexOf('.');
    boolean twoParts = dot > 0 && dot == text.lastIndexOf('.') && !text.endsWith(".");
    boolean clear = dot < 0 || (twoParts && !schemaSaid);
    if (!clear || text.contains("[") || text.contains("\"")) {
      table.report(
          ManifestCode.SOURCE_UNCLEAR,
          "the table name '%s' is not clear".formatted(text),
          "write Student, or dbo.Student without schema beside it, and no brackets or quotes;"
              + " any other name can be read by a query");
      return "";
    }
    return dot < 0 ? "" : text.substring(0, dot);
  }
}
