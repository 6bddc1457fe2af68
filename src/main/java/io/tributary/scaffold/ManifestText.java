package io.tributary.scaffold;

import io.tributary.legacy.LegacyTable;
import io.tributary.scaffold.TableDesign.Column;
import io.tributary.scaffold.TableDesign.Ignored;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a design down as a manifest. */
final class ManifestText {

  private static final String HEAD =
      """
      # yaml-language-server: $schema=manifest.schema.json
      #
      # Written by `tributary scaffold` from the catalog of one legacy database, to go with schema.sql.
      # It works as it is. What a person should decide has a comment that begins with "decide:".
      #
      # UUIDs are derived from the secret, the tenant's id and an entity's name (or its identity): settle
      # all three before the first run.
      # %s

      name: %s
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      %s
      # decide: the districts, one line each: a UUID, a name, the time zone of its local times, its URL.
      tenants: { file: districts.csv }

      services:
        %s:
          url: "{{env:%s_DB_URL}}"
          user: "{{env:%s_DB_USER}}"
          password: "{{env:%s_DB_PASSWORD}}"
          schema: %s
          tenantSetting: app.tenant_id   # what the row-level security policies of schema.sql read

      # decide: phases of your own, if not everything is to move at once.
      phases: { 1: Everything }
      """;

  private static final String LOGIN =
      """

      defaults:
        legacy: { user: "{{env:LEGACY_DB_USER}}", password: "{{env:LEGACY_DB_PASSWORD}}" }
      """;

  private final Design design;
  private final StringBuilder yaml = new StringBuilder();

  private ManifestText(Design design) {
    this.design = design;
  }

  /**
   * The manifest's text.
   *
   * @param login whether legacy wants a login besides its URL
   */
  static String of(Design design, boolean login) {
    ManifestText text = new ManifestText(design);
    text.head(login);
    text.skipped();
    text.line("");
    text.line("entities:");
    design.tables().forEach(text::entity);
    return text.yaml.toString();
  }

  private void head(boolean login) {
    String service = design.service();
    String variable = service.toUpperCase(Locale.ROOT).replace('-', '_');
    yaml.append(
        HEAD.formatted(
            design.instants()
                ? "Local date-times become instants (timestamptz) by each district's zone."
                : "decide: local date-times stay as they are (timestamp); scaffold --instants makes"
                    + " instants of them.",
            YamlText.scalar(service + "-migration"),
            login ? LOGIN : "",
            YamlText.scalar(service),
            variable,
            variable,
            variable,
            YamlText.scalar(design.schema())));
  }

  private void skipped() {
    if (design.skipped().isEmpty()) {
      return;
    }
    line("");
    line("# Left behind. plan and check show them.");
    line("skip:");
    for (Skipped skipped : design.skipped()) {
      line(
          "  - { schema: %s, table: %s, reason: %s }"
              .formatted(
                  YamlText.name(skipped.name().schema()),
                  YamlText.name(skipped.name().table()),
                  YamlText.name(PlainText.of(skipped.reason()))));
    }
  }

  private void entity(TableDesign table) {
    LegacyTable.Name name = table.legacy().name();
    line("");
    comment(
        "  ",
        "%s.%s, about %s rows"
            .formatted(
                name.schema(),
                name.table(),
                String.format(Locale.ROOT, "%,d", table.legacy().rows())));
    table.remarks().forEach(remark -> comment("  ", remark));
    line("  " + YamlText.scalar(table.entity()) + ":");
    line("    service: " + YamlText.scalar(design.service()));
    line("    phase: 1");
    line("    legacy: { " + source(table) + ", key: " + key(table) + " }");
    ignored(table);
    line("    into:");
    line("      " + YamlText.scalar(table.target()) + (table.columns().isEmpty() ? ": {}" : ":"));
    table.columns().forEach(column -> column(table, column));
  }

  private static String source(TableDesign table) {
    LegacyTable.Name name = table.legacy().name();
    Optional<String> query = table.spelling().query();
    if (query.isPresent()) {
      return "query: " + YamlText.name(query.get());
    }
    boolean simple = name.schema().matches("\\w+") && name.table().matches("\\w+");
    return simple
        ? "table: " + name.schema() + "." + name.table()
        : "schema: " + YamlText.name(name.schema()) + ", table: " + YamlText.name(name.table());
  }

  private static String key(TableDesign table) {
    return YamlText.names(table.key().names().stream().map(table.spelling()::of).toList());
  }

  private void ignored(TableDesign table) {
    if (table.ignored().isEmpty()) {
      return;
    }
    line("    ignore:");
    for (Ignored ignored : table.ignored()) {
      line(
          "      - "
              + YamlText.name(table.spelling().of(ignored.name()))
              + remarks(List.of(ignored.why())));
    }
  }

  private void column(TableDesign table, Column column) {
    List<String> from = column.from().stream().map(table.spelling()::of).toList();
    String value;
    if (column.parent().isPresent()) {
      Reference reference = column.parent().get().reference();
      value =
          "{ from: %s, ref: %s%s%s }"
              .formatted(
                  YamlText.names(from),
                  YamlText.scalar(column.parent().get().entity()),
                  reference.deferred() ? ", deferred: true" : "",
                  reference.mayBeIncomplete() ? ", incomplete: none" : "");
    } else if (column.type().as().isEmpty()) {
      value = YamlText.names(from);
    } else {
      value = "{ from: %s, as: %s }".formatted(YamlText.names(from), column.type().as());
    }
    line("        " + YamlText.scalar(column.name()) + ": " + value + remarks(column.remarks()));
  }

  private static String remarks(List<String> remarks) {
    return remarks.isEmpty()
        ? ""
        : remarks.stream().map(PlainText::of).collect(Collectors.joining("; ", "   # ", ""));
  }

  private void comment(String indent, String text) {
    line(indent + "# " + PlainText.of(text));
  }

  private void line(String text) {
    yaml.append(text).append('\n');
  }
}
