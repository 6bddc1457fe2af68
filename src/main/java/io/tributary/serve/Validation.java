package io.tributary.serve;

import io.tributary.fault.WithoutWords;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ValidationRules;
import io.tributary.report.ReportFiles;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code validation} of the service's routes: one validation at a time. Thread-safe. */
final class Validation {

  private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

  private final Manifest manifest;
  private final RunSettings settings;
  private final Path reports;
  private final ValidationMeters meters;
  private final Turn turn = new Turn();
  private final AtomicReference<@Nullable Migration> current = new AtomicReference<>();
  private final AtomicReference<Outcome> last = new AtomicReference<>(Outcome.NONE);
  private volatile boolean brokenOff;

  Validation(Manifest manifest, RunSettings settings, Path reports) {
    this.manifest = manifest;
    this.settings = settings;
    this.reports = reports;
    this.meters = new ValidationMeters(settings.meters());
  }

  /**
   * Validates, writes the report, and counts.
   *
   * @param trigger what has asked for it, as it is told on
   * @return what an alert is to say; null if everything is proven, or another validation is on, or
   *     the service is about to end
   */
  @SuppressWarnings("unused") // by routes/validation.camel.yaml
  public @Nullable String validate(@Body String trigger) {
    if (!turn.begin()) {
      LOG.atWarn()
          .addKeyValue("event", "validation-skipped")
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("trigger", trigger)
          .log("not validated: another validation is on, or the service ends");
      return null;
    }
    try {
      return inTurn(trigger);
    } finally {
      turn.end();
    }
  }

  private @Nullable String inTurn(String trigger) {
    try {
      ValidationReport report = validated();
      Path page = ReportFiles.write(report, reports);
      if (turn.isStopped() && !report.isThrough()) {
        brokenOff = true;
        return null;
      }
      boolean proven = report.verdict() == Verdict.PROVEN;
      ended(Outcome.now(report.verdict().name(), page.toString()), proven, report);
      return proven ? null : Alert.of(report, trigger, page);
    } catch (RuntimeException e) {
      return failed(trigger, e);
    }
  }

  private ValidationReport validated() {
    ValidationRules rules = manifest.validation();
    ValidationOptions options =
        new ValidationOptions(rules.full(), rules.sample(), ThreadLocalRandom.current().nextLong());
    try (Migration migration = Migration.open(manifest, settings)) {
      current.set(migration);
      if (turn.isStopped()) {
        migration.stop();
      }
      return migration.validate(
          Selection.ALL, new ValidationRequest(options, true, false), new Unheard());
    } finally {
      current.set(null);
    }
  }

  private void ended(Outcome outcome, boolean proven, ValidationReport report) {
    last.set(outcome);
    meters.ended(outcome.verdict(), proven, report.differenceCount());
    if (!proven) {
      LOG.atError()
          .addKeyValue("event", "validation-failed")
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("run", report.runId())
          .addKeyValue("verdict", outcome.verdict())
          .addKeyValue("differences", report.differenceCount())
          .addKeyValue("report", outcome.page())
          .log("a validation did not prove everything");
    }
  }

  private String failed(String trigger, RuntimeException failure) {
    last.set(Outcome.now(ValidationService.FAILED, ""));
    meters.ended(ValidationService.FAILED, false, 0);
    LOG.atError()
        .addKeyValue("event", "validation-failed")
        .addKeyValue("manifest", manifest.name())
        .addKeyValue("verdict", ValidationService.FAILED)
        .addKeyValue("codes", Alert.codes(failure))
        .setCause(WithoutWords.of(failure))
        .log("a validation failed");
    return Alert.of(manifest.name(), trigger, failure);
  }

  Turn turn() {
    return turn;
  }

  Outcome last() {
    return last.get();
  }

  /** Ends a validation that is on at its batches' edges; none begins any more. */
  void stop() {
    turn.stop();
    Migration migration = current.get();
    if (migration != null) {
      migration.stop();
    }
  }

  /** Whether a validation was on when the service was stopped, and is not through. */
  boolean wasBrokenOff() {
    return brokenOff;
  }
}
