package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.MigrationException;
import io.tributary.legacy.PartitionRunner.End;
import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the two threads of a partition may do at once, and what must keep its order. */
class BatchPipelineTest {

  private static final Entity STUDENT =
      District.entity("student", District.table("Student", "Id"), Set.of());
  private static final SourceColumn ID =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean goesOn = new AtomicBoolean(true);
  private final ByteBudget budget = new ByteBudget(1_000_000);

  /** A partition of keys 1 to {@code last}, three a batch, that keeps what happens to it. */
  private class Partition implements BatchPipeline.Stages {

    final List<String> reads = Collections.synchronizedList(new ArrayList<>());
    final List<String> loads = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, CountDownLatch> mapped = new ConcurrentHashMap<>();
    int last = 10;

    @Override
    public Optional<Batch> read(Optional<List<String>> lower) {
      long from = lower.map(key -> Long.parseLong(key.get(0))).orElse(0L);
      reads.add("after " + from);
      return from >= last
          ? Optional.empty()
          : Optional.of(batch(lower, from + 1, Math.min(from + 3, last), from + 3 >= last));
    }

    @Override
    public Checkpoint send(Batch batch, LoadTurn turn) {
      map(batch);
      mapped(batch.upper().get(0)).countDown();
      if (!turn.await()) {
        throw new IllegalStateException("nothing came of it");
      }
      loads.add(batch.upper().get(0));
      return load(batch);
    }

    void map(Batch batch) {
      assertThat(batch.size()).isPositive();
    }

    Checkpoint load(Batch batch) {
      return KeysetRoute.checkpoint(batch);
    }

    @Override
    public void committed(Batch batch, Checkpoint checkpoint) {}

    /** Waits until the batch that ends with a key is mapped. */
    void awaitMapped(String upper) {
      awaited(mapped(upper));
    }

    private CountDownLatch mapped(String upper) {
      return mapped.computeIfAbsent(upper, key -> new CountDownLatch(1));
    }

    End run() {
      return run(goesOn::get);
    }

