package io.tributary.ledger;

import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to go on where rows that are there were made by other rules than those to come. All
 * ranges of an entity and tenant count: they fill the same table.
 */
final class Fingerprints {

  /** Values up to this length are shown in the message; longer ones are digests. */
  private static final int SHOWN = 40;

  private final LedgerJson json;

  Fingerprints(LedgerJson json) {
    this.json = json;
  }

  void requireSame(Connection connection, ClaimRequest request, Claims.Slot slot)
      throws SQLException {
    String sql =
        """
        SELECT p."fingerprint_parts"
        FROM "migration"."partition" p
        WHERE p."entity_no" = ? AND p."tenant_no" = ? AND p."fingerprint" <> ?
          AND EXISTS (SELECT FROM "migration"."batch_state" b
                      WHERE b."partition_no" = p."partition_no")
        ORDER BY p."range_no"
        LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, slot.entityNo());
      statement.setInt(2, slot.tenantNo());
      statement.setString(3, request.fingerprint());
      try (ResultSet rows = statement.executeQuery()) {
        if (rows.next()) {
          throw refusal(request, json.texts(rows.getString(1)));
        }
      }
    }
  }

  private static RefusedException refusal(ClaimRequest request, SortedMap<String, String> before) {
    SortedMap<String, String> now = request.fingerprintParts();
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String was = before.get(name);
      String is = now.get(name);
      if (was == null || !was.equals(is)) {
        changes.add(change(name, was, is));
      }
    }
    return new RefusedException(
        new Problem(
            LedgerCode.FINGERPRINT_CHANGED,
            request.displayName(),
            "rows are loaded already, and since then this has changed: "
                + (changes.isEmpty() ? "the fingerprint as a whole" : String.join("; ", changes)),
            "Restore what has changed and run again; or remove what was loaded of this entity and"
                + " tenant, its ledger rows included, and begin anew."));
  }

  private static String change(String name, @Nullable String was, @Nullable String is) {
    if (was == null) {
      return name + " (new)";
    }
    if (is == null) {
      return name + " (gone)";
    }
    boolean shown = was.length() <= SHOWN && is.length() <= SHOWN;
    return shown ? name + " (was " + was + ", is " + is + ")" : name;
  }
}
