package io.tributary.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the tables that are left behind, and sees to it that none of them is migrated as well. */
final class SkipReader {

  private SkipReader() {}

  static List<SkippedTable> read(Element root) {
    List<SkippedTable> skipped = new ArrayList<>();
    for (Element element : root.child("skip").items()) {
      String table = element.child("table").text();
      String schema = element.child("schema").text();
      int dot = schema.isEmpty() ? table.indexOf('.') : -1;
      if (dot > 0) {
        schema = table.substring(0, dot);
        table = table.substring(dot + 1);
      }
      skipped.add(
          new SkippedTable(
              schema.isEmpty() ? LegacySourceReader.DEFAULT_SCHEMA : schema,
              table,
              element.child("reason").text(),
              element.at()));
    }
    return List.copyOf(skipped);
  }

  static void check(Manifest draft, Element root) {
    Map<String, String> known = new HashMap<>();
    for (Entity entity : draft.entities().values()) {
      if (entity.legacy().table().isPresent()) {
        known.put(folded(entity.legacy().displayName()), "that entity " + entity.name() + " reads");
      }
    }
    List<Element> elements = root.child("skip").items();
    for (int i = 0; i < elements.size(); i++) {
      SkippedTable skipped = draft.skipped().get(i);
      String other =
          known.putIfAbsent(
              folded(skipped.displayName()), "skipped at line " + skipped.at().line());
      if (other != null && !skipped.table().isEmpty()) {
        elements
            .get(i)
            .report(
                ManifestCode.SKIPPED_TWICE,
                "%s is also %s".formatted(skipped.displayName(), other),
                "take one of the two out");
      }
    }
  }

  private static String folded(String legacyName) {
    return legacyName.toLowerCase(Locale.ROOT);
  }
}
