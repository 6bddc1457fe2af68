package io.tributary.manifest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes down, part by part, what decides what a row of an entity becomes. Names of parts are
 * {@code table.column}; those of other parts begin with {@code @}, since a table may be called
 * legacy.
 */
final class FingerprintParts {

  private final Entity entity;
  private final Manifest manifest;
  private final SortedMap<String, String> parts = new TreeMap<>();

  FingerprintParts(Entity entity, Manifest manifest) {
    this.entity = entity;
    this.manifest = manifest;
  }

  SortedMap<String, String> collect() {
    Manifest.Conventions names = manifest.conventions();
    put("@conventions", list(List.of(names.id(), names.tenantId(), names.legacyId())));
    put("@target.schema", quoted(manifest.service(entity.service()).schema()));
    put("@identity", quoted(entity.identity()));
    put("@scope", entity.scope().name());
    put("@naturalKey", list(entity.naturalKey()));
    put("@legacy.source", legacy(entity.legacy()));
    put("@legacy.key", list(entity.legacy().key()));
    put("@legacy.where", optional(entity.legacy().where()));
    put("@ignore", list(new TreeSet<>(entity.ignore())));
    put("@into", list(entity.into().stream().map(TableMapping::table).toList()));
    entity.into().forEach(this::table);
    Columns.references(entity).stream()
        .map(reference -> reference.to().entity())
        .distinct()
        .forEach(this::parent);
    return parts;
  }

  private void put(String name, String text) {
    if (parts.put(name, text) != null) {
      throw new IllegalStateException("two parts of a fingerprint are called " + name);
    }
  }

  private void table(TableMapping table) {
    columns(table.table() + ".", table.columns());
    for (RowMapping row : table.each()) {
      String prefix = table.table() + ".each[" + row.row() + "].";
      put(prefix + "when", list(row.when()));
      columns(prefix + "columns.", row.columns());
    }
  }

  private void columns(String prefix, List<ColumnMapping> columns) {
    columns.forEach(column -> put(prefix + column.column(), text(column)));
  }

  /** A parent's UUID follows from these, and so does what a reference to it becomes. */
  private void parent(String name) {
    Entity parent = manifest.entity(name);
    StringBuilder text = new StringBuilder();
    text.append("identity ").append(quoted(parent.identity()));
    text.append(" scope ").append(parent.scope());
    text.append(" key ").append(list(parent.legacy().key()));
    text.append(" naturalKey ").append(list(parent.naturalKey()));
    Columns.of(parent)
        .filter(column -> isOfNaturalKey(column, parent))
        .forEach(column -> text.append(' ').append(text(column)));
    put("@parent." + name, text.toString());
  }

  /** A natural key counts after cleaning, so the way it is cleaned decides the parent's UUID. */
  private static boolean isOfNaturalKey(ColumnMapping column, Entity parent) {
    return column.source() instanceof ValueSource.From from
        && parent.naturalKey().stream().anyMatch(from.column()::equalsIgnoreCase);
  }

  private static String legacy(LegacySource legacy) {
    return legacy
        .query()
        .map(query -> "query " + quoted(query))
        .orElseGet(
            () -> "table " + quoted(legacy.schema()) + " " + quoted(legacy.table().orElse("")));
  }

  private static String text(ColumnMapping column) {
    StringBuilder text = new StringBuilder(source(column.source()));
    if (!column.clean().isEmpty()) {
      text.append(" clean ").append(list(column.clean().stream().map(Clean::word).toList()));
    }
    column.values().ifPresent(values -> text.append(" values ").append(values(values)));
    column.as().ifPresent(as -> text.append(" as ").append(conversion(as)));
    return text.toString();
  }

  private static String source(ValueSource source) {
    if (source instanceof ValueSource.From from) {
      return "from " + quoted(from.column());
    } else if (source instanceof ValueSource.Constant constant) {
      return "constant " + optional(constant.value());
    } else if (source instanceof ValueSource.Reference reference) {
      return "ref %s from %s%s%s"
          .formatted(
              quoted(reference.entity()),
              list(reference.columns()),
              reference.deferred() ? " deferred" : "",
              reference.incomplete() == ValueSource.Incomplete.NONE ? " incomplete none" : "");
    } else if (source instanceof ValueSource.Pack pack) {
      return pack.columns().isEmpty() ? "pack rest" : "pack " + list(pack.columns());
    } else if (source instanceof ValueSource.Custom custom) {
      return "bean %s from %s".formatted(quoted(custom.bean()), list(custom.columns()));
    } else if (source instanceof ValueSource.Self) {
      return "use self";
    } else if (source instanceof ValueSource.RowId) {
      return "use row-id";
    } else if (source instanceof ValueSource.TenantId) {
      return "use tenant-id";
    } else if (source instanceof ValueSource.LegacyKey) {
      return "use legacy-key";
    }
    throw new IllegalStateException("no text for " + source.getClass().getSimpleName());
  }

  private static String values(ValueMap values) {
    String pairs =
        new TreeMap<>(values.values())
            .entrySet().stream()
                .map(
                    (Map.Entry<String, String> e) ->
                        quoted(e.getKey()) + "=" + quoted(e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    return pairs + " otherwise " + otherwise(values.otherwise());
  }

  private static String otherwise(ValueMap.Otherwise otherwise) {
    if (otherwise instanceof ValueMap.Use use) {
      return "use " + optional(use.value());
    }
    return otherwise instanceof ValueMap.Keep ? "keep" : "refuse";
  }

  private static String conversion(Conversion as) {
    StringBuilder text = new StringBuilder(as.to().word());
    if (as.negate()) {
      text.append(" negate");
    }
    if (as.to() == Conversion.To.TIMESTAMPTZ) {
      text.append(" gap ").append(as.gap()).append(" overlap ").append(as.overlap());
      as.zone().ifPresent(zone -> text.append(" zone ").append(quoted(zone.getId())));
    }
    text.append(" round ").append(as.round());
    as.format().ifPresent(format -> text.append(" format ").append(quoted(format)));
    return text.toString();
  }

  private static String optional(Optional<String> text) {
    return text.map(FingerprintParts::quoted).orElse("null");
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(FingerprintParts::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
