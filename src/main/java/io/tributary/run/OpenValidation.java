package io.tributary.run;

import io.tributary.ledger.Ledger;
import io.tributary.ledger.Presence;
import io.tributary.ledger.Session;
import io.tributary.ledger.Validations;
import io.tributary.validate.ValidationOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A validation that this process alone works on, until it is closed: one that was broken off, or a
 * new one.
 *
 * <p>It is shown as living before anything of it is read or written. Of two processes that find the
 * same one broken off, one goes on with it and the other begins its own.
 */
final class OpenValidation implements AutoCloseable {

  private final Validations.Recorded recorded;
  private final boolean goesOn;
  private final Presence presence;

  /**
   * What is to be validated.
   *
   * @param request how much is looked at
   * @param subject a digest of what is looked at
   * @param manifest the manifest's name
   * @param toolVersion the build
   */
  record Wanted(ValidationRequest request, String subject, String manifest, String toolVersion) {

    private ValidationOptions options() {
      return request.options();
    }

    private OptionalLong seed() {
      return options().full() || request.anySeed()
          ? OptionalLong.empty()
          : OptionalLong.of(options().seed());
    }

    private Validations.Recorded anew() {
      return new Validations.Recorded(
          UUID.randomUUID(), options().text(), options().seed(), subject);
    }
  }

  private OpenValidation(Validations.Recorded recorded, boolean goesOn, Presence presence) {
    this.recorded = recorded;
    this.goesOn = goesOn;
    this.presence = presence;
  }

  /**
   * Opens one that was broken off, or begins one.
   *
   * @param control the ledger of the control database
   * @param session opens connections to that database, outside its pool
   * @throws io.tributary.fault.MigrationException if the database fails
   */
  static OpenValidation open(Ledger control, Session session, Wanted wanted) {
    Optional<OpenValidation> brokenOff =
        wanted.request.restart()
            ? Optional.empty()
            : control
                .validations()
                .unfinished(wanted.options().text(), wanted.seed(), wanted.subject)
                .flatMap(recorded -> goOn(control, session, recorded));
    return brokenOff.orElseGet(() -> begin(control, session, wanted));
  }

  /** Empty if another process was faster, or has even ended it meanwhile. */
  private static Optional<OpenValidation> goOn(
      Ledger control, Session session, Validations.Recorded recorded) {
    Optional<Presence> alone = control.presenceAlone(recorded.runId(), session);
    if (alone.isEmpty()) {
      return Optional.empty();
    }
    OpenValidation open = new OpenValidation(recorded, true, alone.get());
    try {
      if (control.validations().isUnfinished(recorded.runId())) {
        return Optional.of(open);
      }
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
    open.close();
    return Optional.empty();
  }

  private static OpenValidation begin(Ledger control, Session session, Wanted wanted) {
    Validations.Recorded recorded = wanted.anew();
    OpenValidation open =
        new OpenValidation(recorded, false, control.presence(recorded.runId(), session));
    try {
      control.validations().begin(recorded, wanted.manifest, wanted.toolVersion);
      return open;
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  Validations.Recorded recorded() {
    return recorded;
  }

  /** Whether it was begun before, and something of it may be kept. */
  boolean goesOn() {
    return goesOn;
  }

  /** Closes it since something failed. */
  void closeAfter(RuntimeException cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    presence.close();
  }
}
