package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.KeysetEndpoint;
import io.tributary.manifest.Manifest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.main.Main;

/**
 * The Camel context of a run: the operator's route files as they are, and for each entity without a
 * route of its own one made from the template.
 */
final class CamelRuntime implements AutoCloseable {

  static final String ENTITY_TEMPLATE = "migrate-entity";

  private final RouteFiles files;
  private final Main main;

  /**
   * A context that is not started yet.
   *
   * @param beans what the routes call by name
   * @param properties further Camel properties, such as those of the management server
   */
  CamelRuntime(RouteFiles files, Map<String, Object> beans, Map<String, String> properties) {
    this.files = files;
    this.main = new Main();
    main.configure()
        .withName("tributary")
        .withRoutesIncludePattern(files.includePattern())
        .withJmxEnabled(true)
        .withJmxManagementNamePattern("tributary")
        .withShutdownTimeout(60)
        .withUseMdcLogging(false);
    properties.forEach(main::addInitialProperty);
    beans.forEach(main::bind);
  }

  /**
   * Starts the context with the operator's routes, then adds what they leave to the templates.
   *
   * @param entities the entities that need a route
   * @param serviceTemplates templates to make a route of for each service, by the prefix of its id
   */
  void start(Manifest manifest, Set<String> entities, List<String> serviceTemplates) {
    try {
      main.start();
    } catch (Exception e) {
      throw invalid(e);
    }
    Set<String> routed = routedEntities();
    for (String template : serviceTemplates) {
      for (String service : manifest.services().keySet()) {
        add(template.replace("batch", "") + service, template, Map.of("service", service));
      }
    }
    for (String entity : entities) {
      if (!routed.contains(entity)) {
        add(entity, ENTITY_TEMPLATE, Map.of("entity", entity));
      }
    }
    requireListeners();
  }

  /** A {@code direct:} endpoint at which no route begins would be met only by the first batch. */
  private void requireListeners() {
    Set<Endpoint> begins =
        context().getRoutes().stream().map(Route::getEndpoint).collect(Collectors.toSet());
    List<Problem> unheard =
        context().getEndpoints().stream()
            .filter(DirectEndpoint.class::isInstance)
            .filter(endpoint -> !begins.contains(endpoint))
            .map(endpoint -> nobodyAt(endpoint.getEndpointUri()))
            .toList();
    if (!unheard.isEmpty()) {
      throw new InvalidInputException(unheard);
    }
  }

  private Problem nobodyAt(String endpoint) {
    return new Problem(
        RunCode.ROUTES_INVALID,
        files.directory().toString(),
        "a step sends to " + endpoint + ", and no route begins there",
        "Correct the endpoint, or add the route.");
  }

  private void add(String routeId, String template, Map<String, Object> parameters) {
    try {
      context().addRouteFromTemplate(routeId, template, parameters);
    } catch (Exception e) {
      throw invalid(e);
    }
  }

  /** The entities that the operator's files have routes for. */
  private Set<String> routedEntities() {
    return context().getRoutes().stream()
        .map(Route::getEndpoint)
        .filter(KeysetEndpoint.class::isInstance)
        .map(endpoint -> ((KeysetEndpoint) endpoint).getEntity())
        .collect(Collectors.toSet());
  }

  /** What Camel says, from the outermost cause to the innermost; ours as it is. */
  private TributaryException invalid(Exception failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TributaryException known) {
        return known;
      }
      messages.add(String.valueOf(cause.getMessage()));
    }
    return new InvalidInputException(
        new Problem(
            RunCode.ROUTES_INVALID,
            files.directory().toString(),
            "the routes cannot be loaded: " + String.join("; ", messages),
            "The message names the route or file; docs/routes.md shows what routes look like."),
        failure);
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  /** Stops the routes, then the context; batches in hand are finished first. */
  @Override
  public void close() {
    main.stop();
  }
}
