package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The keys of legacy rows that are accounted for and not in the target: filtered, or dead letters.
 * A legacy server that counts is asked without the rows of these keys, or, where they are too many
 * for one question, for all rows and then for these, page by page.
 */
final class LeftOutKeys {

  private final LedgerEvidence ledger;
  private final ProofSession session;

  LeftOutKeys(LedgerEvidence ledger, ProofSession session) {
    this.ledger = ledger;
    this.session = session;
  }

  /** All of them, as legacy is asked for them; empty if one question cannot name them. */
  Optional<List<String>> ifFew() {
    List<String> first = page("");
    return first.size() < LegacyDatabase.KEYS_AT_ONCE
        ? Optional.of(canonical(first))
        : Optional.empty();
  }

  /** Takes them page by page, as many at a time as one question can name. */
  void forEachPage(Consumer<List<String>> taker) {
    for (List<String> page = page(""); !page.isEmpty(); page = page(page.get(page.size() - 1))) {
      taker.accept(canonical(page));
    }
  }

  private List<String> page(String after) {
    return session.look(
        connection -> ledger.leftOut(connection, after, LegacyDatabase.KEYS_AT_ONCE));
  }

  private static List<String> canonical(List<String> keys) {
    return keys.stream().map(LedgerEvidence::canonical).toList();
  }
}
