package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.KeysetConstants;
import io.tributary.rollback.BatchRolledBack;
import io.tributary.rollback.BatchToRollBack;
import io.tributary.rollback.ClaimedStep;
import io.tributary.rollback.PartitionToRollBack;
import io.tributary.rollback.RollbackCode;
import io.tributary.rollback.RollbackStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the batches of a rollback through its route, one after the other. Where one fails, the
 * parents of the same tenant in the same service stay, since its rows may refer to theirs; other
 * tenants go on.
 */
final class RollbackSteps {

  private static final Logger LOG = LoggerFactory.getLogger(RollbackSteps.class);

  private final Assembly assembly;
  private final UUID rollbackId;
  private final String why;
  private final boolean force;
  private final BooleanSupplier stopped;
  private final List<RollbackResult.Partition> partitions = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private boolean leftSome;

  RollbackSteps(
      Assembly assembly, UUID rollbackId, String why, boolean force, BooleanSupplier stopped) {
    this.assembly = assembly;
    this.rollbackId = rollbackId;
    this.why = why;
    this.force = force;
    this.stopped = stopped;
  }

  /** Takes the partitions of a service back, in their order. */
  void take(
      List<PartitionToRollBack> plan,
      Map<Long, Claim> claims,
      Function<PartitionToRollBack, Set<String>> inScope) {
    Set<String> failedTenants = new HashSet<>();
    try (ProducerTemplate producer = assembly.producer()) {
      for (PartitionToRollBack partition : plan) {
        if (!failedTenants.contains(partition.tenant().name())) {
          Claim claim = Optional.ofNullable(claims.get(partition.partitionNo())).orElseThrow();
          if (!take(producer, partition, claim, inScope.apply(partition))) {
            failedTenants.add(partition.tenant().name());
          }
        }
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private boolean take(
      ProducerTemplate producer, PartitionToRollBack partition, Claim claim, Set<String> inScope) {
    RollbackTally tally = new RollbackTally(partition);
    try {
      for (BatchToRollBack batch : partition.batches()) {
        if (stopped.getAsBoolean()) {
          leftSome = true;
          return true;
        }
        RollbackStep step = new RollbackStep(rollbackId, partition, batch, why, force, inScope);
        BatchRolledBack outcome = send(producer, new ClaimedStep(step, claim));
        tell(step, outcome);
        tally.add(outcome);
      }
      return true;
    } catch (TributaryException e) {
      problems.addAll(e.problems());
      return false;
    } finally {
      partitions.add(tally.result());
    }
  }

  private static BatchRolledBack send(ProducerTemplate producer, ClaimedStep claimed) {
    PartitionToRollBack partition = claimed.step().partition();
    Exchange exchange =
        producer.send(
            "direct:rollback",
            message -> {
              message.getMessage().setBody(claimed);
              message.getMessage().setHeader(KeysetConstants.ENTITY, partition.entity().name());
              message.getMessage().setHeader(KeysetConstants.TENANT, partition.tenant().name());
              message.getMessage().setHeader(KeysetConstants.SERVICE, partition.entity().service());
              message
                  .getMessage()
                  .setHeader(KeysetConstants.BATCH_ID, claimed.step().batch().batchId());
            });
    if (exchange.getException() != null) {
      throw failure(partition, exchange.getException());
    }
    return exchange.getMessage().getBody(BatchRolledBack.class);
  }

  private static TributaryException failure(PartitionToRollBack partition, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TributaryException known) {
        return known;
      }
    }
    return new io.tributary.fault.MigrationException(
        new Problem(
            RollbackCode.FAILED,
            partition.displayName(),
            String.valueOf(failure.getMessage()),
            "What was rolled back before stays so; the same command goes on."),
        failure);
  }

  private void tell(RollbackStep step, BatchRolledBack outcome) {
    LOG.atInfo()
        .addKeyValue("event", "batch-rolled-back")
        .addKeyValue("rollback", rollbackId)
        .addKeyValue("batch", step.batch().batchId())
        .addKeyValue("entity", step.partition().entity().name())
        .addKeyValue("tenant", step.partition().tenant().name())
        .addKeyValue("targetRows", outcome.targetRows())
        .addKeyValue("kept", outcome.kept())
        .log("batch rolled back");
  }

  RollbackResult result() {
    long owing =
        new RollbackResult(rollbackId, List.copyOf(partitions), List.of(), leftSome).owing();
    List<Problem> all = new ArrayList<>(problems);
    if (owing > 0) {
      all.add(rowsKept(owing));
    }
    return new RollbackResult(rollbackId, List.copyOf(partitions), all, leftSome);
  }

  static Problem rowsKept(long rows) {
    return new Problem(
        RollbackCode.ROWS_KEPT,
        "",
        rows + " legacy rows were left, since others have changed them or depend on them",
        "Roll back first what depends on them, or decide with --force; the same command finds them"
            + " again.");
  }
}
