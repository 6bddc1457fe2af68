package io.tributary.manifest;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has changed among the parts of a fingerprint that decides which target rows are those
 * of a legacy row: keys, what UUIDs are derived from, and the tables and parts that a row is split
 * into. Under another of these a row that is loaded already is not found again, and would be there
 * twice, or for ever. In doubt a change counts.
 */
final class IdentifyingParts {

  private static final Set<String> ALWAYS =
      Set.of("@conventions", "@target.schema", "@identity", "@scope", "@naturalKey", "@legacy.key");

  private static final String EACH = ".each[";
  private static final String WHEN = "].when";

  private final SortedMap<String, String> before;
  private final SortedMap<String, String> now;

  IdentifyingParts(SortedMap<String, String> before, SortedMap<String, String> now) {
    this.before = before;
    this.now = now;
  }

  /** The names of the changed ones. */
  SortedSet<String> changed() {
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), now.get(name)) || !isIdentifying(name));
    return names;
  }

  private boolean isIdentifying(String name) {
    String was = before.get(name);
    String is = now.get(name);
    if (name.startsWith(Fingerprints.LEGACY_COLUMN)) {
      return isOfKey(name.substring(Fingerprints.LEGACY_COLUMN.length())) && !sameType(was, is);
    }
    if (name.equals("@into")) {
      return was == null || is == null || !onlyAppended(was, is);
    }
    if (name.startsWith("@parent.")) {
      return was != null && is != null;
    }
    if (name.startsWith("@")) {
      return ALWAYS.contains(name);
    }
    if (name.contains(EACH) && name.endsWith(WHEN)) {
      return is == null || (was == null && wasOneRow(name.substring(0, name.indexOf(EACH))));
    }
    return name.indexOf('.') > 0 && isColumn(name, was, is);
  }

  /** A key column of another type may give its rows other canonical keys. */
  private boolean isOfKey(String column) {
    String quoted = ('"' + column + '"').toLowerCase(Locale.ROOT);
    return List.of("@legacy.key", "@naturalKey").stream()
        .map(name -> before.getOrDefault(name, ""))
        .anyMatch(key -> key.toLowerCase(Locale.ROOT).contains(quoted));
  }

  private static boolean sameType(@Nullable String was, @Nullable String is) {
    return was != null
        && is != null
        && was.replace(" NOT NULL", "").equals(is.replace(" NOT NULL", ""));
  }

  /** The first table is the main one; a table that is left out keeps its rows. */
  private static boolean onlyAppended(String was, String is) {
    return is.startsWith(was.substring(0, was.length() - 1) + ",");
  }

  /** Rows under {@code each} have other UUIDs than the one row that a table had before. */
  private boolean wasOneRow(String table) {
    return before.containsKey("@into")
        && before.getOrDefault("@into", "").contains('"' + table + '"')
        && before.keySet().stream().noneMatch(name -> name.startsWith(table + EACH));
  }

  private boolean isColumn(String name, @Nullable String was, @Nullable String is) {
    boolean holdsId = name.endsWith("." + idColumn());
    boolean ownId = "use self".equals(was) || "use row-id".equals(was) || "use row-id".equals(is);
    return holdsId || ownId || cleansNaturalKey(was) || cleansNaturalKey(is);
  }

  private String idColumn() {
    String names = before.getOrDefault("@conventions", "[\"id\"");
    return names.substring(2, names.indexOf('"', 2));
  }

  /** A natural key counts after cleaning. */
  private boolean cleansNaturalKey(@Nullable String text) {
    if (text == null || !text.startsWith("from \"")) {
      return false;
    }
    int end = text.indexOf('"', "from \"".length());
    String column = text.substring("from ".length(), end + 1).toLowerCase(Locale.ROOT);
    return before.getOrDefault("@naturalKey", "").toLowerCase(Locale.ROOT).contains(column);
  }
}
