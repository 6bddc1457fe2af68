package io.tributary.validate;

import java.util.List;

/**
 * What the manifest has and the selection left out: nothing is said of it.
 *
 * @param services none of whose entities was looked at
 * @param entities that were looked at for no tenant
 * @param tenants of which nothing was looked at
 */
public record LeftOut(List<String> services, List<String> entities, List<String> tenants) {

  /** Everything was selected. */
  public static final LeftOut NOTHING = new LeftOut(List.of(), List.of(), List.of());

  /** Immutable lists. */
  public LeftOut {
    services = List.copyOf(services);
    entities = List.copyOf(entities);
    tenants = List.copyOf(tenants);
  }

  /** Whether the selection left out nothing. */
  public boolean isNothing() {
    return services.isEmpty() && entities.isEmpty() && tenants.isEmpty();
  }
}
