package io.tributary.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A run of another process, as a ledger sees it: its row in {@code migration.run}, and the advisory
 * lock that its process holds as long as it lives.
 */
public final class RivalRun implements AutoCloseable {

  private final UUID runId = UUID.randomUUID();
  private final TestPostgres service;
  private final Connection session;

  private RivalRun(TestPostgres service, Connection session) {
    this.service = service;
    this.session = session;
  }

  /** One that lives, on a host named {@code rival} with process id 4711. */
  public static RivalRun in(TestPostgres service) throws SQLException {
    RivalRun rival = new RivalRun(service, service.dataSource().getConnection());
    service.execute(
        """
        INSERT INTO "migration"."run"
          ("run_id", "manifest", "tool_version", "host", "pid", "options", "heartbeat_at")
        VALUES ('%s', 'm', 'v', 'rival', 4711, '', now() + INTERVAL '1 hour')
        """
            .formatted(rival.runId));
    try (PreparedStatement lock =
        rival.session.prepareStatement("SELECT pg_advisory_lock(\"migration\".\"run_lock\"(?))")) {
      lock.setObject(1, rival.runId);
      lock.execute();
    }
    return rival;
  }

  /** Its id. */
  public UUID runId() {
    return runId;
  }

  /** Takes the partition of this entity and tenant, as the ledger of the service has it. */
  public void holds(String entity, String tenant) {
    service.execute(
        """
        UPDATE "migration"."partition" p
        SET "held" = TRUE, "run_id" = '%s', "epoch" = p."epoch" + 1
        FROM "migration"."entity" e, "migration"."tenant" t
        WHERE e."entity_no" = p."entity_no" AND t."tenant_no" = p."tenant_no"
          AND e."name" = '%s' AND t."name" = '%s'
        """
            .formatted(runId, entity, tenant));
  }

  /** Its heart has not beaten for that many seconds, though its session is there. */
  public void freeze(int seconds) {
    service.execute(
        """
        UPDATE "migration"."run" SET "heartbeat_at" = now() - INTERVAL '%d seconds'
        WHERE "run_id" = '%s'
        """
            .formatted(seconds, runId));
  }

  /** Its process is gone, without a word. */
  @Override
  public void close() throws SQLException {
    try (PreparedStatement unlock = session.prepareStatement("SELECT pg_advisory_unlock_all()")) {
      unlock.execute();
    } finally {
      session.close();
    }
  }
}