    End run(BooleanSupplier question) {
      return new BatchPipeline(claim(), this, budget, question).run(threads);
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void everyBatchIsLoadedOnceAndInOrder() {
    Partition partition = new Partition();
    partition.last = 3_000;

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(partition.loads)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 1_000).mapToObj(i -> Integer.toString(3 * i)).toList());
    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void theNextBatchIsMappedWhileOneIsLoaded() {
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            awaitMapped("6");
            return super.load(batch);
          }
        };

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(partition.loads).containsExactly("3", "6", "9", "10");
  }

  @Test
  void noMoreThanTwoBatchesAreInHand() {
    List<Long> inFlight = Collections.synchronizedList(new ArrayList<>());
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            inFlight.add(budget.inFlight() / (2 * batch.bytes()));
            return super.load(batch);
          }
        };
    partition.last = 300;

    partition.run();

    assertThat(inFlight).hasSize(100).allMatch(batches -> batches <= 2);
  }

  @Test
  void aBatchThatFailsIsTheLastAndWhatWasReadAheadIsNotLoaded() {
    IllegalStateException broken = new IllegalStateException("broken");
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            if (batch.upper().equals(List.of("6"))) {
              awaitMapped("9");
              throw broken;
            }
            return super.load(batch);
          }
        };

    assertThatThrownBy(partition::run).isSameAs(broken);

    assertThat(partition.loads).containsExactly("3", "6");
    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void theBatchBeforeOneThatCannotBeReadOrMappedIsStillLoaded() {
    CountDownLatch secondHasFailed = new CountDownLatch(1);
    IllegalStateException unreadable = new IllegalStateException("unreadable");
    Partition partition =
        new Partition() {
          @Override
          public Optional<Batch> read(Optional<List<String>> lower) {
            if (lower.isPresent()) {
              secondHasFailed.countDown();
              throw unreadable;
            }
            return super.read(lower);
          }

          @Override
          void map(Batch batch) {
            awaited(secondHasFailed);
          }
        };

    assertThatThrownBy(partition::run).isSameAs(unreadable);

    assertThat(partition.loads).containsExactly("3");
  }

  @Test
  void anErrorInTheSecondThreadEndsTheFirst() {
    AssertionError error = new AssertionError("of the kind that nobody expects");
    Partition partition =
        new Partition() {
          @Override
          void map(Batch batch) {
            if (batch.upper().equals(List.of("6"))) {
              throw error;
            }
          }
        };

    assertThatThrownBy(partition::run).isSameAs(error);

    assertThat(partition.loads).isSubsetOf("3");
    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void aRestLeavesThePartitionAtTheEdgeAlthoughTheNextBatchIsReady() {
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            awaitMapped("6");
            goesOn.set(false);
            return super.load(batch);
          }
        };

    assertThat(partition.run()).isEqualTo(End.PAUSED);

    assertThat(partition.loads).containsExactly("3");
  }

  @Test
  @Timeout(60)
  void aBatchThatWaitsBehindOneThatIsLeftIsLeftToo() {
    CountDownLatch secondIsRead = new CountDownLatch(1);
    Partition partition =
        new Partition() {
          @Override
          void map(Batch batch) {
            if (batch.upper().equals(List.of("6"))) {
              secondIsRead.countDown();
              awaitMapped("9");
              goesOn.set(false);
            }
          }

          @Override
          Checkpoint load(Batch batch) {
            awaited(secondIsRead);
            return super.load(batch);
          }
        };

    assertThat(partition.run()).isEqualTo(End.PAUSED);

    assertThat(partition.loads).containsExactly("3");
    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void aRouteThatIsBeingStoppedGivesNoSecondThreadAndFailsNothing() {
    threads.shutdown();
    Partition partition = new Partition();

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(partition.loads).containsExactly("3", "6", "9", "10");
  }

  @Test
  void aRestOfTheThrottleHoldsNoMemory() {
    List<Long> inFlight = Collections.synchronizedList(new ArrayList<>());
    Partition partition =
        new Partition() {
          @Override
          public void committed(Batch batch, Checkpoint checkpoint) {
            inFlight.add(budget.inFlight() / (2 * batch.bytes()));
          }
        };

    partition.run();

    assertThat(inFlight).hasSize(4).allMatch(batches -> batches <= 1);
  }

  @Test
  void anInterruptedWorkerDoesNotLeaveTheOtherBehind() {
    AtomicBoolean loading = new AtomicBoolean();
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            loading.set(true);
            if (batch.upper().equals(List.of("3"))) {
              Thread.currentThread().interrupt();
            }
            loading.set(false);
            return super.load(batch);
          }
        };

    try {
      partition.run();
    } catch (MigrationException e) {
      assertThat(e).hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(loading).isFalse();
    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void aRestThatIsTakenBackLosesNoBatch() {
    Partition partition =
        new Partition() {
          @Override
          public void committed(Batch batch, Checkpoint checkpoint) {
            awaitMapped("6");
          }
        };
    // The second batch, ready to be loaded, is told to rest; whoever asks after that is not.
    List<Boolean> answers =
        Collections.synchronizedList(new ArrayList<>(List.of(true, true, false)));

    End end =
        new BatchPipeline(claim(), partition, budget, () -> answers.isEmpty() || answers.remove(0))
            .run(threads);

    List<String> expected = List.of("3", "6", "9", "10");
    assertThat(partition.loads).isEqualTo(expected.subList(0, partition.loads.size()));
    assertThat(end == End.COMPLETE).isEqualTo(partition.loads.size() == expected.size());
  }

  @Test
  void readingGoesOnWhereTheLedgerSaysThatABatchEnded() {
    Partition partition =
        new Partition() {
          @Override
          Checkpoint load(Batch batch) {
            if (batch.lower().isPresent()) {
              return super.load(batch);
            }
            awaitMapped("6");
            return KeysetRoute.checkpoint(batch, List.of("5"), true);
          }
        };

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(partition.loads).containsExactly("3", "8", "10");
  }

  @Test
  void whatFailsBetweenTwoBatchesFailsTheRunAsItIs() {
    IllegalStateException gone = new IllegalStateException("the queue is gone");
    Thread first = Thread.currentThread();
    Partition partition = new Partition();

    assertThatThrownBy(
            () ->
                partition.run(
                    () -> {
                      if (Thread.currentThread() != first) {
                        throw gone;
                      }
                      return true;
                    }))
        .isSameAs(gone);

    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void theOnlyBatchNeedsNoSecondThread() {
    Partition partition = new Partition();
    partition.last = 3;

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(((ThreadPoolExecutor) threads).getTaskCount()).isZero();
  }

  @Test
  void aBatchThatCannotBeReadHoldsNoMemory() {
    Partition partition =
        new Partition() {
          @Override
          public Optional<Batch> read(Optional<List<String>> lower) {
            throw new IllegalStateException("the server is gone");
          }
        };

    assertThatThrownBy(partition::run).hasMessage("the server is gone");

    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void aBatchThatNobodyWantsWhenItIsReadHoldsNoMemory() {
    Thread first = Thread.currentThread();
    CountDownLatch reading = new CountDownLatch(1);
    Partition partition =
        new Partition() {
          @Override
          public Optional<Batch> read(Optional<List<String>> lower) {
            if (Thread.currentThread() != first && reading.getCount() > 0) {
              reading.countDown();
              // By then the batch before is committed, and its worker waits to read the next one.
              await().until(() -> first.getState() == Thread.State.BLOCKED);
            }
            return super.read(lower);
          }

          @Override
          Checkpoint load(Batch batch) {
            if (batch.lower().isPresent()) {
              return super.load(batch);
            }
            awaited(reading);
            return KeysetRoute.checkpoint(batch, List.of("2"), true);
          }
        };

    assertThat(partition.run()).isEqualTo(End.COMPLETE);

    assertThat(partition.loads).containsExactly("3", "5", "8", "10");
    assertThat(budget.inFlight()).isZero();
  }

  private static Batch batch(Optional<List<String>> lower, long from, long to, boolean last) {
    List<Object[]> rows = new ArrayList<>();
    for (long key = from; key <= to; key++) {
      rows.add(new Object[] {key});
    }
    return new Batch(
        claim(),
        new RowShape(List.of(ID)),
        new KeyShape(List.of(ID)),
        lower,
        rows,
        100,
        last,
        System.nanoTime());
  }

  private static Claim claim() {
    return new Claim(
        new UUID(1, 1),
        STUDENT,
        District.tenant("north", "jdbc:h2:mem:none", 1),
        0,
        1,
        1,
        1,
        1,
        LoadMode.DIRECT,
        Optional.empty(),
        "fingerprint");
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
