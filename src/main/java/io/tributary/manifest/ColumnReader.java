package io.tributary.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes column mappings of a manifest's values. */
final class ColumnReader {

  private final ConversionReader conversions;

  /** A reader with the manifest's time policy. */
  ColumnReader(Conversion.Gap gap, Conversion.Overlap overlap) {
    this.conversions = new ConversionReader(gap, overlap);
  }

  ColumnMapping read(String column, Element element) {
    return new ColumnMapping(
        column, source(element), clean(element), values(element), as(element), element.at());
  }

  /** The kinds are told apart by their keys, in the same order as in the schema. */
  private static ValueSource source(Element element) {
    if (!element.isMap()) {
      return new ValueSource.From(element.text());
    } else if (element.child("constant").isPresent()) {
      return new ValueSource.Constant(element.child("constant").optionalText());
    } else if (element.child("pack").isPresent()) {
      Element pack = element.child("pack");
      return new ValueSource.Pack(pack.isList() ? pack.texts() : List.of());
    } else if (element.child("bean").isPresent()) {
      return new ValueSource.Custom(element.child("bean").text(), element.child("from").texts());
    } else if (element.child("use").isPresent()) {
      return known(element.child("use").text());
    } else if (element.child("ref").isPresent()) {
      return new ValueSource.Reference(
          element.child("from").texts(),
          element.child("ref").text(),
          element.child("deferred").flag(),
          element
              .child("incomplete")
              .word(ValueSource.Incomplete.class, ValueSource.Incomplete.REFUSE));
    }
    return new ValueSource.From(element.child("from").text());
  }

  private static ValueSource known(String use) {
    return switch (use) {
      case "self" -> new ValueSource.Self();
      case "row-id" -> new ValueSource.RowId();
      case "tenant-id" -> new ValueSource.TenantId();
      case "legacy-key" -> new ValueSource.LegacyKey();
      default -> throw new IllegalStateException("the schema lets 'use: " + use + "' through");
    };
  }

  private static List<Clean> clean(Element element) {
    return element.child("clean").items().stream()
        .map(each -> Clean.valueOf(each.text().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }

  private static Optional<ValueMap> values(Element element) {
    Element values = element.child("values");
    if (!values.isPresent()) {
      return Optional.empty();
    }
    Map<String, String> map = new LinkedHashMap<>();
    values.entries().forEach((from, to) -> map.put(from, to.optionalText().orElse("")));
    return Optional.of(
        new ValueMap(Collections.unmodifiableMap(map), otherwise(element.child("otherwise"))));
  }

  private static ValueMap.Otherwise otherwise(Element element) {
    if (element.isMap()) {
      return new ValueMap.Use(element.child("use").optionalText());
    } else if (element.isNull()) {
      return new ValueMap.Use(Optional.empty());
    }
    return element.optionalText().filter("keep"::equals).isPresent()
        ? new ValueMap.Keep()
        : new ValueMap.Refuse();
  }

  private Optional<Conversion> as(Element element) {
    return element.child("as").isPresent()
        ? Optional.of(conversions.read(element))
        : Optional.empty();
  }
}
