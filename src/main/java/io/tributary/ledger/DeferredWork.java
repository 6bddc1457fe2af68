package io.tributary.ledger;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The second pass over all deferred columns of an entity and tenant. */
final class DeferredWork {

  private final Service service;
  private final Transactions transactions;

  DeferredWork(Service service, Transactions transactions) {
    this.service = service;
    this.transactions = transactions;
  }

  DeferredResult run(Manifest manifest, Entity entity, Tenant tenant, int limit) {
    long set = 0;
    SortedMap<String, Long> kept = new TreeMap<>();
    for (DeferredPass pass : transactions.own(c -> passes(c, manifest, entity, tenant))) {
      boolean more = true;
      while (more) {
        more = transactions.once(c -> pass.next(c, limit));
      }
      set += pass.set();
      pass.kept().forEach((reason, count) -> kept.merge(reason, count, Long::sum));
    }
    return new DeferredResult(set, kept);
  }

  private List<DeferredPass> passes(
      Connection connection, Manifest manifest, Entity entity, Tenant tenant) throws SQLException {
    String sql =
        """
        SELECT DISTINCT "entity_no", "tenant_no", d."table_name", d."column_name"
        FROM "migration"."deferred_reference" d
        JOIN "migration"."entity" e USING ("entity_no")
        JOIN "migration"."tenant" t USING ("tenant_no")
        WHERE e."identity" = ? AND t."tenant_id" = ?
        ORDER BY d."table_name", d."column_name"
        """;
    List<DeferredPass> passes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, entity.identity());
      statement.setObject(2, tenant.id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          DeferredColumn place =
              DeferredColumn.of(manifest, entity, rows.getString(3), rows.getString(4));
          passes.add(new DeferredPass(service, rows.getInt(1), rows.getInt(2), tenant.id(), place));
        }
      }
    }
    return passes;
  }
}
