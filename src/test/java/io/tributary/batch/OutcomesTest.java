package io.tributary.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What became of each row of a batch, from its mapping to its load, and again if that is tried
 * again.
 */
class OutcomesTest {

  private static final UUID SOMEBODY = new UUID(7, 8);
  private static final DeadLetter UNMAPPABLE =
      new DeadLetter(DeadLetter.Stage.MAP, Optional.of("a"), Reason.TOO_LONG, "too long");
  private static final DeadLetter UNLOADABLE =
      new DeadLetter(DeadLetter.Stage.LOAD, Optional.of("b"), Reason.DUPLICATE, "is taken");

  private final Outcomes outcomes = new Outcomes(3);

  @Test
  void eachRowCountsOnceByWhatBecameOfItLast() {
    Outcomes all = new Outcomes(8);
    for (int row = 0; row < 6; row++) {
      all.mapped(row, SOMEBODY, 1L << row);
    }
    all.loaded(0, RowOutcome.INSERTED);
    all.loaded(1, RowOutcome.UPDATED);
    all.markSame(2);
    all.loaded(3, RowOutcome.DEDUPLICATED);
    all.refuse(4, UNLOADABLE);
    all.filter(6, "too old");
    all.refuse(7, UNMAPPABLE);

    assertThat(all.accounting()).isEqualTo(new Accounting(8, 1, 1, 1, 1, 1, 2));
    assertThat(all.checksum()).as("of the rows that the target has").isEqualTo(0b1111);
    assertThat(all.of(5)).as("not loaded").isEqualTo(RowOutcome.MAPPED);
    assertThat(all.deadLetters()).containsOnly(Map.entry(4, UNLOADABLE), Map.entry(7, UNMAPPABLE));
    assertThat(all.filterReasons()).containsOnly(Map.entry(6, "too old"));
  }

  @Test
  void aRowThatNobodyTouchedIsReadAndAccountedForByNothing() {
    assertThat(outcomes.of(0)).isEqualTo(RowOutcome.READ);
    assertThat(outcomes.accounting()).isEqualTo(new Accounting(3, 0, 0, 0, 0, 0, 0));
    assertThat(outcomes.checksum()).isZero();
  }

  @Test
  void aMappedRowHasItsUuidAndHash() {
    outcomes.mapped(1, SOMEBODY, 42);

    assertThat(outcomes.uuid(1)).isEqualTo(SOMEBODY);
    assertThat(outcomes.hash(1)).isEqualTo(42);
  }

  @Test
  void anotherTryAtLoadingForgetsTheFirstButNotTheMapping() {
    outcomes.refuse(0, UNMAPPABLE);
    outcomes.mapped(1, SOMEBODY, 1);
    outcomes.mapped(2, SOMEBODY, 2);
    outcomes.refuse(1, UNLOADABLE);
    outcomes.markSame(2);
    outcomes.markKnown(2);

    outcomes.beginLoad();

    assertThat(outcomes.deadLetters()).containsOnly(Map.entry(0, UNMAPPABLE));
    assertThat(outcomes.of(0)).isEqualTo(RowOutcome.DEAD);
    assertThat(outcomes.of(1)).isEqualTo(RowOutcome.MAPPED);
    assertThat(outcomes.of(2)).isEqualTo(RowOutcome.MAPPED);
    assertThat(outcomes.isSame(2)).isFalse();
    assertThat(outcomes.isKnown(2)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "FILTERED", "DEAD"})
  void whatIsNotMappedCannotBeLoaded(RowOutcome mapping) {
    switch (mapping) {
      case FILTERED -> outcomes.filter(0, "any");
      case DEAD -> outcomes.refuse(0, UNMAPPABLE);
      default -> {}
    }

    assertThatThrownBy(() -> outcomes.loaded(0, RowOutcome.INSERTED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("row 0 is " + mapping + " and cannot be loaded");
    assertThatThrownBy(() -> outcomes.markSame(0)).isInstanceOf(IllegalStateException.class);
    assertThat(outcomes.isSame(0)).isFalse();
  }

  @Test
  void knownRowsAndDeferredReferencesAreKept() {
    DeferredReference reference = new DeferredReference(1, "t", "c", SOMEBODY, SOMEBODY);

    outcomes.markKnown(1);
    outcomes.defer(reference);

    assertThat(outcomes.isKnown(1)).isTrue();
    assertThat(outcomes.isKnown(0)).isFalse();
    assertThat(outcomes.deferred()).containsExactly(reference);
  }
}
