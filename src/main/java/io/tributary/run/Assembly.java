package io.tributary.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.tributary.legacy.ClaimSource;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.mapping.ColumnMapper;
import io.tributary.mapping.PayloadAggregation;
import io.tributary.mapping.RowSteps;
import io.tributary.rollback.BatchRollback;
import io.tributary.route.BatchLog;
import io.tributary.route.Chunks;
import io.tributary.route.DryRunLoad;
import io.tributary.route.Faults;
import io.tributary.route.LedgerSteps;
import io.tributary.route.Mapper;
import io.tributary.route.RetryLog;
import io.tributary.route.Upserts;
import io.tributary.validate.RowComparisons;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.micrometer.MicrometerConstants;

/**
 * The routes of a manifest, started, with every bean that they call by name bound to this
 * manifest's databases; and the mappings, which may use beans that the route files bind.
 */
final class Assembly implements AutoCloseable {

  private static final List<String> LOADING = List.of("load-batch", "upsert-batch");
  private static final List<String> DRY = List.of("dry-run-batch");
  private static final List<String> ROLLBACK = List.of("rollback-batch");
  private static final List<String> VALIDATION = List.of("validate-batch");

  private final RouteFiles files;
  private final CamelRuntime camel;
  private final RouteSteps routeSteps = new RouteSteps();
  private final Mapper mapper = new Mapper();
  private final RowComparisons comparisons = new RowComparisons();
  private final Mappings mappings;
  private final Preflight preflight;

  private Assembly(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      RouteFiles files,
      ClaimSource claims) {
    this.files = files;
    this.camel =
        new CamelRuntime(
            files,
            beans(manifest, databases, claims, settings.meters()),
            settings.camelProperties());
    this.mappings = new Mappings(manifest, databases, this::customBean);
    this.preflight = new Preflight(manifest, databases, mappings);
  }

  /**
   * Starts the routes of the entities that these partitions belong to, and of those that they refer
   * to: rows of a parent that appeared late are read for the sake of rows that wait for them.
   *
   * @param claims hands out the work; told of each route that is ready
   */
  static Assembly of(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      ClaimSource claims,
      List<PlannedPartition> partitions) {
    List<String> templates = settings.dryRun() ? DRY : LOADING;
    return of(manifest, settings, databases, claims, partitions, templates);
  }

  /** The same for a validation: what would be loaded is compared with what is there. */
  static Assembly forValidation(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      ClaimSource claims,
      List<PlannedPartition> partitions) {
    return of(manifest, settings, databases, claims, partitions, VALIDATION);
  }

  private static Assembly of(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      ClaimSource claims,
      List<PlannedPartition> partitions,
      List<String> templates) {
    Set<String> entities =
        partitions.stream()
            .map(PlannedPartition::entity)
            .flatMap(e -> Stream.concat(Stream.of(e), WorkGraph.parents(e, manifest).stream()))
            .map(Entity::name)
            .collect(Collectors.toSet());
    RouteFiles files = RouteFiles.in(settings.routes(), manifest);
    Assembly assembly = new Assembly(manifest, settings, databases, files, claims);
    try {
      assembly.camel.start(manifest, entities, templates);
      assembly.routeSteps.read(assembly.camel.context());
      return assembly;
    } catch (RuntimeException e) {
      assembly.close();
      throw e;
    }
  }

  /** Starts the routes of a rollback; those of the entities find no work. */
  static Assembly forRollback(Manifest manifest, RunSettings settings, Databases databases) {
    RouteFiles files = RouteFiles.in(settings.routes(), manifest);
    Assembly assembly = new Assembly(manifest, settings, databases, files, Orchestrator.idle());
    try {
      assembly.camel.start(manifest, Set.of(), ROLLBACK);
      return assembly;
    } catch (RuntimeException e) {
      assembly.close();
      throw e;
    }
  }

  /** Sends messages to the routes; to be closed. */
  ProducerTemplate producer() {
    return camel.context().createProducerTemplate();
  }

  private Optional<ColumnMapper> customBean(String name) {
    return Optional.ofNullable(
        camel.context().getRegistry().lookupByNameAndType(name, ColumnMapper.class));
  }

  private Map<String, Object> beans(
      Manifest manifest, Databases databases, ClaimSource claims, MeterRegistry meters) {
    Map<String, Object> beans = new HashMap<>();
    beans.put("manifest", manifest);
    beans.put("claims", claims);
    beans.put("legacy", databases.legacy());
    beans.put("chunks", new Chunks());
    beans.put("rows", new RowSteps());
    beans.put("mapper", mapper);
    beans.put("payload", new PayloadAggregation());
    beans.put("dryRun", new DryRunLoad());
    beans.put("comparison", comparisons);
    beans.put("faults", new Faults());
    beans.put("retryLog", new RetryLog(meters));
    beans.put("batchLog", new BatchLog(meters));
    beans.put(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
    for (Service service : manifest.services().values()) {
      DataSource dataSource = databases.dataSource(service.name());
      beans.put("dataSource-" + service.name(), dataSource);
      beans.put("transaction-" + service.name(), new BatchTransactionPolicy(dataSource));
      beans.put(
          "ledger-" + service.name(),
          new LedgerSteps(service, databases.ledger(service.name()), dataSource));
      beans.put("upserts-" + service.name(), new Upserts(dataSource));
      beans.put(
          "rollback-" + service.name(),
          new BatchRollback(manifest, service, databases.ledger(service.name()), dataSource));
    }
    return beans;
  }

  Mappings mappings() {
    return mappings;
  }

  /** Everything that is to be known of these partitions before the first row is touched. */
  Preflight.Checked check(List<PlannedPartition> partitions, boolean dryRun) {
    Preflight.Checked checked = preflight.check(partitions, dryRun);
    List<Finding> findings = new ArrayList<>(files.findings());
    findings.addAll(checked.findings());
    boolean refusing = checked.refusing() || files.findings().stream().anyMatch(Finding::isFailure);
    return new Preflight.Checked(findings, refusing, checked.unfit());
  }

  Mapper mapper() {
    return mapper;
  }

  RowComparisons comparisons() {
    return comparisons;
  }

  RouteSteps routeSteps() {
    return routeSteps;
  }

  @Override
  public void close() {
    camel.close();
  }
}
