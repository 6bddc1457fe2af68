package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.ledger.ClaimRequest;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.RunInfo;
import io.tributary.manifest.Manifest;
import io.tributary.rollback.BatchRollback;
import io.tributary.rollback.PartitionToRollBack;
import io.tributary.rollback.Preview;
import io.tributary.rollback.RollbackCode;
import io.tributary.rollback.RollbackLedger;
import io.tributary.rollback.RollbackStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One rollback over all services: plan, claims, then batch by batch through the rollback route.
 *
 * <p>Every partition is claimed, by its first key range, before the first row goes, and planned
 * anew after that, since from then on no other run can commit a batch of it.
 */
final class RollbackRun {

  private final UUID rollbackId = UUID.randomUUID();
  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final RollbackScope scope;
  private final boolean force;

  /** A claimed partition of a service. */
  private record Held(String service, Claim claim) {}

  RollbackRun(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      RollbackScope scope,
      boolean force) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.scope = scope;
    this.force = force;
  }

  RollbackResult preview() {
    scope.require(manifest);
    List<RollbackResult.Partition> partitions = new ArrayList<>();
    plan(ledgers()).forEach((service, plan) -> partitions.addAll(preview(service, plan)));
    return new RollbackResult(rollbackId, partitions, List.of(), false);
  }

  private List<RollbackResult.Partition> preview(String service, List<PartitionToRollBack> plan) {
    BatchRollback rollback =
        new BatchRollback(
            manifest,
            manifest.service(service),
            databases.ledger(service),
            databases.dataSource(service));
    Preview before = new Preview();
    List<RollbackResult.Partition> partitions = new ArrayList<>();
    for (PartitionToRollBack partition : plan) {
      RollbackTally tally = new RollbackTally(partition);
      Set<String> inScope = inScope(plan, partition);
      for (var batch : partition.batches()) {
        RollbackStep step = new RollbackStep(rollbackId, partition, batch, "", force, inScope);
        tally.add(lookingOnly(service, connection -> rollback.preview(connection, step, before)));
      }
      partitions.add(tally.result());
    }
    return partitions;
  }

  private <T> T lookingOnly(String service, Look<T> look) {
    try (Connection connection = databases.connect(service)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try {
        return look.at(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
      }
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(manifest.service(service), e), e);
    }
  }

  /** Something to be seen on a connection. */
  @FunctionalInterface
  private interface Look<T> {
    T at(Connection connection);
  }

  RollbackResult execute(String why, BooleanSupplier stopped) {
    scope.require(manifest);
    if (why.isBlank()) {
      throw new InvalidInputException(
          new Problem(
              RollbackCode.NOT_SAID,
              "--why",
              "it was not said why",
              "Say it in a few words; they are kept in migration.rollback."));
    }
    Map<String, RollbackLedger> ledgers = ledgers();
    ledgers.keySet().forEach(service -> databases.ledger(service).migrate());
    Map<String, List<PartitionToRollBack>> plan = plan(ledgers);
    return plan.isEmpty()
        ? new RollbackResult(rollbackId, List.of(), List.of(), false)
        : execute(ledgers, plan, why, stopped);
  }

  private RollbackResult execute(
      Map<String, RollbackLedger> ledgers,
      Map<String, List<PartitionToRollBack>> plan,
      String why,
      BooleanSupplier stopped) {
    RunInfo info = Run.info(rollbackId, manifest, "rollback " + scope);
    List<Held> held = new ArrayList<>();
    try (RunRecord record = RunRecord.begin(databases, plan.keySet(), info);
        Assembly assembly = Assembly.forRollback(manifest, settings, databases)) {
      plan.forEach((service, partitions) -> claim(service, partitions, held, record));
      for (String service : plan.keySet()) {
        RollbackLedger ledger = ledger(ledgers, service);
        ledger.begin(rollbackId, scope.toString(), why, info.host());
        record.atEnd(() -> ledger.end(rollbackId, record.status(), record.message()));
      }
      Map<String, List<PartitionToRollBack>> still = claimed(plan(ledgers), held);
      RollbackSteps steps = new RollbackSteps(assembly, rollbackId, why, force, stopped);
      still.forEach(
          (service, partitions) ->
              steps.take(partitions, claims(held, service), p -> inScope(partitions, p)));
      RollbackResult result = steps.result();
      record.ended(
          result.isComplete(),
          result.targetRows()
              + " target rows deleted, "
              + result.owing()
              + " legacy rows left, "
              + result.problems().size()
              + " problems");
      return result;
    }
  }

  private static RollbackLedger ledger(Map<String, RollbackLedger> ledgers, String service) {
    return Optional.ofNullable(ledgers.get(service)).orElseThrow();
  }

  /** The services in scope that have a ledger; at least one of them knows what is asked for. */
  private Map<String, RollbackLedger> ledgers() {
    Map<String, RollbackLedger> ledgers = new LinkedHashMap<>();
    for (String service : scope.services(manifest)) {
      databases.requireReachable(service);
      if (databases.ledger(service).exists()) {
        ledgers.put(service, new RollbackLedger(manifest, service, databases.dataSource(service)));
      }
    }
    boolean byId = scope.batch().isPresent() || scope.run().isPresent();
    if (byId
        && ledgers.entrySet().stream()
            .noneMatch(e -> e.getValue().knows(scope.target(manifest, e.getKey())))) {
      throw new InvalidInputException(
          new Problem(
              RollbackCode.UNKNOWN,
              scope.toString(),
              "no ledger of the manifest's services knows it",
              "Ids are in migration.batch_state (batch_id, run_id) and in the log."));
    }
    return ledgers;
  }

  /** What there is to do, by service; services with nothing to do are left out. */
  private Map<String, List<PartitionToRollBack>> plan(Map<String, RollbackLedger> ledgers) {
    Map<String, List<PartitionToRollBack>> plan = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    ledgers.forEach(
        (service, ledger) -> {
          try {
            List<PartitionToRollBack> partitions =
                ledger.plan(scope.target(manifest, service), scope.andLater());
            if (!partitions.isEmpty()) {
              plan.put(service, partitions);
            }
          } catch (RefusedException e) {
            problems.addAll(e.problems());
          }
        });
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return plan;
  }

  private void claim(
      String service, List<PartitionToRollBack> partitions, List<Held> held, RunRecord record) {
    Ledger ledger = databases.ledger(service);
    List<Problem> problems = new ArrayList<>();
    for (PartitionToRollBack partition : partitions) {
      ClaimRequest request =
          new ClaimRequest(
              rollbackId,
              partition.entity(),
              partition.tenant(),
              0,
              "",
              Collections.emptySortedMap(),
              ClaimRequest.Purpose.ROLLBACK,
              Optional.empty());
      ClaimAnswer answer = ledger.claim(request, () -> LoadMode.MERGE);
      if (answer instanceof ClaimAnswer.Granted granted) {
        held.add(new Held(service, granted.claim()));
        record.atEnd(() -> ledger.release(granted.claim()));
      } else if (answer instanceof ClaimAnswer.Held other) {
        problems.add(
            new Problem(
                RollbackCode.HELD,
                partition.displayName(),
                other.holder() + " works on it",
                "Stop that run, or wait for its end. Nothing was rolled back."));
      }
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
  }

  private static Map<String, List<PartitionToRollBack>> claimed(
      Map<String, List<PartitionToRollBack>> plan, List<Held> held) {
    Map<String, List<PartitionToRollBack>> claimed = new LinkedHashMap<>();
    plan.forEach(
        (service, partitions) -> {
          Set<Long> ours = claims(held, service).keySet();
          claimed.put(
              service, partitions.stream().filter(p -> ours.contains(p.partitionNo())).toList());
        });
    return claimed;
  }

  private static Map<Long, Claim> claims(List<Held> held, String service) {
    Map<Long, Claim> claims = new LinkedHashMap<>();
    held.stream()
        .filter(one -> one.service.equals(service))
        .forEach(one -> claims.put(one.claim.partitionNo(), one.claim));
    return claims;
  }

  /** Identities of the entities of which rows of the same tenant are taken back. */
  private static Set<String> inScope(
      List<PartitionToRollBack> plan, PartitionToRollBack partition) {
    Set<String> identities = new HashSet<>();
    plan.stream()
        .filter(p -> p.tenant().equals(partition.tenant()))
        .forEach(p -> identities.add(p.entity().identity()));
    identities.add(partition.entity().identity());
    return Set.copyOf(identities);
  }
}
