package io.tributary.validate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The counts of a service: what was looked at of all its entities and tenants together. Where not
 * all of them could be counted, the sums are those of the ones that could.
 *
 * @param service its name
 * @param verdict the worst of its entities and tenants
 * @param pairs how many entities of tenants were asked for
 * @param counted how many of these could be counted
 * @param legacy rows that legacy has
 * @param mapped legacy rows in the mapping store
 * @param filtered legacy rows that a step dropped
 * @param deadLettered legacy rows that are dead letters
 * @param expected rows that the mapping makes, of the tables of which that is known: not of shared
 *     rows, not of a table that several entities fill
 * @param target rows that the target has, of the same tables
 * @param differences how many there are
 */
public record ServiceTotals(
    String service,
    Verdict verdict,
    long pairs,
    long counted,
    long legacy,
    long mapped,
    long filtered,
    long deadLettered,
    long expected,
    long target,
    long differences) {

  static List<ServiceTotals> of(Collection<EntityFindings> entities) {
    Map<String, List<EntityFindings>> services = new LinkedHashMap<>();
    entities.forEach(
        one -> services.computeIfAbsent(one.service(), name -> new ArrayList<>()).add(one));
    return services.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static ServiceTotals of(String service, List<EntityFindings> findings) {
    List<Counts> counts = findings.stream().flatMap(one -> one.counts().stream()).toList();
    List<TableCount> known =
        counts.stream()
            .flatMap(one -> one.tables().stream())
            .filter(table -> table.expected().isPresent())
            .toList();
    return new ServiceTotals(
        service,
        findings.stream().map(EntityFindings::verdict).reduce(Verdict.PROVEN, Verdict::and),
        findings.size(),
        counts.size(),
        counts.stream().mapToLong(Counts::legacy).sum(),
        counts.stream().mapToLong(Counts::mapped).sum(),
        counts.stream().mapToLong(Counts::filtered).sum(),
        counts.stream().mapToLong(Counts::deadLettered).sum(),
        known.stream().map(TableCount::expected).mapToLong(OptionalLong::orElseThrow).sum(),
        known.stream().mapToLong(TableCount::target).sum(),
        findings.stream().mapToLong(EntityFindings::differenceCount).sum());
  }

  /**
   * Legacy rows that are neither mapped nor filtered nor dead letters; less than 0 for too many.
   */
  public long unaccounted() {
    return legacy - mapped - filtered - deadLettered;
  }
}
