package io.tributary.run;

import io.tributary.legacy.KeysetEndpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * What the steps of an entity's route do, as text for its fingerprint: a step that is added,
 * changed or taken out changes what rows become. Ids, descriptions and tuning (how many rows a
 * chunk has, how many partitions run at once) are not part of it, nor is what follows the mapping.
 * Routes that a step sends to by {@code direct:} are.
 */
final class RouteSteps {

  private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([\\w.-]+)");
  private static final Set<String> AFTER_MAPPING = Set.of("load", "checkpoint");
  private static final Set<String> TUNING = Set.of("chunkRows", "concurrency");

  private final Map<String, String> byEntity = new HashMap<>();

  /**
   * Takes the routes that are there now. Camel fills expressions in when they are first used, so
   * their text is taken before any batch has come.
   */
  void read(CamelContext camel) {
    for (Route route : camel.getRoutes()) {
      if (route.getEndpoint() instanceof KeysetEndpoint keyset) {
        byEntity.put(keyset.getEntity(), steps(camel, route, new HashSet<>(AFTER_MAPPING)));
      }
    }
  }

  /** The steps of the route that begins at {@code keyset:<entity>}. */
  String of(String entity) {
    String steps = byEntity.get(entity);
    if (steps == null) {
      throw new IllegalStateException("no route reads " + entity);
    }
    return steps;
  }

  private static String steps(CamelContext camel, Route route, Set<String> seen) {
    RouteDefinition definition =
        camel
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(route.getRouteId());
    StringBuilder text = new StringBuilder(withParameters(definition));
    Matcher direct = DIRECT.matcher(text.toString());
    while (direct.find()) {
      if (seen.add(direct.group(1))) {
        text.append("; ")
            .append(direct.group())
            .append(" = ")
            .append(at(camel, direct.group(), seen));
      }
    }
    return text.toString();
  }

  private static String at(CamelContext camel, String endpoint, Set<String> seen) {
    return camel.getRoutes().stream()
        .filter(route -> route.getEndpoint().getEndpointUri().replace("//", "").equals(endpoint))
        .findFirst()
        .map(route -> steps(camel, route, seen))
        .orElse("");
  }

  /** A template's text holds placeholders, the same for all its routes; the values decide. */
  private static String withParameters(RouteDefinition definition) {
    String text =
        definition.getOutputs().stream()
            .filter(step -> !(step instanceof OnExceptionDefinition))
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    Map<String, Object> parameters = definition.getTemplateParameters();
    if (parameters != null) {
      for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
        if (!TUNING.contains(parameter.getKey())) {
          text =
              text.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
        }
      }
    }
    return text;
  }
}
