package io.tributary.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads how a database is reached, and sees to it that secrets stand only where they are hidden.
 */
final class ConnectionReader {

  private static final Pattern SECRET_NAME =
      Pattern.compile("password|passwd|pwd|secret|token", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOGIN_PASSWORD =
      Pattern.compile("password|pwd", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER = Pattern.compile("[?&;]([^=?&;]+)=");
  private static final Pattern LOGIN_WITH_PASSWORD = Pattern.compile("//[^/?;@:]*:[^/?;@]*@");

  private ConnectionReader() {}

  /**
   * A connection.
   *
   * @param element the map that holds url, user, password and so on
   * @param defaults a map of the same keys for those that are not said; may be absent
   * @param maxConnections where neither says it
   */
  static Connection read(Element element, Element defaults, int maxConnections) {
    Map<String, String> properties = new LinkedHashMap<>(properties(defaults));
    properties.putAll(properties(element));
    int shared = defaults.child("maxConnections").count(maxConnections);
    return new Connection(
        url(element.child("url")),
        element.child("user").textIfPresent().or(() -> defaults.child("user").textIfPresent()),
        element.child("password").secret().or(() -> defaults.child("password").secret()),
        Collections.unmodifiableMap(properties),
        element.child("maxConnections").count(shared));
  }

  private static String url(Element element) {
    String url = element.text();
    if (url.isEmpty()) {
      return url;
    }
    if (!url.startsWith("jdbc:")) {
      element.report(
          ManifestCode.BAD_URL,
          "this is no JDBC URL",
          "it begins with jdbc:, as in jdbc:postgresql://host/database or"
              + " jdbc:sqlserver://host;databaseName=name");
    }
    if (holdsSecret(url)) {
      element.report(
          ManifestCode.SECRET_IN_URL,
          "the URL holds a password",
          "take it out and put it into password, by a placeholder");
    }
    return url;
  }

  static boolean holdsSecret(String url) {
    return LOGIN_WITH_PASSWORD.matcher(url).find()
        || PARAMETER
            .matcher(url)
            .results()
            .anyMatch(parameter -> SECRET_NAME.matcher(parameter.group(1)).find());
  }

  private static Map<String, String> properties(Element connection) {
    Map<String, String> properties = new LinkedHashMap<>();
    connection
        .child("properties")
        .entries()
        .forEach(
            (name, element) -> {
              if (LOGIN_PASSWORD.matcher(name).matches()) {
                element.report(
                    ManifestCode.SECRET_IN_PROPERTIES,
                    "the driver property '%s' holds the login's password".formatted(name),
                    "it has its place in password, beside user");
              }
              properties.put(name, element.optionalText().orElse(""));
            });
    return properties;
  }
}
