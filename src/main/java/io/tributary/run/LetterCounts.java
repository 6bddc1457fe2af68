package io.tributary.run;

import io.tributary.ledger.LetterTally;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.validate.DeadLetterCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** How many dead letters there are of entities and tenants, by reason. */
final class LetterCounts {

  private final Manifest manifest;
  private final Databases databases;

  LetterCounts(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /** The letters of a plan's entities and tenants in some services. */
  List<DeadLetterCount> of(WorkPlan plan, Set<String> services) {
    Set<Place> wanted = plan.partitions().stream().map(Place::of).collect(Collectors.toSet());
    Map<UUID, String> tenants =
        manifest.tenants().stream().collect(Collectors.toMap(Tenant::id, Tenant::name));
    List<DeadLetterCount> counts = new ArrayList<>();
    for (String service : services) {
      Map<String, String> names =
          manifest.entities().values().stream()
              .filter(entity -> entity.service().equals(service))
              .collect(Collectors.toMap(Entity::identity, Entity::name));
      for (LetterTally letters : databases.ledger(service).archive().tally()) {
        String entity = names.getOrDefault(letters.identity(), letters.identity());
        String tenant = tenants.getOrDefault(letters.tenantId(), letters.tenantId().toString());
        if (wanted.contains(new Place(entity, tenant))) {
          counts.add(
              new DeadLetterCount(
                  entity,
                  tenant,
                  service,
                  letters.column(),
                  letters.reason(),
                  letters.status().word(),
                  letters.count()));
        }
      }
    }
    return counts;
  }
}
