package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tributary.batch.Accounting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker is given next, and what becomes of it. */
@Timeout(60)
class WorkQueueTest {

  private static final int FEWEST = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  private UnreachedDistricts districts;
  private WorkItem pupils;
  private WorkItem clubs;
  private WorkItem rooms;
  private WorkItem pupilsOfElm;
  private WorkQueue queue;

  @BeforeEach
  void makeItems() {
    districts = new UnreachedDistricts(directory);
    pupils = districts.item(0, "pupil", "oak", 1_000);
    clubs = districts.item(1, "club", "oak", 500);
    rooms = districts.item(2, "room", "oak", 100);
    pupilsOfElm = districts.item(3, "pupil", "elm", 900);
  }

  @AfterEach
  void stop() {
    queue.stop();
  }

  @Nested
  class Order {

    @Test
    void theLargestGoesFirst() {
      open(UnreachedDistricts.caps(9, 9), clubs, pupils, rooms);

      assertThat(taken()).isEqualTo(pupils);
      assertThat(taken()).isEqualTo(clubs);
      assertThat(taken()).isEqualTo(rooms);
    }

    @Test
    void aLegacyServerThatIsBusyIsLeftToAnother() {
      open(UnreachedDistricts.caps(1, 9), pupils, clubs, pupilsOfElm);

      assertThat(taken()).isEqualTo(pupils);
      assertThat(taken()).isEqualTo(pupilsOfElm);
    }

    @Test
    void aServiceThatIsBusyIsLeftToAnother() {
      open(UnreachedDistricts.caps(9, 1), pupils, clubs, rooms);

      assertThat(taken()).isEqualTo(pupils);
      assertThat(taken()).isEqualTo(rooms);
    }

    @Test
    void aRouteTakesAsManyAsItsFileSays() {
      open(UnreachedDistricts.caps(9, 9), pupils, pupilsOfElm, clubs);
      queue.attach("pupil", new UnaskedRoute(1));

      assertThat(taken()).isEqualTo(pupils);
      assertThat(taken()).isEqualTo(clubs);
      queue.attach("pupil", new UnaskedRoute(2));
      assertThat(taken()).isEqualTo(pupilsOfElm);
    }

    @Test
    void aStoppedQueueHasNothing() throws InterruptedException {
      open(UnreachedDistricts.caps(9, 9), pupils);

      queue.stop();

      assertThat(queue.take()).isEmpty();
      assertThat(queue.results())
          .extracting(PartitionResult::status)
          .containsExactly(PartitionStatus.STOPPED);
    }
  }

  @Nested
  class Waiting {

    @Test
    void forARouteThatIsSuspendedIsToldOnce() {
      open(UnreachedDistricts.caps(9, 9), pupils, clubs, rooms);
      queue.detach("pupil");

      assertThat(taken()).isEqualTo(clubs);
      assertThat(taken()).isEqualTo(rooms);

      assertThat(told).containsExactly("pupil/oak its route is suspended or stopped");
      assertThat(queue.describe())
          .isEqualTo(
              "0 of 3 partitions ended, 2 running; pupil/oak waits: its route is suspended or"
                  + " stopped");
    }

    @Test
    void forATenantThatIsPausedEndsWithThePause() {
      open(UnreachedDistricts.caps(9, 9), pupils, pupilsOfElm);
      queue.pauseTenant("oak");

      assertThat(taken()).isEqualTo(pupilsOfElm);
      assertThat(told).containsExactly("pupil/oak its tenant is paused");
      assertThat(queue.pausedTenants()).containsExactly("oak");
      assertThat(queue.shouldPause(pupils.tenant)).isTrue();
      assertThat(queue.shouldPause(pupilsOfElm.tenant)).isFalse();

      queue.resumeTenant("oak");
      assertThat(taken()).isEqualTo(pupils);
      assertThat(queue.pausedTenants()).isEmpty();
    }

