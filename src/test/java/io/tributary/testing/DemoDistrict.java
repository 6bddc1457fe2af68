package io.tributary.testing;

import io.tributary.demo.Expectations;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A district of the {@link DemoRun}.
 *
 * @param name the tenant's name
 * @param tenantId the tenant's UUID
 * @param zone of its local times
 * @param legacy its legacy database, an H2 file opened read-only
 * @param expectations what must have become of its rows, by the generator
 */
public record DemoDistrict(
    String name, UUID tenantId, ZoneId zone, SqlDatabase legacy, Expectations expectations) {

  /** The keys of that entity's rows that cannot be migrated. */
  public Set<String> deadKeys(String entity) {
    return expectations.of(entity).dead().stream()
        .map(Expectations.DeadRow::key)
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return name;
  }
}
