package io.tributary.run;

import static java.util.Comparator.comparing;

import io.tributary.batch.Reason;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.ledger.DeadLetterArchive;
import io.tributary.ledger.LetterNumber;
import io.tributary.ledger.LetterSearch;
import io.tributary.ledger.LetterStatus;
import io.tributary.ledger.StoredLetter;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The dead letters of all services of a manifest: to look through, to read, to decide against.
 * Trying them again is a run: {@link Migration#replay}.
 */
public final class DeadLetterOffice {

  /** By service, then number. */
  static final Comparator<LetterNumber> ORDER =
      comparing(LetterNumber::service).thenComparing(LetterNumber::number);

  private final Manifest manifest;
  private final Databases databases;

  DeadLetterOffice(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /**
   * The letters of a selection.
   *
   * @param statuses that stand like this, at least one
   * @param reason for this reason; empty for any
   * @param limit the most letters wanted; counts are of all
   * @throws InvalidInputException if the selection names what the manifest does not have
   */
  public LetterList list(
      Selection selection, Set<LetterStatus> statuses, Optional<Reason> reason, int limit) {
    selection.requireKnown(manifest);
    List<StoredLetter> letters = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    for (String service : manifest.services().keySet()) {
      if (selection.services().isEmpty() || selection.services().contains(service)) {
        LetterSearch search = search(selection, service, statuses, reason);
        letters.addAll(archive(service).list(search, limit - letters.size()));
        archive(service)
            .countByReason(search)
            .forEach((why, count) -> counts.merge(why, count, Long::sum));
      }
    }
    Map<String, Long> frequentFirst = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> frequentFirst.put(entry.getKey(), entry.getValue()));
    return new LetterList(List.copyOf(letters), frequentFirst);
  }

  private LetterSearch search(
      Selection selection, String service, Set<LetterStatus> statuses, Optional<Reason> reason) {
    boolean everyEntity = selection.phases().isEmpty() && selection.entities().isEmpty();
    Predicate<Entity> wanted =
        entity -> entity.service().equals(service) && selection.includes(entity);
    Optional<Set<String>> identities =
        everyEntity
            ? Optional.empty()
            : Optional.of(
                manifest.entities().values().stream()
                    .filter(wanted)
                    .map(Entity::identity)
                    .collect(Collectors.toSet()));
    Optional<Set<UUID>> tenants =
        selection.tenants().isEmpty()
            ? Optional.empty()
            : Optional.of(
                manifest.tenants().stream()
                    .filter(selection::includes)
                    .map(Tenant::id)
                    .collect(Collectors.toSet()));
    return new LetterSearch(identities, tenants, statuses, reason);
  }

  /**
   * A letter without its source row.
   *
   * @throws InvalidInputException if there is none of that number
   */
  public StoredLetter find(LetterNumber number) {
    return archive(number).find(number);
  }

  /**
   * The source row of a letter as a JSON object; empty if it was not kept.
   *
   * @throws InvalidInputException if there is no such letter, or its row is encrypted with a key
   *     that the manifest does not have
   * @throws io.tributary.fault.MigrationException if an encrypted row was tampered with
   */
  public Optional<String> sourceRow(LetterNumber number) {
    return archive(number).sourceRow(number);
  }

  /**
   * Decides against the rows of letters, all of them or none.
   *
   * @param numbers open or waiting letters of one service
   * @param why kept with each
   * @throws InvalidInputException naming each letter that is not there or closed already, or if
   *     they are of several services
   * @throws io.tributary.fault.RefusedException if a run works on one of their partitions
   */
  public void discard(Set<LetterNumber> numbers, String why) {
    Set<String> services = numbers.stream().map(LetterNumber::service).collect(Collectors.toSet());
    if (services.size() != 1) {
      throw new InvalidInputException(
          new Problem(
              RunCode.LETTERS_UNCLEAR,
              "dead letters",
              "letters of one service at a time can be discarded, since it is all of them or none",
              "Name one or more letters of one service, such as students:17 students:18."));
    }
    LetterNumber any = numbers.iterator().next();
    archive(any)
        .discard(numbers.stream().map(LetterNumber::number).collect(Collectors.toSet()), why);
  }

  /**
   * The letters of these numbers, each of which can be tried again.
   *
   * @throws InvalidInputException naming each that is not there, closed, or not selected
   */
  List<StoredLetter> pending(Set<LetterNumber> numbers, Selection selection) {
    List<StoredLetter> letters = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (LetterNumber number : numbers.stream().sorted(ORDER).toList()) {
      try {
        StoredLetter letter = find(number);
        letters.add(letter);
        unfit(letter, selection).ifPresent(problems::add);
      } catch (InvalidInputException unknown) {
        problems.addAll(unknown.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return letters;
  }

  private Optional<Problem> unfit(StoredLetter letter, Selection selection) {
    if (!letter.status().isPending()) {
      return Optional.of(DeadLetterArchive.closed(letter));
    }
    boolean selected =
        manifest.entities().values().stream()
                .anyMatch(
                    e -> e.identity().equals(letter.entityIdentity()) && selection.includes(e))
            && manifest.tenants().stream()
                .anyMatch(t -> t.id().equals(letter.tenantId()) && selection.includes(t));
    return selected
        ? Optional.empty()
        : Optional.of(
            new Problem(
                RunCode.LETTERS_UNCLEAR,
                letter.number().toString(),
                "the letter is of "
                    + letter.entity()
                    + "/"
                    + letter.tenant()
                    + ", which is not selected",
                "Leave it out, or select its entity and tenant, which the manifest must have."));
  }

  private DeadLetterArchive archive(LetterNumber number) {
    if (!manifest.services().containsKey(number.service())) {
      throw new InvalidInputException(
          new Problem(
              RunCode.UNKNOWN_SELECTION,
              number.toString(),
              "the manifest has no service " + number.service(),
              "There are: " + String.join(", ", manifest.services().keySet())));
    }
    return archive(number.service());
  }

  private DeadLetterArchive archive(String service) {
    databases.requireReachable(service);
    return databases.ledger(service).archive();
  }
}
