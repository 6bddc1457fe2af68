package io.tributary.run;

import io.micrometer.core.instrument.Counter;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.fault.Retries;
import io.tributary.fault.RetryListener;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.LetterNumber;
import io.tributary.ledger.Validations;
import io.tributary.legacy.ClaimSource;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.profile.ProfileReport;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ReportJson;
import io.tributary.validate.ValidateCode;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A manifest with its databases: what the commands work on.
 *
 * <p>Opening one connects to nothing; each method connects to what it needs. {@link #stop} may be
 * called from any thread, everything else from one.
 */
public final class Migration implements AutoCloseable {

  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final Planner planner;
  private final AtomicReference<@Nullable Run> current = new AtomicReference<>();
  private final AtomicReference<@Nullable ValidationRun> validation = new AtomicReference<>();
  private final AtomicReference<RunListener> told = new AtomicReference<>(new RunListener() {});
  private volatile boolean stopped;

  private Migration(Manifest manifest, RunSettings settings) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases =
        new Databases(manifest, settings.times(), settings.queryTimeout(), retries(settings));
    this.planner = new Planner(manifest, databases);
  }

  /**
   * Opens a migration; connects to nothing yet.
   *
   * @throws InvalidInputException if a legacy URL is of a kind that cannot be read
   */
  public static Migration open(Manifest manifest, RunSettings settings) {
    return new Migration(manifest, settings);
  }

  /**
   * Everything that can be known before the first row is touched; writes nothing.
   *
   * @throws InvalidInputException if the routes cannot be loaded or the selection names what is not
   *     there
   */
  public List<Finding> check(Selection selection) {
    selection.requireKnown(manifest);
    List<PlannedPartition> partitions = planner.unexamined(selection).partitions();
    ClaimSource nobody = Orchestrator.idle();
    try (Assembly assembly = Assembly.of(manifest, settings, databases, nobody, partitions)) {
      List<Finding> findings = new ArrayList<>(assembly.check(partitions, false).findings());
      if (findings.stream().noneMatch(Finding::isFailure)) {
        findings.addAll(new IndexCheck(manifest, databases).check(partitions));
      }
      return findings;
    }
  }

  /** What a run of the selection would do; writes nothing. */
  public WorkPlan plan(Selection selection) {
    return planner.plan(selection);
  }

  /** How the selected partitions stand by the ledgers; legacy is not asked, nothing is written. */
  public WorkPlan status(Selection selection) {
    return planner.status(selection);
  }

  /**
   * The indexes that a run has dropped and nobody has rebuilt yet, in the services of a plan;
   * writes nothing.
   */
  public List<MissingIndex> missingIndexes(WorkPlan plan) {
    return plan.partitions().stream()
        .map(partition -> partition.entity().service())
        .distinct()
        .flatMap(
            service ->
                databases.ledger(service).indexes().missing().stream()
                    .map(
                        index ->
                            new MissingIndex(
                                service,
                                index.displayTable(),
                                index.name(),
                                index.droppedAt(),
                                index.runLives())))
        .toList();
  }

  /**
   * Migrates what a plan has to do. Returns when every partition has ended, or, after {@link
   * #stop}, when the batches in hand are finished.
   *
   * @param plan as {@link #plan} made it
   * @param listener is told how it goes
   * @throws InvalidInputException with everything that a check finds wrong; nothing was written
   * @throws io.tributary.fault.RefusedException if the plan depends on what is not complete, or the
   *     UUID secret has changed; no row was written
   */
  public RunResult run(WorkPlan plan, RunListener listener) {
    told.set(listener);
    WorkPlan wanted = settings.dryRun() ? plan.fromTheStart() : plan;
    return execute(new Run(UUID.randomUUID(), manifest, settings, databases, wanted, listener));
  }

  /**
   * Tries dead letters again: their rows are read anew, mapped with today's manifest and loaded the
   * way that every row takes. The result counts what became of them; a letter whose row legacy does
   * not have any more stays as it is.
   *
   * @param selection where to look for letters
   * @param numbers only these letters; empty for all that are open or wait for a parent
   * @param listener is told how it goes
   * @throws InvalidInputException with everything that a check finds wrong, or naming each letter
   *     that is closed, not selected, or not there; nothing was written
   */
  public ReplayResult replay(Selection selection, Set<LetterNumber> numbers, RunListener listener) {
    told.set(listener);
    WorkPlan pending = planner.status(selection).withPendingLetters();
    WorkPlan wanted =
        numbers.isEmpty()
            ? pending
            : pending.withLetters(deadLetters().pending(numbers, selection));
    Replay replay = new Replay(numbers);
    RunResult result =
        execute(
            new Run(UUID.randomUUID(), manifest, settings, databases, wanted, listener)
                .replaying(replay));
    return new ReplayResult(result, replay.gone());
  }

  /**
   * Compares what was migrated with what legacy has now, and tells what differs. Nothing is written
   * to target tables. One that was broken off goes on, as {@link ValidationRequest} says. Returns
   * after {@link #stop} with what was found by then, which is incomplete.
   *
   * @param request how much is looked at
   * @param listener is told how it goes
   * @throws InvalidInputException with everything that a check finds wrong, or if the selection
   *     names what is not there
   */
  public ValidationReport validate(
      Selection selection, ValidationRequest request, RunListener listener) {
    told.set(listener);
    ValidationRun run =
        new ValidationRun(
            manifest, settings, databases, planner.plan(selection), request, listener);
    validation.set(run);
    if (stopped) {
      run.stop();
    }
    return run.execute();
  }

  /**
   * Brings rows into the target again that a validation has listed as different, the way that every
   * row takes: read anew, mapped, merged, whatever the mapping store says of them; rows that the
   * mapping store has lost get their place in it back. Rows that carry another tenant's id are left
   * alone, and so are rows that no legacy row leads to, unless told.
   *
   * @param validation the validation's id; empty for the last one that is through
   * @param deleteExtra whether the rows that it has listed as extra, and that are proven to be so
   *     now, are deleted, with their parts, once everything else is mended
   * @param listener is told how it goes
   * @return how the validation was made, and what was brought in; validate again by {@link
   *     #validate} with the options that it tells
   * @throws InvalidInputException if there is no such validation, or a check finds something wrong;
   *     nothing was written
   */
  public RepairResult repair(Optional<UUID> validation, boolean deleteExtra, RunListener listener) {
    told.set(listener);
    Validations.Recorded recorded = recorded(validation);
    List<EntityFindings> findings =
        control().validations().kept(recorded.runId()).stream()
            .map(new ReportJson()::read)
            .toList();
    RepairKeys keys =
        new RepairKeys(
            findings,
            entity -> manifest.entity(entity).scope() == Scope.SHARED,
            manifest.conventions().tenantId());
    ExtraDeletion extras = new ExtraDeletion(recorded.runId(), manifest, databases);
    extras.traceBack(findings, deleteExtra, keys);
    WorkPlan plan =
        new WorkPlan(
            planner.status(Selection.ALL).partitions().stream()
                .filter(p -> !keys.of(p.entity().name(), p.tenant().name()).isEmpty())
                .toList());
    Optional<RunResult> result =
        plan.partitions().isEmpty()
            ? Optional.empty()
            : Optional.of(
                execute(
                    new Run(UUID.randomUUID(), manifest, settings, databases, plan, listener)
                        .repairing(keys)));
    boolean isMended = result.map(RunResult::isComplete).orElse(true);
    long deleted = deleteExtra && isMended ? extras.delete(inOrder(findings), keys) : 0;
    return new RepairResult(
        recorded.runId(),
        ValidationOptions.parse(recorded.options(), recorded.seed()),
        new Selection(
            Set.of(),
            Set.of(),
            findings.stream().map(EntityFindings::tenant).collect(Collectors.toSet()),
            findings.stream().map(EntityFindings::entity).collect(Collectors.toSet())),
        deleted,
        result);
  }

  /** Parents first, as phases and manifest have them. */
  private List<EntityFindings> inOrder(List<EntityFindings> findings) {
    List<String> names = List.copyOf(manifest.entities().keySet());
    return findings.stream()
        .sorted(
            Comparator.<EntityFindings>comparingInt(one -> manifest.entity(one.entity()).phase())
                .thenComparingInt(one -> names.indexOf(one.entity())))
        .toList();
  }

  private Ledger control() {
    return databases.ledger(manifest.services().keySet().iterator().next());
  }

  private Validations.Recorded recorded(Optional<UUID> validation) {
    databases.requireReachable(manifest.services().keySet().iterator().next());
    control().migrate();
    return control()
        .validations()
        .find(validation)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    new Problem(
                        ValidateCode.UNKNOWN_RUN,
                        validation.map(UUID::toString).orElse("--run"),
                        "the control database knows no such validation",
                        "Validate first; ids are in migration.validation and in reports.")));
  }

  /** The dead letters of all services, to look through and decide on. */
  public DeadLetterOffice deadLetters() {
    return new DeadLetterOffice(manifest, databases);
  }

  /**
   * Reads legacy the way a migration would and tells what it holds and what would not be migrated;
   * writes nothing. After {@link #stop} it returns with what was seen.
   *
   * @param listener is told how it goes
   * @throws InvalidInputException with everything that a check finds wrong, if it concerns more
   *     than single partitions
   */
  public ProfileReport profile(Selection selection, RunListener listener) {
    told.set(listener);
    WorkPlan plan = planner.plan(selection);
    return new ProfileRun(manifest, settings.asDryRun(), databases, plan)
        .execute(this::execute, listener);
  }

  /** The schemas of all databases, to freeze them and to find out what has drifted since. */
  public SchemaWatch schemas() {
    return new SchemaWatch(manifest, databases);
  }

  private RunResult execute(Run run) {
    current.set(run);
    if (stopped) {
      run.stop();
    }
    return run.execute(() -> planner.status(Selection.ALL));
  }

  /**
   * What a rollback would do; writes nothing. The counts are those of the rollback as long as
   * nothing changes meanwhile.
   *
   * @param force whether rows would go, too, that others have changed or depend on
   * @throws InvalidInputException if the scope names what is not there
   * @throws io.tributary.fault.RefusedException if later batches stand on those in scope
   */
  public RollbackResult previewRollback(RollbackScope scope, boolean force) {
    return new RollbackRun(manifest, settings, databases, scope, force).preview();
  }

  /**
   * Takes batches back: deletes the rows that they inserted and sets their partitions' cursors
   * back. Broken off anywhere, the same call goes on. Returns after {@link #stop} when the batch in
   * hand is finished.
   *
   * @param why the reason, kept in the ledgers
   * @param force whether rows go, too, that others have changed or depend on
   * @throws InvalidInputException if the scope names what is not there, or the reason is blank
   * @throws io.tributary.fault.RefusedException if later batches stand on those in scope, or a
   *     living run holds a partition; nothing was taken back
   */
  public RollbackResult rollback(RollbackScope scope, String why, boolean force) {
    return new RollbackRun(manifest, settings, databases, scope, force).execute(why, () -> stopped);
  }

  private Retries retries(RunSettings of) {
    return Retries.within(
        of.queryTimeout(),
        new RetryListener() {
          @Override
          public void again(String where) {
            Counter.builder("tributary.retries")
                .description("Work tried again after a fault that can pass")
                .tag("where", where)
                .register(of.meters())
                .increment();
          }

          @Override
          public void unanswered(String where, Instant until) {
            told.get().unanswered(where, until);
          }
        });
  }

  /**
   * Asks a run to end at its batches' edges; {@link #run} then returns. Without effect after the
   * run, and before it a run ends as soon as it has begun.
   */
  public void stop() {
    stopped = true;
    Run run = current.get();
    if (run != null) {
      run.stop();
    }
    ValidationRun validating = validation.get();
    if (validating != null) {
      validating.stop();
    }
  }

  /** Closes every pool. */
  @Override
  public void close() {
    databases.close();
  }
}
