package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run knows of the ranges of a partition, and where it would cut one. */
class ItemRangesTest {

  private final ItemRanges ranges = new ItemRanges(900);

  @Test
  void rangesThatAnEarlierRunLeftShareTheRowsThatAreLeft() {
    WorkRange first = ranges.take();

    ranges.offer(List.of(0, 3, 5), 900);

    assertThat(first.left()).isEqualTo(300);
    assertThat(ranges.take().number).isEqualTo(3);
    WorkRange last = ranges.take();
    assertThat(last.number).isEqualTo(5);
    assertThat(last.left()).isEqualTo(300);
    assertThat(ranges.anyWaits()).isFalse();
  }

  @Test
  void aRangeThatTheLedgerToldOfBeforeItsCutWasHeardOfIsThereOnce() {
    WorkRange first = ranges.take();
    ranges.offer(List.of(0, 1), 900);

    ranges.add(first.cut(1, 100));

    assertThat(ranges.take().number).isEqualTo(1);
    assertThat(ranges.anyWaits()).isFalse();
  }

  @Test
  void ofMuchIsKeptHalfUpToABoundAndOfLittleAll() {
    assertThat(new WorkRange(0, 1_000).rowsToKeep(100)).isEqualTo(500);
    assertThat(new WorkRange(0, 90_000_000).rowsToKeep(100)).isEqualTo(500_000);
    assertThat(new WorkRange(0, 199).rowsToKeep(100)).isZero();
    assertThat(new WorkRange(0, 0).rowsToKeep(100)).isZero();
  }

  @Test
  void whatHasMoreRowsThanWasEstimatedIsTriedWithFew() {
    WorkRange range = new WorkRange(0, 40);
    range.read(50);

    assertThat(range.rowsToKeep(100)).isEqualTo(100);
    range.hasFewerThan(100);
    assertThat(range.rowsToKeep(100)).as("it is known now").isZero();
  }

  @Test
  void anEstimateThatIsFarTooHighComesDownByHalves() {
    WorkRange range = new WorkRange(0, 10_000);

    range.hasFewerThan(range.rowsToKeep(100));

    assertThat(range.left()).isEqualTo(5_000);
  }
}
