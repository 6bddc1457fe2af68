package io.tributary.run;

import io.tributary.legacy.KeysetEndpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;

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

  /** What Tributary binds itself, and what drops rows or maps them and changes none. */
  private static final Pattern HARMLESS = Pattern.compile("bean:(?://)?(rows|mapper)(\\?.*)?");

  private final Map<String, String> byEntity = new HashMap<>();
  private final Set<String> changing = new HashSet<>();

  /**
   * Takes the routes that are there now. Camel fills expressions in when they are first used, so
   * their text is taken before any batch has come.
   */
  void read(CamelContext camel) {
    for (Route route : camel.getRoutes()) {
      if (route.getEndpoint() instanceof KeysetEndpoint keyset) {
        byEntity.put(keyset.getEntity(), steps(camel, route, new HashSet<>(AFTER_MAPPING)));
        if (mayChangeRows(camel, route, new HashSet<>(AFTER_MAPPING))) {
          changing.add(keyset.getEntity());
        }
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

  /**
   * Whether a step may change what a row's columns hold before the mapper sees them, or in its
   * place: whatever is no step of Tributary's own may.
   */
  boolean mayChangeRows(String entity) {
    return changing.contains(entity);
  }

  private static boolean mayChangeRows(CamelContext camel, Route route, Set<String> seen) {
    RouteDefinition definition = definition(camel, route);
    return definition.getOutputs().stream()
        .anyMatch(step -> mayChangeRows(camel, step, definition, seen));
  }

  private static boolean mayChangeRows(
      CamelContext camel, ProcessorDefinition<?> step, RouteDefinition route, Set<String> seen) {
    if (step instanceof OnExceptionDefinition || step instanceof LogDefinition) {
      return false;
    }
    if (step instanceof SplitDefinition) {
      return step.getOutputs().stream().anyMatch(inner -> mayChangeRows(camel, inner, route, seen));
    }
    if (step instanceof BeanDefinition bean) {
      return !"rows".equals(bean.getRef());
    }
    if (!(step instanceof ToDefinition to)) {
      return true;
    }
    String uri = withParameters(to.getUri(), route);
    Matcher direct = DIRECT.matcher(uri);
    if (!direct.matches()) {
      return !HARMLESS.matcher(uri).matches();
    }
    return seen.add(direct.group(1))
        && routeAt(camel, direct.group())
            .map(next -> mayChangeRows(camel, next, seen))
            .orElse(true);
  }

  private static RouteDefinition definition(CamelContext camel, Route route) {
    return camel
        .getCamelContextExtension()
        .getContextPlugin(Model.class)
        .getRouteDefinition(route.getRouteId());
  }

  private static String steps(CamelContext camel, Route route, Set<String> seen) {
    StringBuilder text = new StringBuilder(withParameters(definition(camel, route)));
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
    return routeAt(camel, endpoint).map(route -> steps(camel, route, seen)).orElse("");
  }

  private static Optional<Route> routeAt(CamelContext camel, String endpoint) {
    String begins = endpoint.replace("//", "");
    return camel.getRoutes().stream()
        .filter(route -> route.getEndpoint().getEndpointUri().replace("//", "").equals(begins))
        .findFirst();
  }

  /** A template's text holds placeholders, the same for all its routes; the values decide. */
  private static String withParameters(RouteDefinition definition) {
    return withParameters(
        definition.getOutputs().stream()
            .filter(step -> !(step instanceof OnExceptionDefinition))
            .map(Object::toString)
            .collect(Collectors.joining(", ")),
        definition);
  }

  private static String withParameters(String text, RouteDefinition definition) {
    String filled = text;
    Map<String, Object> parameters = definition.getTemplateParameters();
    if (parameters != null) {
      for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
        if (!TUNING.contains(parameter.getKey())) {
          filled =
              filled.replace(
                  "{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
        }
      }
    }
    return filled;
  }
}
