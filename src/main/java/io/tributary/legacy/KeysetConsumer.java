package io.tributary.legacy;

import static java.util.Objects.requireNonNull;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a partition's batches through its route. They are loaded one after the other; while one is
 * loaded, the next is read and mapped: see {@link BatchPipeline}.
 *
 * <p>A batch is loaded only after the route has answered for the one before with a checkpoint. An
 * answer that leaves any doubt ends the run with an error: see {@link RouteAnswer}.
 *
 * <p>Suspending or stopping the route takes it from the orchestrator's list, then waits until the
 * batches in hand are done, for at most Camel's shutdown timeout. It must not be called from a step
 * of the route itself: that step would wait for itself until the timeout.
 */
final class KeysetConsumer extends DefaultConsumer implements PartitionRunner, Suspendable {

  private static final Logger LOG = LoggerFactory.getLogger(KeysetConsumer.class);

  private final KeysetEndpoint endpoint;
  private final ClaimSource claims;
  private final BatchGate gate = new BatchGate();
  private final Set<Claim> running = ConcurrentHashMap.newKeySet();
  private boolean attached;
  private @Nullable ExecutorService threads;

  KeysetConsumer(KeysetEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.claims = endpoint.getComponent().requireClaimSource();
  }

  @Override
  public int concurrency() {
    return endpoint.getConcurrency();
  }

  @Override
  public End run(Claim claim) {
    if (!claim.entity().name().equals(endpoint.getEntity())) {
      throw new IllegalArgumentException(
          "the route of " + endpoint.getEntity() + " cannot run " + claim.displayName());
    }
    if (!gate.enter()) {
      return End.PAUSED;
    }
    running.add(claim);
    try (KeysetReader reader = reader(claim)) {
      return run(claim, reader);
    } finally {
      running.remove(claim);
      gate.leave();
    }
  }

  private End run(Claim claim, KeysetReader reader) {
    BatchSender sender = sender();
    BatchPipeline.Stages stages =
        new BatchPipeline.Stages() {
          @Override
          public Optional<Batch> read(Optional<List<String>> lower) {
            claims.cut(claim, rows -> reader.keyFurtherOn(lower, rows)).ifPresent(reader::endAt);
            return reader.next(lower);
          }

          @Override
          public Checkpoint send(Batch batch, LoadTurn turn) {
            return sender.send(batch, turn);
          }

          @Override
          public void committed(Batch batch, Checkpoint checkpoint) {
            reader.took(batch.size(), batch.workedNanos());
            claims.committed(batch, checkpoint);
          }
        };
    return new BatchPipeline(
            claim, stages, budget(), () -> gate.isOpen() && !claims.shouldPause(claim))
        .run(isDryRun(claim) ? null : requireNonNull(threads, "the consumer is started"));
  }

  /** It has no transaction at whose beginning a batch could wait for its turn to be told of. */
  private static boolean isDryRun(Claim claim) {
    return claim.partitionNo() == 0;
  }

  private ByteBudget budget() {
    return endpoint.getComponent().requireLegacyDatabases().budget();
  }

  @Override
  public List<String> run(Claim claim, BatchKind kind, List<String> keys) {
    if (!gate.enter()) {
      return List.of();
    }
    running.add(claim);
    try {
      KeyedReader reader =
          database(claim).keyedReader(claim, kind, endpoint.getComponent().requireManifest());
      return new KeyedRun(reader, budget(), sender(), claims)
          .run(keys, () -> gate.isOpen() && !claims.shouldPause(claim));
    } finally {
      running.remove(claim);
      gate.leave();
    }
  }

  private BatchSender sender() {
    return new BatchSender(this);
  }

  private KeysetReader reader(Claim claim) {
    LegacyDatabase database = database(claim);
    Manifest manifest = endpoint.getComponent().requireManifest();
    database.requirePlan(claim.entity(), manifest);
    return database.reader(
        claim, manifest, endpoint.batchSize(claim.entity().batch()), endpoint.getFetchSize());
  }

  private LegacyDatabase database(Claim claim) {
    return endpoint.getComponent().requireLegacyDatabases().of(claim.tenant());
  }

  /** The legacy databases that are being read through this route right now. */
  Set<LegacyDatabase> databasesInUse() {
    LegacyDatabases databases = endpoint.getComponent().requireLegacyDatabases();
    Set<Tenant> tenants = running.stream().map(Claim::tenant).collect(Collectors.toSet());
    return tenants.stream().map(databases::of).collect(Collectors.toSet());
  }

  /** Camel's health check of the route asks this one as well. */
  @Override
  protected void doInit() throws Exception {
    super.doInit();
    KeysetHealthCheck healthCheck = new KeysetHealthCheck(this);
    healthCheck.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
    setHealthCheck(healthCheck);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    threads =
        endpoint
            .getCamelContext()
            .getExecutorServiceManager()
            .newCachedThreadPool(this, "tributary-ahead-" + endpoint.getEntity());
    attach();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    attach();
  }

  @Override
  protected void doSuspend() throws Exception {
    detach();
    super.doSuspend();
  }

  @Override
  protected void doStop() throws Exception {
    detach();
    endpoint.getCamelContext().getExecutorServiceManager().shutdown(threads);
    super.doStop();
  }

  private void attach() {
    gate.open();
    claims.attach(endpoint.getEntity(), this);
    attached = true;
  }

  private void detach() {
    if (attached) {
      claims.detach(endpoint.getEntity());
      attached = false;
    }
    ShutdownStrategy shutdown = endpoint.getCamelContext().getShutdownStrategy();
    Duration patience =
        shutdown.isTimeoutOccurred()
            ? Duration.ZERO
            : Duration.of(shutdown.getTimeout(), shutdown.getTimeUnit().toChronoUnit());
    boolean done = false;
    try {
      done = gate.close(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!done) {
      LOG.atWarn()
          .addKeyValue("entity", endpoint.getEntity())
          .addKeyValue("routeId", getRouteId())
          .log("batches still in hand; the run ends with them");
    }
  }
}
