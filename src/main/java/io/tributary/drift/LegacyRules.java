package io.tributary.drift;

import static io.tributary.drift.Judgement.attention;
import static io.tributary.drift.Judgement.breaking;
import static io.tributary.drift.Judgement.harmless;
import static io.tributary.drift.Schema.fold;

import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of a legacy schema means for one entity that reads the table, or for nobody. The
 * rules follow what a run does: each column that the entity does not ignore is part of the
 * partition's fingerprint, and must be mapped or packed. {@code docs/drift.md} has them as a table.
 */
final class LegacyRules {

  private static final String FINGERPRINT =
      "a partition that was begun goes on only with --accept-changes";
  private static final String UNUSED = "no entity uses it";

  private final Entity entity;
  private final Set<String> key;
  private final Set<String> ignored;

  private LegacyRules(Entity entity) {
    this.entity = entity;
    this.key = folded(entity.legacy().key().stream());
    this.ignored = folded(entity.ignore().stream());
  }

  /** For an entity that reads the table that changed. */
  static Judgement judge(Comparison.Change change, Entity entity) {
    return new LegacyRules(entity).judge(change);
  }

  /**
   * For a table that no entity reads.
   *
   * @param skipped whether the manifest says that it is left behind
   */
  static Judgement judgeUnread(Comparison.Change change, boolean skipped) {
    return change instanceof Comparison.TableNew && !skipped
        ? attention(
            change.table().name(), "the table is new", "no entity reads it and no skip names it")
        : harmless(change.table().name(), words(change), UNUSED);
  }

  private Judgement judge(Comparison.Change change) {
    String table = change.table().name();
    if (change instanceof Comparison.TableGone) {
      return breaking(table, words(change), "there is nothing to read");
    }
    if (change instanceof Comparison.TableNew) {
      return attention(table, words(change), "an entity reads it that could not before");
    }
    if (change instanceof Comparison.Emptied) {
      return attention(table, words(change), "rows that were migrated are gone from legacy");
    }
    if (change instanceof Comparison.ColumnGone gone) {
      String element = element(table, gone.column());
      return uses(gone.column())
          ? breaking(element, words(change), "the mapping reads it")
          : harmless(element, words(change), "the mapping ignores it");
    }
    if (change instanceof Comparison.ColumnNew added) {
      return judgeNew(element(table, added.column()), added);
    }
    if (change instanceof Comparison.TypeChanged changed) {
      return judgeType(element(table, changed.now()), changed);
    }
    if (change instanceof Comparison.NullabilityChanged changed) {
      return judgeNullability(element(table, changed.now()), changed);
    }
    if (change instanceof Comparison.ExpressionChanged changed) {
      String element = element(table, changed.now());
      boolean computed = !changed.before().computed().equals(changed.now().computed());
      return computed && uses(changed.now())
          ? attention(element, words(change), "its values may be others than those migrated")
          : harmless(element, words(change), "defaults concern the application's rows alone");
    }
    if (change instanceof Comparison.KeyGone gone) {
      return judgeKeyGone(table, gone);
    }
    return harmless(table, words(change), "the migration does not need it");
  }

  private Judgement judgeNew(String element, Comparison.ColumnNew added) {
    if (!uses(added.column())) {
      return harmless(element, words(added), "the mapping ignores it already");
    }
    return packsRest()
        ? attention(element, words(added), "pack: rest takes it; " + FINGERPRINT)
        : breaking(
            element,
            words(added),
            "it is neither mapped nor ignored, so that a run refuses the entity");
  }

  private Judgement judgeType(String element, Comparison.TypeChanged changed) {
    if (!uses(changed.now())) {
      return harmless(element, words(changed), "the mapping ignores it");
    }
    return changed.how() == TypeChange.WIDER && !key.contains(fold(changed.now().name()))
        ? attention(
            element, words(changed), "values may not fit the target any more; " + FINGERPRINT)
        : breaking(element, words(changed), "the mapping was made for the former type");
  }

