package io.tributary.run;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Caps by the manifest's {@code maxConnections}. A running partition holds one connection at a
 * time.
 */
final class ManifestCaps implements Caps {

  private final Manifest manifest;
  private final Function<Tenant, String> serverOf;
  private final Map<String, Integer> byServer;

  /**
   * Caps of a manifest.
   *
   * @param serverOf what tells a tenant's legacy server from others
   */
  ManifestCaps(Manifest manifest, Function<Tenant, String> serverOf) {
    this.manifest = manifest;
    this.serverOf = serverOf;
    this.byServer =
        manifest.tenants().stream()
            .collect(
                Collectors.toMap(serverOf, tenant -> tenant.legacy().maxConnections(), Math::min));
  }

  @Override
  public String server(Tenant tenant) {
    return serverOf.apply(tenant);
  }

  @Override
  public int ofServer(Tenant tenant) {
    return byServer.get(serverOf.apply(tenant));
  }

  @Override
  public int ofService(String service) {
    return manifest.service(service).connection().maxConnections();
  }
}
