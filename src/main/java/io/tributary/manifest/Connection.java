package io.tributary.manifest;

import java.util.Map;
import java.util.Optional;

/**
 * How a database is reached.
 *
 * @param url the JDBC URL, placeholders resolved; holds no password
 * @param user the login, where the URL does not say how to log in
 * @param password the login's password
 * @param properties further driver properties, in the driver's own words; some may be secrets
 * @param maxConnections the most connections that Tributary opens to it (for a legacy database: to
 *     its server, which many tenants may share)
 */
public record Connection(
    String url,
    Optional<String> user,
    Optional<Secret> password,
    Map<String, String> properties,
    int maxConnections) {

  /** Names the properties, without their values. */
  @Override
  public String toString() {
    return "Connection[url=%s, user=%s, password=%s, properties=%s, maxConnections=%d]"
        .formatted(url, user, password, properties.keySet(), maxConnections);
  }

  /** Whether a JDBC URL holds a password or the like, which no manifest may. */
  public static boolean holdsSecret(String url) {
    return ConnectionReader.holdsSecret(url);
  }
}
