package io.tributary.run;

import io.tributary.ledger.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Shows other processes in every service of a run that it lives, until it is closed. */
final class Presences implements AutoCloseable {

  private final List<Presence> shown = new ArrayList<>();

  private Presences() {}

  static Presences in(Databases databases, Collection<String> services, UUID runId) {
    Presences presences = new Presences();
    try {
      for (String service : services) {
        presences.shown.add(databases.ledger(service).presence(runId, databases.session(service)));
      }
      return presences;
    } catch (RuntimeException e) {
      presences.close();
      throw e;
    }
  }

  @Override
  public void close() {
    shown.forEach(Presence::close);
  }
}