    @Test
    void forAnotherProcessIsToldOncePerHolderAndAskedAgain() {
      open(UnreachedDistricts.caps(9, 9), pupils, clubs);
      WorkQueue.Assignment first = assignment();

      queue.putBackHeld(first.item(), first.range(), "run 1");
      assertThat(taken()).isEqualTo(clubs);
      WorkQueue.Assignment again = assignment();
      assertThat(again.item()).as("after a while").isEqualTo(pupils);
      queue.putBackHeld(again.item(), again.range(), "run 1");
      WorkQueue.Assignment third = assignment();
      queue.putBackHeld(third.item(), third.range(), "run 2");
      assertThat(taken()).isEqualTo(pupils);

      assertThat(told).containsExactly("pupil/oak held by run 1", "pupil/oak held by run 2");
    }
  }

  @Nested
  class Parallel {

    @Test
    void workersGoAtTheirBatchesEdgesWhenThereAreTooMany() {
      open(UnreachedDistricts.caps(9, 9), pupils, clubs);
      taken();
      taken();
      assertThat(queue.shouldPause(pupils.tenant)).isFalse();

      queue.setParallel(1);
      assertThat(queue.shouldPause(pupils.tenant)).isTrue();
      assertThat(queue.parallel()).isEqualTo(1);
      queue.setParallel(2);
      assertThat(queue.shouldPause(pupils.tenant)).isFalse();
      queue.setLimit(1);
      assertThat(queue.shouldPause(pupils.tenant)).isTrue();
      assertThat(queue.effectiveParallel()).isEqualTo(1);
      assertThat(queue.parallel()).isEqualTo(2);
    }

    @Test
    void whoHoldsWorkersUpIsToldOfWhatMayConcernThem() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      queue.onChange(changes::incrementAndGet);

