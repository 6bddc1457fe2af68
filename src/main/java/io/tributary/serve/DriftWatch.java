package io.tributary.serve;

import io.tributary.drift.DriftCode;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.TributaryException;
import io.tributary.fault.WithoutWords;
import io.tributary.manifest.Manifest;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code drift} of the service's routes: one check of schemas at a time. Thread-safe. */
final class DriftWatch {

  /** Nothing is as it was frozen, because nothing was: that is no fault. */
  static final String NOT_FROZEN = "NOT_FROZEN";

  /** A database did not answer; what the others say is told. */
  static final String UNREADABLE = "UNREADABLE";

  private static final String UNCHANGED = "UNCHANGED";
  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

  private final Manifest manifest;
  private final RunSettings settings;
  private final DriftMeters meters;
  private final Turn turn = new Turn();
  private final AtomicReference<Outcome> last = new AtomicReference<>(Outcome.NONE);

  DriftWatch(Manifest manifest, RunSettings settings) {
    this.manifest = manifest;
    this.settings = settings;
    this.meters = new DriftMeters(settings.meters());
  }

  /**
   * Compares schemas with those frozen, and counts.
   *
   * @param trigger what has asked for it, as it is told on
   * @return what an alert is to say; null if nothing that matters has drifted, nothing was frozen,
   *     another check is on, or the service is about to end
   */
  @SuppressWarnings("unused") // by routes/drift.camel.yaml
  public @Nullable String check(@Body String trigger) {
    if (!turn.begin()) {
      LOG.atWarn()
          .addKeyValue("event", "drift-check-skipped")
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("trigger", trigger)
          .log("schemas not checked: another check is on, or the service ends");
      return null;
    }
    try (Migration migration = Migration.open(manifest, settings)) {
      return told(migration.schemas().check(Selection.ALL), trigger);
    } catch (InvalidInputException e) {
      return isNothingFrozen(e) ? notFrozen() : failed(trigger, e);
    } catch (RuntimeException e) {
      return failed(trigger, e);
    } finally {
      turn.end();
    }
  }

  private static boolean isNothingFrozen(TributaryException failure) {
    return failure.problems().stream()
        .allMatch(problem -> problem.code() == DriftCode.NOTHING_FROZEN);
  }

  private @Nullable String notFrozen() {
    ended(NOT_FROZEN, false);
    LOG.atInfo()
        .addKeyValue("event", "drift-check-skipped")
        .addKeyValue("manifest", manifest.name())
        .log("schemas not checked: none was frozen yet (tributary drift freeze)");
    return null;
  }

  @Nullable String told(DriftReport report, String trigger) {
    String verdict = verdict(report);
    boolean matters = report.needsAttention() || !report.problems().isEmpty();
    ended(verdict, matters);
    return matters ? DriftAlert.of(manifest.name(), trigger, verdict, report) : null;
  }

  /** What breaks outranks what could not be read: it is known. */
  private static String verdict(DriftReport report) {
    if (report.count(Severity.BREAKING) > 0 || report.problems().isEmpty()) {
      return report.differences().stream()
          .map(difference -> difference.severity())
          .max(Severity::compareTo)
          .map(Severity::name)
          .orElse(UNCHANGED);
    }
    return UNREADABLE;
  }

  private String failed(String trigger, RuntimeException failure) {
    ended(ValidationService.FAILED, true);
    LOG.atError()
        .addKeyValue("event", "drift-check-failed")
        .addKeyValue("manifest", manifest.name())
        .addKeyValue("codes", Alert.codes(failure))
        .setCause(WithoutWords.of(failure))
        .log("a check of schemas failed");
    return DriftAlert.of(manifest.name(), trigger, failure);
  }

  private void ended(String verdict, boolean matters) {
    last.set(Outcome.now(verdict, ""));
    meters.ended(verdict, matters);
  }

  /** None begins after its stop; one that is on ends by itself: it reads no rows. */
  Turn turn() {
    return turn;
  }

  Outcome last() {
    return last.get();
  }
}
