package io.tributary.ledger;

import static io.tributary.manifest.Fingerprints.identifyingChanges;

import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to go on where rows that are there were made by other rules than those to come. All
 * ranges of an entity and tenant count: they fill the same table. Within a pass over a partition
 * nothing may change; the next pass goes over all its rows, so that the rules may be others, as
 * long as it finds the rows again.
 */
final class Fingerprints {

  /** Values up to this length are shown in the message; longer ones are digests. */
  private static final int SHOWN = 40;

  private static final Logger LOG = LoggerFactory.getLogger(Fingerprints.class);

  private final LedgerJson json;

  Fingerprints(LedgerJson json) {
    this.json = json;
  }

  /** What the rows of a range were loaded under, if that is another fingerprint. */
  private record Other(int pass, boolean begun, SortedMap<String, String> parts) {}

  /**
   * For going on in a pass.
   *
   * @throws RefusedException if batches of that pass are committed under another fingerprint, and
   *     that was not accepted; or if the pass has none yet, and rows would not be found again
   */
  void requireSame(Connection connection, ClaimRequest request, Claims.Slot slot, int pass)
      throws SQLException {
    List<Other> others =
        others(connection, request, slot).stream().filter(other -> other.pass == pass).toList();
    Optional<Other> begun = others.stream().filter(Other::begun).findFirst();
    if (begun.isEmpty()) {
      requireSameRows(request, others);
      return;
    }
    String changes = changes(request, begun.get().parts);
    if (request.acceptedChanges().isEmpty()) {
      throw refusal(request, changes);
    }
    accept(connection, request, slot, changes);
  }

  /**
   * For beginning a pass.
   *
   * @throws RefusedException if rows that are loaded would not be found again
   */
  void requireSameRows(Connection connection, ClaimRequest request, Claims.Slot slot)
      throws SQLException {
    requireSameRows(request, others(connection, request, slot));
  }

  private static void requireSameRows(ClaimRequest request, List<Other> others) {
    for (Other other : others) {
      SortedSet<String> names = identifyingChanges(other.parts, request.fingerprintParts());
      if (!names.isEmpty()) {
        throw rowsNotFound(request, changes(request, other.parts, names));
      }
    }
  }

  /** The ranges of the same table that have batches, and another fingerprint. */
  private List<Other> others(Connection connection, ClaimRequest request, Claims.Slot slot)
      throws SQLException {
    String sql =
        """
        SELECT p."pass", p."fingerprint_parts",
               EXISTS (SELECT FROM "migration"."batch_state" b
                       WHERE b."partition_no" = p."partition_no" AND b."pass" = p."pass")
        FROM "migration"."partition" p
        WHERE p."entity_no" = ? AND p."tenant_no" = ? AND p."fingerprint" <> ?
          AND EXISTS (SELECT FROM "migration"."batch_state" b
                      WHERE b."partition_no" = p."partition_no")
        ORDER BY p."range_no"
        """;
    List<Other> others = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, slot.entityNo());
      statement.setInt(2, slot.tenantNo());
      statement.setString(3, request.fingerprint());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          others.add(new Other(rows.getInt(1), rows.getBoolean(3), json.texts(rows.getString(2))));
        }
      }
    }
    return others;
  }

  private void accept(Connection connection, ClaimRequest request, Claims.Slot slot, String changes)
      throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."override" ("run_id", "partition_no", "changes", "why")
        VALUES (?, ?, ?, ?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, request.runId());
      statement.setLong(2, slot.partitionNo());
      statement.setString(3, LedgerText.escape(changes));
      statement.setString(4, LedgerText.escape(request.acceptedChanges().orElseThrow()));
      statement.executeUpdate();
    }
    acceptInCompleteRanges(connection, request, slot);
    LOG.atWarn()
        .addKeyValue("event", "changes-accepted")
        .addKeyValue("entity", request.entity().name())
        .addKeyValue("tenant", request.tenant().name())
        .addKeyValue("changes", changes)
        .log("goes on although this has changed, as the operator said");
  }

  /**
   * Ranges that are complete are not claimed any more in this pass: what was said counts for them,
   * or it would have to be said again and again.
   */
  private void acceptInCompleteRanges(Connection connection, ClaimRequest request, Claims.Slot slot)
      throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition"
        SET "fingerprint" = ?, "fingerprint_parts" = ?::jsonb
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "partition_no" <> ?
          AND "status" = 'complete'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, request.fingerprint());
      statement.setString(2, json.object(request.fingerprintParts()));
      statement.setInt(3, slot.entityNo());
      statement.setInt(4, slot.tenantNo());
      statement.setLong(5, slot.partitionNo());
      statement.executeUpdate();
    }
  }

  private static String changes(ClaimRequest request, SortedMap<String, String> before) {
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(request.fingerprintParts().keySet());
    return changes(request, before, names);
  }

  private static String changes(
      ClaimRequest request, SortedMap<String, String> before, SortedSet<String> names) {
    SortedMap<String, String> now = request.fingerprintParts();
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String was = before.get(name);
      String is = now.get(name);
      if (was == null || !was.equals(is)) {
        changes.add(change(name, was, is));
      }
    }
    return changes.isEmpty() ? "the fingerprint as a whole" : String.join("; ", changes);
  }

  private static RefusedException rowsNotFound(ClaimRequest request, String changes) {
    return new RefusedException(
        new Problem(
            LedgerCode.ROWS_NOT_FOUND_AGAIN,
            request.displayName(),
            "a refresh would not find the rows that are loaded, and load them twice or leave some"
                + " for ever, since this has changed: "
                + changes,
            "Restore it and run again; or take back what was loaded by `tributary rollback` and"
                + " begin anew."));
  }

  private static RefusedException refusal(ClaimRequest request, String changes) {
    return new RefusedException(
        new Problem(
            LedgerCode.FINGERPRINT_CHANGED,
            request.displayName(),
            "rows are loaded already, and since then this has changed: " + changes,
            "Restore what has changed and run again; or take back what was loaded by `tributary"
                + " rollback` and begin anew; or, if rows of both kinds may stand side by side, run"
                + " with --accept-changes WHY."));
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
