package io.tributary.legacy;

import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Manifest;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.jspecify.annotations.Nullable;

/** Reads legacy tables in key order, batch by batch, as the run hands out their partitions. */
@Component("keyset")
public class KeysetComponent extends HealthCheckComponent {

  @Metadata(label = "advanced", autowired = true)
  private @Nullable ClaimSource claimSource;

  @Metadata(label = "advanced", autowired = true)
  private @Nullable LegacyDatabases legacyDatabases;

  @Metadata(label = "advanced", autowired = true)
  private @Nullable Manifest manifest;

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    KeysetEndpoint endpoint = new KeysetEndpoint(uri, this);
    endpoint.setEntity(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** Who hands out partitions. */
  public @Nullable ClaimSource getClaimSource() {
    return claimSource;
  }

  /** Who hands out the partitions to read: the orchestrator of the run. */
  public void setClaimSource(@Nullable ClaimSource claimSource) {
    this.claimSource = claimSource;
  }

  /** The legacy databases. */
  public @Nullable LegacyDatabases getLegacyDatabases() {
    return legacyDatabases;
  }

  /** The legacy databases of all tenants. */
  public void setLegacyDatabases(@Nullable LegacyDatabases legacyDatabases) {
    this.legacyDatabases = legacyDatabases;
  }

  /** The manifest. */
  public @Nullable Manifest getManifest() {
    return manifest;
  }

  /** The manifest that says what is migrated. */
  public void setManifest(@Nullable Manifest manifest) {
    this.manifest = manifest;
  }

  ClaimSource requireClaimSource() {
    return require(claimSource, ClaimSource.class);
  }

  LegacyDatabases requireLegacyDatabases() {
    return require(legacyDatabases, LegacyDatabases.class);
  }

  Manifest requireManifest() {
    return require(manifest, Manifest.class);
  }

  private static <T> T require(@Nullable T value, Class<T> type) {
    if (value == null) {
      throw new InvalidInputException(
          LegacyCode.NOT_BOUND.at(
              "keyset:",
              "the registry has no " + type.getSimpleName(),
              "bind one " + type.getName() + " before the routes are loaded"));
    }
    return value;
  }
}
