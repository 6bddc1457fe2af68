package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Phase;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a manifest that was asked for. An empty set means all.
 *
 * @param phases numbers of phases
 * @param services names of services
 * @param tenants names of tenants
 * @param entities names of entities
 */
public record Selection(
    Set<Integer> phases, Set<String> services, Set<String> tenants, Set<String> entities) {

  /** Everything in the manifest. */
  public static final Selection ALL = new Selection(Set.of(), Set.of(), Set.of(), Set.of());

  /**
   * Checks that every name is one of the manifest's.
   *
   * @throws InvalidInputException naming each that is not, and what there is
   */
  public void requireKnown(Manifest manifest) {
    List<Problem> problems = new ArrayList<>();
    requireKnown("phase", phases, manifest.phases().stream().map(Phase::number).toList(), problems);
    requireKnown("service", services, manifest.services().keySet(), problems);
    requireKnown(
        "tenant", tenants, manifest.tenants().stream().map(Tenant::name).toList(), problems);
    requireKnown("entity", entities, manifest.entities().keySet(), problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
  }

  private static <T> void requireKnown(
      String kind, Set<T> asked, Collection<T> known, List<Problem> problems) {
    for (T name : asked) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                RunCode.UNKNOWN_SELECTION,
                "--" + kind + " " + name,
                "the manifest has no such " + kind,
                "There are: "
                    + known.stream().map(String::valueOf).collect(Collectors.joining(", "))));
      }
    }
  }

  /** Whether this entity of this tenant was asked for. */
  public boolean includes(Entity entity, Tenant tenant) {
    return includes(entity) && includes(tenant);
  }

  /** Whether this entity was asked for, for whatever tenant. */
  public boolean includes(Entity entity) {
    return has(phases, entity.phase())
        && has(services, entity.service())
        && has(entities, entity.name());
  }

  /** Whether this tenant was asked for. */
  public boolean includes(Tenant tenant) {
    return has(tenants, tenant.name());
  }

  private static <T> boolean has(Set<T> asked, T name) {
    return asked.isEmpty() || asked.contains(name);
  }
}
