package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import io.tributary.batch.ParentKey;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.ValueSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;

/** Compiles references: the UUID of a parent's row, without asking the target. */
final class ReferenceCompiler {

  private final MappingInput input;
  private final LegacyColumns legacy;
  private final UuidDerivation uuids;
  private final SharedLookups lookups;
  private final Findings findings;

  ReferenceCompiler(
      MappingInput input,
      LegacyColumns legacy,
      UuidDerivation uuids,
      SharedLookups lookups,
      Findings findings) {
    this.input = input;
    this.legacy = legacy;
    this.uuids = uuids;
    this.lookups = lookups;
    this.findings = findings;
  }

  /** The reference; empty, with problems, if it cannot be made. */
  Optional<TypedSource> compile(
      ColumnMapping mapping, ValueSource.Reference reference, TargetColumn column) {
    Entity parent = input.manifest().entity(reference.entity());
    int[] children = childColumns(reference, mapping.at());
    if (children.length < reference.columns().size()) {
      return Optional.empty();
    }
    Optional<KeyShape> parentKey = parentKey(parent, mapping.at());
    if (parentKey.isEmpty()
        || !scopesAgree(parent, mapping.at())
        || !keysAgree(parent, parentKey.get(), children, mapping.at())
        || !canBeDeferred(reference, column, mapping.at())) {
      return Optional.empty();
    }
    int[] keys =
        LegacyColumns.isJoined(parentKey.get()) ? joinedColumns(reference, parent) : children;
    ParentKeyReader reader =
        new ParentKeyReader(
            parent.name(),
            children,
            keys,
            Cleaning.steps(mapping.clean(), Optional.empty()),
            reference.incomplete() == ValueSource.Incomplete.NONE);
    CellSource source =
        parent.scope() == Scope.SHARED ? shared(parent, reader) : derived(parent, reader);
    return Optional.of(
        new TypedSource(
            ValueKind.UUID,
            "a reference to " + parent.name(),
            reference.deferred() ? deferred(column, source) : source));
  }

  private int[] childColumns(ValueSource.Reference reference, SourcePosition at) {
    return reference.columns().stream()
        .map(name -> legacy.find(name, at))
        .filter(OptionalInt::isPresent)
        .mapToInt(OptionalInt::getAsInt)
        .toArray();
  }

  private int[] joinedColumns(ValueSource.Reference reference, Entity parent) {
    return IntStream.range(0, parent.legacy().key().size())
        .map(part -> input.shape().indexOf(ParentKey.columnName(reference, parent, part)))
        .toArray();
  }

  private Optional<KeyShape> parentKey(Entity parent, SourcePosition at) {
    KeyShape key =
        parent.name().equals(input.entity().name())
            ? input.key()
            : input.parentKeys().get(parent.name());
    if (key == null) {
      findings.add(
          MappingCode.REFERENCE_KEY_DIFFERS,
          at,
          "the key of " + parent.name() + " is not known",
          "mend what is said about " + parent.name() + " first");
    }
    return Optional.ofNullable(key);
  }

  private boolean keysAgree(Entity parent, KeyShape parentKey, int[] children, SourcePosition at) {
    if (parentKey.columns().size() != children.length) {
      findings.add(
          MappingCode.REFERENCE_KEY_DIFFERS,
          at,
          children.length
              + " column(s) refer to "
              + parent.name()
              + ", whose key has "
              + parentKey.columns().size(),
          "name one legacy column for each of " + String.join(", ", parent.legacy().key()));
      return false;
    }
    boolean agree = true;
    for (int i = 0; i < children.length; i++) {
      SourceColumn child = legacy.column(children[i]);
      SourceColumn key = parentKey.columns().get(i);
      if (!agree(child, key)) {
        findings.add(
            MappingCode.REFERENCE_KEY_DIFFERS,
            at,
            child.name()
                + " is "
                + child.sqlType()
                + ", but "
                + parent.name()
                + "."
                + key.name()
                + " is "
                + key.sqlType(),
            "make one type of both by `legacy: { query: ... }`, so that equal keys read the same");
        agree = false;
      }
    }
    return agree;
  }

  /** Whether equal keys of both columns have one canonical text. */
  private static boolean agree(SourceColumn child, SourceColumn key) {
    return switch (key.type()) {
      case INTEGER, DECIMAL ->
          child.type() == SourceType.INTEGER || child.type() == SourceType.DECIMAL;
      case TEXT, DATE, UUID -> child.type() == key.type();
      // To the server a time equals one of other digits; as text they differ.
      case TIME, TIMESTAMP -> child.type() == key.type() && child.scale() == key.scale();
      // One instant has as many texts as there are offsets.
      case TIMESTAMPTZ, BOOLEAN, REAL, DOUBLE, BYTES -> false;
    };
  }

  private boolean scopesAgree(Entity parent, SourcePosition at) {
    boolean agree = input.entity().scope() == Scope.TENANT || parent.scope() == Scope.SHARED;
    if (!agree) {
      findings.add(
          MappingCode.SHARED_ROW_OF_ONE_TENANT,
          at,
          input.entity().name()
              + " is shared by all tenants, but "
              + parent.name()
              + " belongs to each",
          "make both entities of one scope");
    }
    return agree;
  }

  private boolean canBeDeferred(
      ValueSource.Reference reference, TargetColumn column, SourcePosition at) {
    if (reference.deferred() && column.notNull()) {
      findings.add(
          MappingCode.UNFILLED_COLUMN,
          at,
          column.name() + " is NOT NULL, but a deferred reference is NULL until the second pass",
          "let the column be NULL while the migration runs, or don't defer");
      return false;
    }
    return true;
  }

  private CellSource derived(Entity parent, ParentKeyReader reader) {
    return row -> {
      Long integer = reader.readInteger(row);
      if (integer != null) {
        return uuids.parent(row.tenant().id(), parent.identity(), integer);
      }
      CanonicalKey key = reader.read(row);
      return key == null ? null : uuids.row(row.tenant().id(), parent.identity(), key);
    };
  }

  private CellSource shared(Entity parent, ParentKeyReader reader) {
    return row -> {
      CanonicalKey key = reader.read(row);
      if (key == null) {
        return null;
      }
      Map<String, UUID> table = row.lookup(lookups, parent);
      UUID uuid = table.get(key.text());
      if (uuid == null) {
        throw reader.missing("there is no such row, or it is a dead letter itself");
      }
      return uuid;
    };
  }

  private static CellSource deferred(TargetColumn column, CellSource source) {
    return row -> {
      UUID parent = (UUID) source.read(row);
      if (parent != null) {
        row.defer(column.name(), parent);
      }
      return null;
    };
  }
}
