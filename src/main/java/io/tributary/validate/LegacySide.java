package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.ColumnAggregate;
import io.tributary.legacy.ColumnAggregate.Function;
import io.tributary.legacy.LegacyDatabase;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Aggregates over the legacy rows that should be in the target. For one thread. */
final class LegacySide {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LegacyDatabase legacy;
  private final List<ColumnAggregate> asked;
  private final Map<ColumnAggregate, Optional<Object>> values = new HashMap<>();
  private boolean exact = true;

  LegacySide(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LegacyDatabase legacy,
      List<ColumnAggregate> asked) {
    this.compared = compared;
    this.ledger = ledger;
    this.legacy = legacy;
    this.asked = asked;
  }

  /** Has the legacy server compute all that was asked for. */
  void read(ProofSession session) {
    LeftOutKeys leftOut = new LeftOutKeys(ledger, session);
    Optional<List<String>> few = leftOut.ifFew();
    if (few.isPresent()) {
      put(ask(few.get(), true));
      return;
    }
    exact = false;
    put(ask(List.of(), false));
    leftOut.forEachPage(keys -> subtract(ask(keys, false)));
  }

  private List<Optional<Object>> ask(List<String> keys, boolean without) {
    return legacy.aggregates(compared.entity(), asked, keys, without);
  }

  private void put(List<Optional<Object>> answers) {
    for (int i = 0; i < asked.size(); i++) {
      values.put(asked.get(i), answers.get(i));
    }
  }

  private void subtract(List<Optional<Object>> answers) {
    for (int i = 0; i < asked.size(); i++) {
      ColumnAggregate one = asked.get(i);
      if (isAdditive(one.function()) && answers.get(i).isPresent()) {
        BigDecimal less = (BigDecimal) answers.get(i).get();
        values.put(one, Optional.of(number(one).subtract(less)));
      }
    }
  }

  private static boolean isAdditive(Function function) {
    return switch (function) {
      case COUNT, SUM, ONES, UNITS, SECONDS -> true;
      case DISTINCT, MIN, MAX -> false;
    };
  }

  /** Whether smallest, greatest and different values are those of the rows that are there. */
  boolean isExact() {
    return exact;
  }

  /** A number; 0 over no values. */
  BigDecimal number(ColumnAggregate one) {
    return value(one).map(BigDecimal.class::cast).orElse(BigDecimal.ZERO);
  }

  /** A value, as rows have it; empty over no values. */
  Optional<Object> value(ColumnAggregate one) {
    return values.getOrDefault(one, Optional.empty());
  }
}
