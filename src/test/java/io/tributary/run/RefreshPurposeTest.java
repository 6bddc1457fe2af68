package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ledger.ClaimRequest.Purpose;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refresh goes through a partition once, however many ranges it has and whenever they end. */
class RefreshPurposeTest {

  @TempDir Path directory;

  @Test
  void aClaimThatIsLateForTheEndOfAllRangesBeginsNoOtherPass() {
    WorkItem item =
        new UnreachedDistricts(directory)
            .item(0, "pupil", "oak", 100, PlannedPartition.State.REFRESH, WorkItem.Task.REFRESH);

    assertThat(LedgerPartitions.purpose(item)).isEqualTo(Purpose.REFRESH);
    item.ranges.offer(List.of(0, 1), 100);
    assertThat(LedgerPartitions.purpose(item)).as("now that all are known").isEqualTo(Purpose.LOAD);
  }
}
