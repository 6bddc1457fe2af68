package io.tributary.run;

import io.tributary.batch.SourceColumn;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Fingerprints;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.mapping.MappingCompiler;
import io.tributary.mapping.MappingInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.zone.ZoneRulesProvider;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides what a legacy row of a partition becomes, in named parts: the mapping,
 * both schemas, custom beans, time-zone data, and the meaning of the converters. A resume under
 * other parts would mix two worlds in one table.
 *
 * @param parts by name
 */
record PartitionFingerprint(SortedMap<String, String> parts) {

  /**
   * Of one partition.
   *
   * @param routeSteps what the steps of its route do, without their tuning
   */
  static PartitionFingerprint of(Mappings.Compiled compiled, Tenant tenant, String routeSteps) {
    SortedMap<String, String> parts = parts(compiled.input(), tenant);
    compiled.mapper().beanVersions().forEach((bean, version) -> parts.put("bean " + bean, version));
    parts.put("route steps", routeSteps);
    return new PartitionFingerprint(parts);
  }

  /** Of one partition before its routes are there: without their steps and custom beans. */
  static PartitionFingerprint withoutRoute(MappingInput input, Tenant tenant) {
    return new PartitionFingerprint(parts(input, tenant));
  }

  private static SortedMap<String, String> parts(MappingInput input, Tenant tenant) {
    Entity entity = input.entity();
    SortedMap<String, String> parts =
        new TreeMap<>(Fingerprints.parts(entity, input.manifest(), tenant));
    for (SourceColumn column : input.shape().columns()) {
      parts.put(
          Fingerprints.LEGACY_COLUMN + column.name(),
          column.sqlType() + nullable(column.nullable()));
    }
    for (TableMapping mapping : entity.into()) {
      Optional.ofNullable(input.tables().get(mapping.table())).map(TargetTable::columns).stream()
          .flatMap(List::stream)
          .forEach(
              column ->
                  parts.put(
                      "target column " + mapping.table() + "." + column.name(),
                      column.sqlType() + nullable(!column.notNull())));
    }
    if (convertsLocalTimes(entity)) {
      parts.put(
          "time-zone data of " + tenant.zone(),
          ZoneRulesProvider.getVersions(tenant.zone().getId()).lastKey());
    }
    parts.put("converter semantics", Integer.toString(MappingCompiler.SEMANTICS));
    return parts;
  }

  /** SHA-256 over all parts, in hexadecimal. */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(
          (name, value) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String nullable(boolean nullable) {
    return nullable ? "" : " NOT NULL";
  }

  private static boolean convertsLocalTimes(Entity entity) {
    return Mappings.columns(entity)
        .anyMatch(
            column ->
                column
                    .as()
                    .map(Conversion::to)
                    .filter(Conversion.To.TIMESTAMPTZ::equals)
                    .isPresent());
  }
}
