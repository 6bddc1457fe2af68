package io.tributary.mapping;

import io.tributary.manifest.Clean;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.ValueMap;
import io.tributary.manifest.ValueSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One column's line of a manifest, for tests. */
record Line(ColumnMapping mapping) {

  static Line map(String column, ValueSource source) {
    SourcePosition at = new SourcePosition("m.yaml", 7, 9, "entities.thing.into.things." + column);
    return new Line(
        new ColumnMapping(column, source, List.of(), Optional.empty(), Optional.empty(), at));
  }

  static Line from(String column, String legacy) {
    return map(column, new ValueSource.From(legacy));
  }

  static Line constant(String column, String text) {
    return map(column, new ValueSource.Constant(Optional.of(text)));
  }

  static Line reference(String column, String parent, String... legacy) {
    return map(column, new ValueSource.Reference(List.of(legacy), parent, false));
  }

  static Line deferred(String column, String parent, String... legacy) {
    return map(column, new ValueSource.Reference(List.of(legacy), parent, true));
  }

  static Line pack(String column, String... legacy) {
    return map(column, new ValueSource.Pack(List.of(legacy)));
  }

  static Line bean(String column, String bean, String... legacy) {
    return map(column, new ValueSource.Custom(bean, List.of(legacy)));
  }

  Line clean(Clean... steps) {
    return new Line(
        new ColumnMapping(
            mapping.column(),
            mapping.source(),
            List.of(steps),
            mapping.values(),
            mapping.as(),
            mapping.at()));
  }

  Line values(Map<String, String> values, ValueMap.Otherwise otherwise) {
    return new Line(
        new ColumnMapping(
            mapping.column(),
            mapping.source(),
            mapping.clean(),
            Optional.of(new ValueMap(values, otherwise)),
            mapping.as(),
            mapping.at()));
  }

  Line as(Conversion conversion) {
    return new Line(
        new ColumnMapping(
            mapping.column(),
            mapping.source(),
            mapping.clean(),
            mapping.values(),
            Optional.of(conversion),
            mapping.at()));
  }

  Line as(Conversion.To to) {
    return as(to, Conversion.Round.REFUSE);
  }

  Line as(Conversion.To to, Conversion.Round round) {
    return as(
        new Conversion(
            to,
            false,
            Conversion.Gap.SHIFT,
            Conversion.Overlap.EARLIER,
            Optional.empty(),
            round,
            Optional.empty()));
  }

  Line negated() {
    return as(
        new Conversion(
            Conversion.To.BOOLEAN,
            true,
            Conversion.Gap.SHIFT,
            Conversion.Overlap.EARLIER,
            Optional.empty(),
            Conversion.Round.REFUSE,
            Optional.empty()));
  }

  Line format(Conversion.To to, String pattern) {
    return as(
        new Conversion(
            to,
            false,
            Conversion.Gap.SHIFT,
            Conversion.Overlap.EARLIER,
            Optional.empty(),
            Conversion.Round.REFUSE,
            Optional.of(pattern)));
  }

  Line instant(Conversion.Gap gap, Conversion.Overlap overlap) {
    return instant(gap, overlap, Optional.empty());
  }

  Line instant(Conversion.Gap gap, Conversion.Overlap overlap, Optional<ZoneId> zone) {
    return as(
        new Conversion(
            Conversion.To.TIMESTAMPTZ,
            false,
            gap,
            overlap,
            zone,
            Conversion.Round.REFUSE,
            Optional.empty()));
  }
}
