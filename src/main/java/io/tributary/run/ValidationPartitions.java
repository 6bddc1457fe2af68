package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.LostSessionException;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.route.Mapper;
import io.tributary.validate.ComparedEntity;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.EntityProof;
import io.tributary.validate.RowComparison;
import io.tributary.validate.RowComparisons;
import io.tributary.validate.ValidationOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partitions of a validation: read through their routes and compared; no ledger is claimed. */
final class ValidationPartitions implements Partitions, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ValidationPartitions.class);

  private final UUID runId;
  private final Manifest manifest;
  private final ValidationOptions options;
  private final Databases databases;
  private final Mappings mappings;
  private final Mapper mapper;
  private final RowComparisons comparisons;
  private final RouteSteps routeSteps;
  private final Predicate<Claim> shouldPause;
  private final Predicate<WorkItem> isFirst;
  private final Consumer<EntityFindings> found;
  private final Map<WorkItem, ValidationWork> works = new ConcurrentHashMap<>();
  private final Map<Claim, WorkItem> items = new ConcurrentHashMap<>();
  private final Set<WorkItem> begunAnew = ConcurrentHashMap.newKeySet();

  /**
   * Partitions of one validation.
   *
   * @param shouldPause whether a partition is to be left at the next batch's edge
   * @param isFirst whether what concerns all tenants is looked at with this one
   * @param found told what was found of each partition, once it is through or has failed
   */
  ValidationPartitions(
      UUID runId,
      Manifest manifest,
      ValidationOptions options,
      Databases databases,
      Assembly assembly,
      Predicate<Claim> shouldPause,
      Predicate<WorkItem> isFirst,
      Consumer<EntityFindings> found) {
    this.runId = runId;
    this.manifest = manifest;
    this.options = options;
    this.databases = databases;
    this.mappings = assembly.mappings();
    this.mapper = assembly.mapper();
    this.comparisons = assembly.comparisons();
    this.routeSteps = assembly.routeSteps();
    this.shouldPause = shouldPause;
    this.isFirst = isFirst;
    this.found = found;
  }

  @Override
  public ClaimAnswer claim(WorkItem item, int range) {
    Entity entity = item.entity;
    Tenant tenant = item.tenant;
    Mappings.Compiled compiled = mappings.compile(entity, tenant);
    ValidationWork work = begunOrNew(item);
    Optional<RowComparison> rows = work.proof().rows();
    Claim claim =
        new Claim(
            runId,
            entity,
            tenant,
            0,
            0,
            0,
            0,
            0,
            entity.load() == LoadStyle.UPSERT ? LoadMode.UPSERT : LoadMode.DIRECT,
            rows.flatMap(RowComparison::cursor),
            PartitionFingerprint.of(compiled, tenant, "").digest());
    items.put(claim, item);
    mapper.use(claim, compiled.mapper());
    rows.ifPresent(comparison -> comparisons.use(claim, comparison, work.proof().joinSample()));
    return new ClaimAnswer.Granted(claim);
  }

  /** Opening may take its time, and must not keep others from their work meanwhile. */
  private ValidationWork begunOrNew(WorkItem item) {
    ValidationWork begun = works.get(item);
    if (begun != null) {
      return begun;
    }
    ValidationWork work = begin(item);
    works.put(item, work);
    return work;
  }

  private ValidationWork begin(WorkItem item) {
    ComparedEntity compared =
        new ComparedEntity(manifest, item.entity, item.tenant, mappings::targets);
    var legacy = databases.legacy().of(item.tenant);
    return new ValidationWork(
        manifest,
        options,
        legacy,
        new EntityProof(
            compared,
            databases::patientSession,
            legacy,
            options,
            isFirst.test(item),
            routeSteps.mayChangeRows(item.entity.name())));
  }

  @Override
  public End work(WorkItem item, Claim claim, PartitionRunner runner) {
    ValidationWork work = work(item);
    try {
      if (work.go(claim, runner, () -> !shouldPause.test(claim)) == PartitionRunner.End.PAUSED) {
        return End.PAUSED;
      }
    } catch (LostSessionException lost) {
      return beginAnew(item, work, lost);
    }
    found.accept(work.findings().orElseThrow());
    works.remove(item);
    work.close();
    return End.COMPLETE;
  }

  /** What was found went with the connection: the next claim opens another, and begins anew. */
  private End beginAnew(WorkItem item, ValidationWork work, LostSessionException lost) {
    if (!begunAnew.add(item)) {
      throw lost;
    }
    LOG.atWarn()
        .addKeyValue("event", "validation-connection-lost")
        .addKeyValue("entity", item.entity.name())
        .addKeyValue("tenant", item.tenant.name())
        .log("a connection was lost in the middle of a comparison, which begins anew");
    works.remove(item);
    work.close();
    return End.PAUSED;
  }

  @Override
  public List<Integer> openRanges(WorkItem item) {
    return List.of();
  }

  @Override
  public int cut(Claim claim, List<String> key) {
    throw new IllegalStateException("one connection compares the rows of a partition");
  }

  private ValidationWork work(WorkItem item) {
    return Optional.ofNullable(works.get(item)).orElseThrow();
  }

  @Override
  public void leave(Claim claim) {
    // What was found so far stays at hand; the next claim begins where this one ended.
  }

  @Override
  public void fail(Claim claim, String message) {
    WorkItem item = Optional.ofNullable(items.get(claim)).orElseThrow();
    ValidationWork work = works.remove(item);
    if (work != null) {
      try (work) {
        found.accept(work.proof().brokenOff(message));
      }
    }
  }

  @Override
  public void between() {
    // Nothing is between two partitions.
  }

  @Override
  public void abandon() {
    // Nobody waits for indexes in a validation.
  }

  @Override
  public void release(Claim claim) {
    items.remove(claim);
    mapper.release(claim);
    comparisons.release(claim);
  }

  /** Lets go of what was left when the validation was told to stop. */
  @Override
  public void close() {
    works.values().forEach(ValidationWork::close);
    works.clear();
  }
}
