package io.tributary.run;

import io.tributary.ledger.Ledger;
import io.tributary.ledger.RunInfo;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * What the ledgers keep of a run, from its first row to its end, and the sessions that show others
 * that it lives.
 *
 * <p>Closing does all that is left to do at the end, the latest first, whatever of it fails; a run
 * that did not say how it ended was broken off.
 */
final class RunRecord implements AutoCloseable {

  private final Deque<Runnable> atEnd = new ArrayDeque<>();
  private String status = "broken off";
  private String message = "";

  private RunRecord() {}

  /** Writes the run to the ledgers of these services, which exist. */
  static RunRecord begin(Databases databases, Collection<String> services, RunInfo info) {
    RunRecord run = new RunRecord();
    try {
      List<Ledger> ledgers = services.stream().map(databases::ledger).toList();
      for (Ledger ledger : ledgers) {
        ledger.startRun(info);
        run.atEnd(() -> ledger.endRun(info.runId(), run.status, run.message));
      }
      run.atEnd(Presences.in(databases, services, info.runId())::close);
      return run;
    } catch (RuntimeException e) {
      run.closeAfter(e);
      throw e;
    }
  }

  /** Has something done at the end, before what was asked for earlier. */
  void atEnd(Runnable step) {
    atEnd.push(step);
  }

  /** How the run ended, as far as it has come; kept when it is closed. */
  void ended(boolean complete, String what) {
    status = complete ? "complete" : "incomplete";
    message = what;
  }

  String status() {
    return status;
  }

  String message() {
    return message;
  }

  private void closeAfter(RuntimeException cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!atEnd.isEmpty()) {
      try {
        atEnd.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