      queue.setLimit(3);
      queue.setLimit(3);
      assertThat(changes).as("the same limit is no news").hasValue(1);
      queue.setParallel(3);
      queue.pauseTenant("oak");
      queue.detach("pupil");
      queue.stop();
      assertThat(changes).hasValue(5);
    }
  }

  @Nested
  class Ends {

    @Test
    void thatAreCompleteFreeWhatWaitsForThem() {
      clubs.waitFor(pupils);
      open(UnreachedDistricts.caps(9, 9), pupils, clubs);
      WorkQueue.Assignment first = assignment();
      queue.count(pupils, first.range(), read(10, 2), Map.of("TOO_LONG", 2L), 0);
      queue.count(pupils, first.range(), read(5, 1), Map.of("TOO_LONG", 1L), 0);

      List<PartitionResult> ended = queue.completeWith(pupils, first.range());

      assertThat(ended)
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.status()).isEqualTo(PartitionStatus.COMPLETE);
                assertThat(result.accounting().read()).isEqualTo(15);
                assertThat(result.deadLetterReasons()).containsEntry("TOO_LONG", 3L);
              });
      assertThat(taken()).isEqualTo(clubs);
      assertThat(queue.describe()).startsWith("1 of 2 partitions ended, 1 running");
    }

    @Test
    void thatFailedBlockWhatWaitsForThem() throws InterruptedException {
      clubs.waitFor(pupils);
      open(UnreachedDistricts.caps(9, 9), pupils, clubs);
      WorkQueue.Assignment first = assignment();

      List<PartitionResult> ended =
          queue.fail(pupils, first.range(), new IllegalStateException("the disk is full"));

      assertThat(ended)
          .extracting(PartitionResult::entity, PartitionResult::status)
          .containsExactly(
              tuple("pupil", PartitionStatus.FAILED), tuple("club", PartitionStatus.BLOCKED));
      assertThat(queue.take()).isEmpty();
    }

    @Test
    void atABatchsEdgeLeaveTheRangeToTheNextWorker() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkQueue.Assignment first = assignment();

      assertThat(queue.putBack(pupils, first.range())).isEmpty();

      WorkQueue.Assignment next = assignment();
      assertThat(next.item()).isEqualTo(pupils);
      assertThat(next.range().number).isZero();
    }

    @Test
    void ofOneRangeLeaveTheOthers() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkQueue.Assignment first = assignment();
      assertThat(queue.wantsRanges(pupils)).isTrue();
      queue.offer(pupils, List.of(0, 1));
      assertThat(queue.wantsRanges(pupils)).isFalse();
      WorkQueue.Assignment second = assignment();
      assertThat(second.range().number).isEqualTo(1);

      assertThat(queue.complete(pupils, first.range(), List.of(1))).isEmpty();
      assertThat(queue.completeWith(pupils, second.range()))
          .extracting(PartitionResult::status)
          .containsExactly(PartitionStatus.COMPLETE);
    }

    @Test
    void ofARangeByAnotherRunEndTheItemAsCompleteBefore() {
      open(UnreachedDistricts.caps(9, 9), pupils);

      assertThat(queue.complete(pupils, assignment().range(), List.of()))
          .extracting(PartitionResult::status)
          .containsExactly(PartitionStatus.COMPLETE_BEFORE);
    }

    @Test
    void ofAFailedItemWaitForTheLastOfItsWorkersAndTellAllCauses() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      queue.setParallel(3);
      WorkQueue.Assignment first = assignment();
      queue.offer(pupils, List.of(0, 1, 2));
      WorkQueue.Assignment second = assignment();
      WorkQueue.Assignment third = assignment();
      IllegalStateException cause = new IllegalStateException("first");
      IllegalStateException other = new IllegalStateException("second");

      assertThat(queue.isFailing(pupils)).isFalse();
      assertThat(queue.fail(pupils, first.range(), cause)).isEmpty();
      assertThat(queue.isFailing(pupils)).isTrue();
      assertThat(queue.fail(pupils, second.range(), other)).isEmpty();
      List<PartitionResult> ended = queue.completeWith(pupils, third.range());

      assertThat(ended)
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.status()).isEqualTo(PartitionStatus.FAILED);
                assertThat(result.cause()).containsSame(cause);
              });
      assertThat(cause).hasSuppressedException(other);
    }

    @Test
    void withTheSameCauseTwiceTellItOnce() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkQueue.Assignment first = assignment();
      queue.offer(pupils, List.of(0, 1));
      WorkQueue.Assignment second = assignment();
      IllegalStateException cause = new IllegalStateException("first");

      queue.fail(pupils, first.range(), cause);

      assertThat(queue.fail(pupils, second.range(), cause)).hasSize(1);
      assertThat(cause.getSuppressed()).isEmpty();
    }

    @Test
    void ofAnItemThatIsNotLoadedAskForNoRanges() {
      WorkItem compared =
          districts.item(
              0, "pupil", "oak", 10, PlannedPartition.State.COMPLETE, WorkItem.Task.VALIDATE);
      WorkItem refreshed =
          districts.item(
              1, "club", "oak", 10, PlannedPartition.State.REFRESH, WorkItem.Task.REFRESH);
      open(UnreachedDistricts.caps(9, 9), compared, refreshed);

      assertThat(queue.wantsRanges(compared)).isFalse();
      assertThat(queue.wantsRanges(refreshed)).isTrue();
    }
  }

  @Nested
  class Cuts {

    private CompletableFuture<WorkQueue.Assignment> idle = new CompletableFuture<>();

    @Test
    void areNotMadeWhileNobodyIsIdle() {
      open(UnreachedDistricts.caps(9, 9), pupils);

      assertThat(queue.rowsToKeep(pupils, assignment().range())).isZero();
    }

    @Test
    void giveHalfOfTheRowsToAWorkerThatIsIdle() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkRange range = assignment().range();
      long kept = keptOnceSomebodyIsIdle(pupils, range);
      assertThat(kept).isEqualTo(500);
      assertThat(queue.rowsToKeep(pupils, range)).as("one cut for one worker").isZero();

      queue.cut(pupils, range, kept, OptionalInt.of(7));

      assertThat(idle.join().range().number).isEqualTo(7);
      assertThat(idle.join().range().left()).isEqualTo(500);
      assertThat(range.left()).isEqualTo(500);
    }

    @Test
    void thatFindNoKeyLeaveTheRangeAsItIs() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkRange range = assignment().range();
      long kept = keptOnceSomebodyIsIdle(pupils, range);

      queue.cut(pupils, range, kept, OptionalInt.empty());

      assertThat(range.left()).isEqualTo(500);
      assertThat(idle).isNotDone();
      assertThat(queue.rowsToKeep(pupils, range)).as("another try").isEqualTo(250);
    }

    @Test
    void areNotMadeWhereARangeCouldNotBegin() {
      open(UnreachedDistricts.caps(9, 9), pupils);
      WorkRange range = assignment().range();
      queue.cut(pupils, range, keptOnceSomebodyIsIdle(pupils, range), OptionalInt.empty());

      queue.setLimit(1);
      assertThat(queue.rowsToKeep(pupils, range)).as("too many workers").isZero();
      queue.setLimit(9);
      queue.pauseTenant("oak");
      assertThat(queue.rowsToKeep(pupils, range)).as("its tenant is paused").isZero();
      queue.resumeTenant("oak");
      queue.attach("pupil", new UnaskedRoute(1));
      assertThat(queue.rowsToKeep(pupils, range)).as("its route takes one").isZero();
      queue.attach("pupil", new UnaskedRoute(2));
      await().atMost(PATIENCE).until(() -> queue.rowsToKeep(pupils, range) > 0);
    }

    @Test
    void areMadeOfTheRangeWithTheMostRowsLeft() {
      open(UnreachedDistricts.caps(9, 9), pupils, clubs);
      WorkRange large = assignment().range();
      WorkRange small = assignment().range();
      queue.setParallel(3);
      queue.cut(pupils, large, keptOnceSomebodyIsIdle(pupils, large), OptionalInt.empty());

      assertThat(queue.rowsToKeep(clubs, small)).isZero();
    }

    @Test
    void areNotMadeOfWhatIsTooSmall() {
      WorkItem few = districts.item(0, "pupil", "oak", 2 * FEWEST);
      open(UnreachedDistricts.caps(9, 9), few);
      WorkRange range = assignment().range();

      assertThat(keptOnceSomebodyIsIdle(few, range)).isEqualTo(FEWEST);
      queue.cut(few, range, FEWEST, OptionalInt.empty());
      assertThat(queue.rowsToKeep(few, range)).isZero();
    }

    private long keptOnceSomebodyIsIdle(WorkItem item, WorkRange range) {
      idle = CompletableFuture.supplyAsync(WorkQueueTest.this::assignment);
      AtomicLong kept = new AtomicLong();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                kept.set(queue.rowsToKeep(item, range));
                return kept.get() > 0;
              });
      return kept.get();
    }
  }

  private void open(Caps caps, WorkItem... items) {
    queue =
        new WorkQueue(
            List.of(items),
            caps,
            Math.max(2, items.length),
            FEWEST,
            new RunListener() {
              @Override
              public void waiting(String entity, String tenant, String why) {
                told.add(entity + "/" + tenant + " " + why);
              }
            });
    for (WorkItem item : items) {
      queue.attach(item.entity.name(), new UnaskedRoute(0));
    }
  }

  private WorkItem taken() {
    return assignment().item();
  }

  private WorkQueue.Assignment assignment() {
    try {
      return queue.take().orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Accounting read(long rows, long dead) {
    return new Accounting(rows, rows - dead, 0, 0, 0, 0, dead);
  }
}
