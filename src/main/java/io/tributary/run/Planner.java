package io.tributary.run;

import static io.tributary.ledger.PartitionStatus.COMPLETE;
import static io.tributary.ledger.PartitionStatus.FAILED;

import io.tributary.ledger.Ledger;
import io.tributary.ledger.PartitionState;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Phase;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans: what the ledgers say is done, beside what legacy is estimated to hold. One query a
 * ledger and one a legacy database, however many entities there are.
 */
final class Planner {

  private static final int LEGACY_THREADS = 8;
  private static final int UNKNOWN = -1;

  private final Manifest manifest;
  private final Databases databases;

  Planner(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /** The selected partitions as if nothing were known of them; no database is asked. */
  WorkPlan unexamined(Selection selection) {
    return plan(selection, Map.of(), Map.of());
  }

  /** How the selected partitions stand by the ledgers; legacy is not asked. */
  WorkPlan status(Selection selection) {
    selection.requireKnown(manifest);
    return plan(selection, states(selection), Map.of());
  }

  /** What a run of the selection would do. */
  WorkPlan plan(Selection selection) {
    selection.requireKnown(manifest);
    return plan(selection, states(selection), estimates(selection));
  }

  private WorkPlan plan(
      Selection selection,
      Map<PartitionKey, List<PartitionState>> states,
      Map<String, Map<String, Long>> estimates) {
    List<PlannedPartition> partitions = new ArrayList<>();
    for (Phase phase : manifest.phases()) {
      for (Entity entity : manifest.entities().values()) {
        if (entity.phase() == phase.number() && selection.includes(entity)) {
          for (Tenant tenant : manifest.tenants()) {
            if (selection.includes(tenant)) {
              partitions.add(
                  planned(
                      entity,
                      tenant,
                      states.getOrDefault(
                          new PartitionKey(entity.identity(), tenant.id()), List.of()),
                      estimate(entity, estimates.get(tenant.name()))));
            }
          }
        }
      }
    }
    return new WorkPlan(partitions);
  }

  private static PlannedPartition planned(
      Entity entity, Tenant tenant, List<PartitionState> ranges, long estimate) {
    if (ranges.isEmpty()) {
      return new PlannedPartition(entity, tenant, estimate, 0, 0, 0, 0, PlannedPartition.State.NEW);
    }
    return new PlannedPartition(
        entity,
        tenant,
        estimate,
        ranges.stream().mapToInt(PartitionState::pass).max().orElseThrow(),
        ranges.stream().mapToLong(range -> range.accounting().read()).sum(),
        ranges.stream().mapToLong(PartitionState::openDeadLetters).sum(),
        ranges.stream().mapToLong(PartitionState::waitingRows).sum(),
        stands(ranges));
  }

  /** How the key ranges of an entity and tenant stand together. */
  private static PlannedPartition.State stands(List<PartitionState> ranges) {
    if (ranges.stream().allMatch(range -> range.status() == COMPLETE)) {
      return PlannedPartition.State.COMPLETE;
    }
    if (ranges.stream().anyMatch(range -> range.status() == FAILED)) {
      return PlannedPartition.State.FAILED;
    }
    return ranges.stream().anyMatch(range -> range.batches() > 0 || range.pass() > 0)
        ? PlannedPartition.State.BEGUN
        : PlannedPartition.State.NEW;
  }

  private static long estimate(Entity entity, @Nullable Map<String, Long> ofTenant) {
    if (ofTenant == null || entity.legacy().table().isEmpty()) {
      return UNKNOWN;
    }
    String table = entity.legacy().schema() + "." + entity.legacy().table().get();
    return ofTenant.getOrDefault(table.toLowerCase(Locale.ROOT), (long) UNKNOWN);
  }

  private Map<PartitionKey, List<PartitionState>> states(Selection selection) {
    Map<PartitionKey, List<PartitionState>> states = new HashMap<>();
    for (String service : manifest.services().keySet()) {
      boolean wanted =
          manifest.entities().values().stream()
              .anyMatch(entity -> entity.service().equals(service) && selection.includes(entity));
      if (wanted) {
        databases.requireReachable(service);
        Ledger ledger = databases.ledger(service);
        if (ledger.exists()) {
          for (PartitionState state : ledger.states()) {
            states
                .computeIfAbsent(
                    new PartitionKey(state.entityIdentity(), state.tenantId()),
                    key -> new ArrayList<>())
                .add(state);
          }
        }
      }
    }
    return states;
  }

  /** Estimated rows by tenant and table, several legacy databases at a time. */
  private Map<String, Map<String, Long>> estimates(Selection selection) {
    ExecutorService threads = Executors.newFixedThreadPool(LEGACY_THREADS);
    try {
      Map<String, Future<Map<String, Long>>> asked = new HashMap<>();
      for (Tenant tenant : manifest.tenants()) {
        if (selection.includes(tenant)) {
          asked.put(
              tenant.name(), threads.submit(() -> databases.legacy().of(tenant).rowEstimates()));
        }
      }
      Map<String, Map<String, Long>> answered = new HashMap<>();
      asked.forEach((tenant, answer) -> answered.put(tenant, Waiting.on(answer)));
      return answered;
    } finally {
      threads.shutdownNow();
    }
  }

  /** What identifies a partition in any ledger. */
  private record PartitionKey(String identity, UUID tenant) {}
}
