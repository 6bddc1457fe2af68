package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whom a check's failures stop.
 *
 * <p>An entity that fits nowhere, and of which nothing was ever migrated, is the manifest's
 * mistake: the run is refused and touches nothing. One that fits other tenants, or fitted before,
 * has met a schema that has drifted: its partitions fail when they are claimed, before they write,
 * and the others go on.
 */
final class Misfits {

  private static final Logger LOG = LoggerFactory.getLogger(Misfits.class);

  private final List<PlannedPartition> toDo;
  private final Set<String> begun;

  /**
   * For a run.
   *
   * @param toDo what it has to do
   * @param everything how all partitions of the manifest stand
   */
  Misfits(List<PlannedPartition> toDo, WorkPlan everything) {
    this.toDo = toDo;
    this.begun =
        everything.partitions().stream()
            .filter(partition -> partition.state() != PlannedPartition.State.NEW)
            .map(partition -> partition.entity().name())
            .collect(Collectors.toSet());
  }

  /**
   * Refuses the run, or logs what others should know.
   *
   * @throws InvalidInputException with all that is wrong, if it concerns more than partitions that
   *     have drifted
   */
  void refuse(Preflight.Checked checked) {
    Predicate<String> fitsNowhere =
        entity -> !begun.contains(entity) && toDoOf(entity).allMatch(checked.unfit()::contains);
    boolean mistaken =
        checked.unfit().stream().map(Preflight.Place::entity).distinct().anyMatch(fitsNowhere);
    if (checked.refusing() || mistaken) {
      throw new InvalidInputException(
          checked.findings().stream()
              .filter(Finding::isFailure)
              .flatMap(finding -> finding.problem().stream())
              .toList());
    }
    checked.findings().stream()
        .filter(finding -> finding.problem().isPresent())
        .forEach(Misfits::warn);
  }

  private Stream<Preflight.Place> toDoOf(String entity) {
    return toDo.stream()
        .filter(partition -> partition.entity().name().equals(entity))
        .map(partition -> new Preflight.Place(entity, partition.tenant().name()));
  }

  private static void warn(Finding finding) {
    LOG.atWarn()
        .addKeyValue("event", finding.isFailure() ? "partition-unfit" : "check-warning")
        .addKeyValue("subject", finding.subject())
        .log(finding.toString());
  }
}
