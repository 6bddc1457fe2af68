package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.ledger.DeferredResult;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sets the deferred references of a plan's partitions, once the rows they point to are complete
 * too. What an earlier run left, because it was killed or a parent was not there, is set as well.
 */
final class SecondPass {

  private static final int REFERENCES_A_TRANSACTION = 10_000;

  private record Key(String entity, String tenant) {}

  private final Manifest manifest;
  private final Databases databases;

  SecondPass(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /**
   * Sets what can be set.
   *
   * @param everything how all partitions of the manifest stand
   * @return a problem for each partition with references whose parents are complete and yet lack
   *     the row
   */
  List<Problem> run(WorkPlan plan, WorkPlan everything) {
    Set<Key> complete = new HashSet<>();
    for (PlannedPartition partition : everything.partitions()) {
      if (partition.state() == PlannedPartition.State.COMPLETE) {
        complete.add(new Key(partition.entity().name(), partition.tenant().name()));
      }
    }
    List<Problem> problems = new ArrayList<>();
    for (PlannedPartition partition : plan.partitions()) {
      Set<String> parents = deferredParents(partition.entity());
      String tenant = partition.tenant().name();
      boolean ready =
          !parents.isEmpty()
              && complete.contains(new Key(partition.entity().name(), tenant))
              && parents.stream().allMatch(parent -> complete.contains(new Key(parent, tenant)));
      if (ready) {
        set(partition.entity(), partition.tenant(), problems);
      }
    }
    return problems;
  }

  private void set(Entity entity, Tenant tenant, List<Problem> problems) {
    DeferredResult result =
        databases
            .ledger(entity.service())
            .setDeferred(manifest, entity, tenant, REFERENCES_A_TRANSACTION);
    if (result.missing() > 0) {
      problems.add(
          new Problem(
              RunCode.DEFERRED_UNSET,
              entity.name() + "/" + tenant.name(),
              result.missing() + " deferred references could not be set: " + result.kept(),
              "They stay in migration.deferred_reference of service "
                  + entity.service()
                  + "; the next run tries again."));
    }
  }

  private static Set<String> deferredParents(Entity entity) {
    Set<String> parents = new HashSet<>();
    Mappings.columns(entity).map(ColumnMapping::source).forEach(source -> add(source, parents));
    return parents;
  }

  private static void add(ValueSource source, Set<String> parents) {
    if (source instanceof ValueSource.Reference reference && reference.deferred()) {
      parents.add(reference.entity());
    }
  }
}
