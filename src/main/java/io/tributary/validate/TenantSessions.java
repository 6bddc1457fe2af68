package io.tributary.validate;

import io.tributary.ledger.Session;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The sessions of one entity's validation, a service at most once. For one thread at a time. */
final class TenantSessions implements AutoCloseable {

  private final Manifest manifest;
  private final Tenant tenant;
  private final Function<String, Session> connect;
  private final Map<String, ProofSession> open = new HashMap<>();

  TenantSessions(Manifest manifest, Tenant tenant, Function<String, Session> connect) {
    this.manifest = manifest;
    this.tenant = tenant;
    this.connect = connect;
  }

  /** The session with a service, opened when it is asked for first. */
  ProofSession of(String service) {
    return open.computeIfAbsent(
        service, name -> ProofSession.open(connect.apply(name), manifest.service(name), tenant));
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (ProofSession session : open.values()) {
      try {
        session.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    open.clear();
    if (first != null) {
      throw first;
    }
  }
}
