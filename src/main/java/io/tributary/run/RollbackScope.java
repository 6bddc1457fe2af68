package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.rollback.RollbackCode;
import io.tributary.rollback.RollbackTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is to be rolled back: one batch, what one run loaded, or whole partitions. Exactly one of
 * them.
 *
 * @param batch the batch's id
 * @param run the run's id
 * @param selection the partitions; {@link Selection#ALL} says that none are asked for
 * @param andLater whether batches that were loaded later into the same partitions go as well
 */
public record RollbackScope(
    Optional<UUID> batch, Optional<UUID> run, Selection selection, boolean andLater) {

  /** Whole partitions. */
  public static RollbackScope of(Selection selection) {
    return new RollbackScope(Optional.empty(), Optional.empty(), selection, false);
  }

  /** One batch. */
  public static RollbackScope ofBatch(UUID batch) {
    return new RollbackScope(Optional.of(batch), Optional.empty(), Selection.ALL, false);
  }

  /** What a run loaded. */
  public static RollbackScope ofRun(UUID run) {
    return new RollbackScope(Optional.empty(), Optional.of(run), Selection.ALL, false);
  }

  /** The same, with what was loaded later into the same partitions. */
  public RollbackScope withLater() {
    return new RollbackScope(batch, run, selection, true);
  }

  /**
   * Checks that it says one thing.
   *
   * @throws InvalidInputException if it says nothing, or several things, or names what is not in
   *     the manifest
   */
  void require(Manifest manifest) {
    int said =
        (batch.isPresent() ? 1 : 0)
            + (run.isPresent() ? 1 : 0)
            + (selection.equals(Selection.ALL) ? 0 : 1);
    if (said != 1) {
      throw new InvalidInputException(
          new Problem(
              RollbackCode.NOT_SAID,
              "",
              said == 0
                  ? "it was not said what is to be rolled back"
                  : "a batch, a run and a selection cannot be rolled back together",
              "Name one of --batch ID, --run ID, or a selection by --tenant, --entity, --service"
                  + " and --phase."));
    }
    selection.requireKnown(manifest);
  }

  /** The services that may have some of it. */
  List<String> services(Manifest manifest) {
    return manifest.services().keySet().stream()
        .filter(
            service ->
                manifest.entities().values().stream()
                    .anyMatch(e -> e.service().equals(service) && selection.includes(e)))
        .toList();
  }

  RollbackTarget target(Manifest manifest, String service) {
    if (batch.isPresent()) {
      return new RollbackTarget.OfBatch(batch.get());
    }
    if (run.isPresent()) {
      return new RollbackTarget.OfRun(run.get());
    }
    return new RollbackTarget.OfPartitions(
        manifest.entities().values().stream()
            .filter(e -> e.service().equals(service) && selection.includes(e))
            .map(Entity::identity)
            .collect(Collectors.toUnmodifiableSet()),
        manifest.tenants().stream()
            .filter(selection::includes)
            .map(Tenant::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** As it was asked for. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    batch.ifPresent(id -> words.add("--batch " + id));
    run.ifPresent(id -> words.add("--run " + id));
    selection.phases().stream().sorted().forEach(phase -> words.add("--phase " + phase));
    selection.services().stream().sorted().forEach(name -> words.add("--service " + name));
    selection.tenants().stream().sorted().forEach(name -> words.add("--tenant " + name));
    selection.entities().stream().sorted().forEach(name -> words.add("--entity " + name));
    if (andLater) {
      words.add("--and-later");
    }
    return String.join(" ", words);
  }
}