  private Judgement judgeNullability(String element, Comparison.NullabilityChanged changed) {
    if (!uses(changed.now())) {
      return harmless(element, words(changed), "the mapping ignores it");
    }
    return changed.now().nullable() && key.contains(fold(changed.now().name()))
        ? breaking(element, words(changed), "a key must not be NULL")
        : attention(element, words(changed), FINGERPRINT);
  }

  private Judgement judgeKeyGone(String table, Comparison.KeyGone gone) {
    boolean provedKey = proves(gone.key());
    if (provedKey && gone.now().keys().stream().noneMatch(this::proves)) {
      return breaking(
          table, words(gone), "nothing proves any more that the entity's key is unique");
    }
    Set<String> columns = folded(gone.key().columns().stream());
    boolean heldReference =
        gone.key().kind() == Schema.KeyKind.FOREIGN
            && mappings(entity)
                .map(ColumnMapping::source)
                .anyMatch(
                    source ->
                        source instanceof ValueSource.Reference reference
                            && folded(reference.columns().stream()).equals(columns));
    return heldReference
        ? attention(table, words(gone), "rows without their parent may appear")
        : harmless(table, words(gone), "the migration does not need it");
  }

  private boolean proves(Schema.Key index) {
    boolean unique =
        index.kind() == Schema.KeyKind.PRIMARY || index.kind() == Schema.KeyKind.UNIQUE;
    return unique && index.detail().isEmpty() && key.containsAll(folded(index.columns().stream()));
  }

  /** Besides what is mapped, a filter may name a column that is ignored otherwise. */
  private boolean uses(Schema.Column column) {
    String name = fold(column.name());
    return !ignored.contains(name)
        || key.contains(name)
        || entity.legacy().where().filter(where -> mentions(where, name)).isPresent();
  }

  private static boolean mentions(String where, String name) {
    return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)")
        .matcher(fold(where))
        .find();
  }

  private boolean packsRest() {
    return mappings(entity)
        .anyMatch(
            mapping ->
                mapping.source() instanceof ValueSource.Pack pack && pack.columns().isEmpty());
  }

  static Stream<ColumnMapping> mappings(Entity entity) {
    return entity.into().stream()
        .flatMap(
            table ->
                Stream.concat(
                    table.columns().stream(),
                    table.each().stream().flatMap(row -> row.columns().stream())));
  }

  /** A change in words, the same for every rule. */
  static String words(Comparison.Change change) {
    if (change instanceof Comparison.TableGone) {
      return "the table is gone";
    }
    if (change instanceof Comparison.TableNew) {
      return "the table is new";
    }
    if (change instanceof Comparison.Emptied emptied) {
      return "had about " + emptied.table().rows() + " rows and has none";
    }
    if (change instanceof Comparison.ColumnGone) {
      return "the column is gone";
    }
    if (change instanceof Comparison.ColumnNew added) {
      return "the column is new: " + added.column().definition();
    }
    if (change instanceof Comparison.TypeChanged changed) {
      return "was " + changed.before().type() + ", is " + changed.now().type();
    }
    if (change instanceof Comparison.NullabilityChanged changed) {
      return changed.now().nullable() ? "may hold NULL now" : "may not hold NULL any more";
    }
    if (change instanceof Comparison.ExpressionChanged changed) {
      return "its " + expression(changed.before()) + " became " + expression(changed.now());
    }
    if (change instanceof Comparison.KeyGone gone) {
      return gone.key().display() + " is gone";
    }
    return ((Comparison.KeyNew) change).key().display() + " is new";
  }

  private static String expression(Schema.Column column) {
    Optional<String> computed = column.computed().map(text -> "computation " + text);
    return computed
        .or(() -> column.defaultValue().map(text -> "default " + text))
        .orElse("lack of a default");
  }

  static String element(String table, Schema.Column column) {
    return table + "." + column.name();
  }

  static Set<String> folded(Stream<String> names) {
    return names.map(Schema::fold).collect(Collectors.toSet());
  }

  /** The entities that read a table. */
  static List<Entity> readers(String table, Stream<Entity> entities) {
    return entities.filter(e -> fold(LegacySchemas.source(e)).equals(fold(table))).toList();
  }
}
