package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells of rows of one table that no legacy row leads to. */
final class ExtraRows {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final ExpectedKeys keys;
  private final Optional<String> others;

  ExtraRows(
      ComparedEntity compared, LedgerEvidence ledger, ExpectedKeys keys, Optional<String> others) {
    this.compared = compared;
    this.ledger = ledger;
    this.keys = keys;
    this.others = others;
  }

  void tell(Connection connection, RowFindings findings) throws SQLException {
    UUID tenant = compared.tenant().id();
    List<UUID> extras = keys.extras(connection, tenant, others, Check.MOST_LISTED);
    for (UUID id : extras) {
      Optional<LedgerEvidence.Origin> origin = ledger.origin(connection, id);
      findings.add(
          new Difference(
              kind(origin),
              Optional.of(keys.table().name()),
              origin
                  .filter(from -> from.sameEntity() && from.sameTenant())
                  .map(LedgerEvidence.Origin::legacyKey),
              Optional.of(id.toString()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              message(origin)));
    }
    if (extras.size() == Check.MOST_LISTED) {
      findings.addUnlisted(keys.extraCount(connection, tenant, others) - extras.size());
    }
  }

  private static DifferenceKind kind(Optional<LedgerEvidence.Origin> origin) {
    return origin.filter(from -> !from.sameTenant()).isPresent()
        ? DifferenceKind.CROSS_TENANT
        : DifferenceKind.EXTRA;
  }

  private static String message(Optional<LedgerEvidence.Origin> origin) {
    if (origin.isEmpty()) {
      return "no legacy row leads to it, and the mapping store does not know it";
    }
    return origin.get().sameTenant()
        ? "the legacy row that it was made of is not there any more, or makes no row"
        : "it was made of another tenant's row";
  }
}
