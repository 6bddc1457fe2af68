package io.tributary.drift;

import static io.tributary.drift.Judgement.attention;
import static io.tributary.drift.Judgement.breaking;
import static io.tributary.drift.Judgement.harmless;
import static io.tributary.drift.LegacyRules.element;
import static io.tributary.drift.LegacyRules.words;

import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.TableMapping;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a change of a target table means for one entity that fills it. The rules follow what a run
 * does: all columns of a table that is filled are part of the partition's fingerprint. {@code
 * docs/drift.md} has them as a table.
 */
final class TargetRules {

  private static final String FINGERPRINT =
      "a partition that was begun goes on only with --accept-changes";

  /** What a check takes for the migration's own clock. */
  private static final Pattern CLOCK =
      Pattern.compile(
          "now\\(|current_|localtime|clock_timestamp|statement_timestamp",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> filled = new HashSet<>();

  private TargetRules(Entity entity, Manifest manifest, String schema, String table) {
    Manifest.Conventions conventions = manifest.conventions();
    filled.add(conventions.id());
    filled.add(conventions.tenantId());
    filled.add(conventions.legacyId());
    for (TableMapping mapping : entity.into()) {
      if (table.equals(schema + "." + mapping.table())) {
        Stream.concat(
                mapping.columns().stream(),
                mapping.each().stream().flatMap(row -> row.columns().stream()))
            .map(ColumnMapping::column)
            .forEach(filled::add);
      }
    }
  }

  /** For an entity that fills the table that changed. */
  static Judgement judge(
      Comparison.Change change, Entity entity, Manifest manifest, String schema) {
    return new TargetRules(entity, manifest, schema, change.table().name()).judge(change);
  }

  /** For a table that no entity fills. */
  static Judgement judgeUnfilled(Comparison.Change change) {
    return harmless(change.table().name(), words(change), "no entity fills it");
  }

  private Judgement judge(Comparison.Change change) {
    String table = change.table().name();
    if (change instanceof Comparison.TableGone) {
      return breaking(table, words(change), "there is nothing to load into");
    }
    if (change instanceof Comparison.TableNew) {
      return attention(table, words(change), "an entity fills it that could not before");
    }
    if (change instanceof Comparison.Emptied) {
      return attention(table, words(change), "rows that were migrated are gone");
    }
    if (change instanceof Comparison.ColumnGone gone) {
      return fills(gone.column())
          ? breaking(element(table, gone.column()), words(change), "the mapping fills it")
          : attention(element(table, gone.column()), words(change), FINGERPRINT);
    }
    if (change instanceof Comparison.ColumnNew added) {
      return judgeNew(element(table, added.column()), added);
    }
    if (change instanceof Comparison.TypeChanged changed) {
      boolean fits = !fills(changed.now()) || changed.how() == TypeChange.WIDER;
      return fits
          ? attention(element(table, changed.now()), words(change), FINGERPRINT)
          : breaking(
              element(table, changed.now()),
              words(change),
              "the mapping was made for the former type");
    }
    if (change instanceof Comparison.NullabilityChanged changed) {
      return judgeNullability(element(table, changed.now()), changed);
    }
    if (change instanceof Comparison.ExpressionChanged changed) {
      return judgeExpression(element(table, changed.now()), changed);
    }
    if (change instanceof Comparison.KeyGone gone) {
      return judgeKeyGone(table, gone);
    }
    return judgeKeyNew(table, ((Comparison.KeyNew) change).key(), change);
  }

  private Judgement judgeNew(String element, Comparison.ColumnNew added) {
    if (fills(added.column())) {
      return attention(element, words(added), "the mapping fills it; " + FINGERPRINT);
    }
    if (isAbsentSafely(added.column())) {
      return attention(element, words(added), "nothing fills it; " + FINGERPRINT);
    }
    return breaking(element, words(added), "it must have a value and gets none of legacy's");
  }

  /** Whether a row may come without it. */
  private static boolean isAbsentSafely(Schema.Column column) {
    boolean clock = column.defaultValue().filter(text -> CLOCK.matcher(text).find()).isPresent();
    return !clock
        && (column.nullable()
            || column.defaultValue().isPresent()
            || column.computed().isPresent());
  }

  private Judgement judgeNullability(String element, Comparison.NullabilityChanged changed) {
    boolean unfilled = !fills(changed.now()) && !isAbsentSafely(changed.now());
    if (unfilled) {
      return breaking(element, words(changed), "it must have a value and gets none");
    }
    return attention(
        element,
        words(changed),
        changed.now().nullable() ? FINGERPRINT : "rows without a value become dead letters");
  }

  private Judgement judgeExpression(String element, Comparison.ExpressionChanged changed) {
    if (!changed.before().computed().equals(changed.now().computed()) && fills(changed.now())) {
      return breaking(element, words(changed), "PostgreSQL computes it, or did");
    }
    if (fills(changed.now())) {
      return harmless(element, words(changed), "the mapping fills it, whatever its default");
    }
    return isAbsentSafely(changed.now())
        ? attention(element, words(changed), "rows to come get another value than those before")
        : breaking(element, words(changed), "nothing fills it, and a run refuses that");
  }

  private static Judgement judgeKeyGone(String table, Comparison.KeyGone gone) {
    return switch (gone.key().kind()) {
      case PRIMARY -> breaking(table, words(gone), "rows are merged by the primary key");
      case UNIQUE -> attention(table, words(gone), "repeated rows are not refused any more");
      case FOREIGN, CHECK ->
          attention(table, words(gone), "PostgreSQL does not refuse such rows any more");
      case INDEX -> harmless(table, words(gone), "the migration does not need it");
    };
  }

  private static Judgement judgeKeyNew(String table, Schema.Key key, Comparison.Change change) {
    return switch (key.kind()) {
      case INDEX -> harmless(table, words(change), "the migration does not need it");
      case PRIMARY, UNIQUE, FOREIGN, CHECK ->
          attention(table, words(change), "rows that do not keep it become dead letters");
    };
  }

  private boolean fills(Schema.Column column) {
    return filled.contains(column.name());
  }
}
