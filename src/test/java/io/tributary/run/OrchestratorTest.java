package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Claim;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.legacy.PartitionRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that fails outside of its partition ends the run, whichever worker it is, and nobody is
 * waited for in vain. Another run holds all partitions here, so that a worker never ends by itself.
 */
class OrchestratorTest {

  private static final Caps ROOM = UnreachedDistricts.caps(9, 9);

  @TempDir Path directory;
  private final HeldElsewhere partitions = new HeldElsewhere();
  private Consumer<String> ear = why -> {};
  private WorkQueue queue;

  private final RunListener listener =
      new RunListener() {
        @Override
        public void waiting(String entity, String tenant, String why) {
          ear.accept(why);
        }
      };

  @BeforeEach
  void makeQueue() {
    UnreachedDistricts districts = new UnreachedDistricts(directory);
    List<WorkItem> items = List.of(districts.item(0, "pupil"), districts.item(1, "club"));
    queue = new WorkQueue(items, ROOM, 2, RunSettings.RANGE_ROWS, listener);
    queue.attach("pupil", new UnaskedRoute(0));
    queue.attach("club", new UnaskedRoute(0));
  }

  @AfterEach
  void stop() {
    queue.stop();
  }

  @Test
  void aListenerThatThrowsWhereAWorkerWaitsFailsTheRun() {
    CountDownLatch heard = new CountDownLatch(1);
    partitions.beforeClaim =
        () -> {
          if (isFirstWorker()) {
            heard.await();
          }
        };
    ear =
        why -> {
          heard.countDown();
          throw new IllegalStateException("nobody hears that it is " + why);
        };

    assertThatThrownBy(this::run).hasMessageStartingWith("nobody hears that it is held by");
    assertThat(partitions.abandoned).isTrue();
  }

  @Test
  void aWorkerThatFailsBetweenTwoPartitionsFailsTheRun() {
    partitions.inBetween =
        () -> {
          if (!isFirstWorker()) {
            throw new AssertionError("as if the stack were full");
          }
        };

    assertThatThrownBy(this::run).hasRootCauseMessage("as if the stack were full");
    assertThat(partitions.abandoned).isTrue();
  }

  @Test
  void aListenerMayWaitForSomebodyWhoNeedsTheQueue() {
    ear = why -> await(CompletableFuture.runAsync(queue::stop));

    run();

    assertThat(queue.results())
        .extracting(PartitionResult::status)
        .containsOnly(PartitionStatus.STOPPED);
  }

  private static boolean isFirstWorker() {
    return Thread.currentThread().getName().endsWith("-1");
  }

  private void run() {
    Orchestrator orchestrator = new Orchestrator(queue, new Pace(queue, ROOM, 0), listener);
    await(CompletableFuture.runAsync(() -> orchestrator.run(partitions, 2)));
  }

  private static void await(CompletableFuture<Void> end) {
    try {
      end.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("waited in vain", e);
    }
  }

  /** Something that may wait. */
  private interface Step {
    void run() throws InterruptedException;
  }

  /** A ledger that grants nothing. */
  private static final class HeldElsewhere implements Partitions {
    private Step beforeClaim = () -> {};
    private Runnable inBetween = () -> {};
    private volatile boolean abandoned;

    @Override
    public ClaimAnswer claim(WorkItem item, int range) {
      try {
        beforeClaim.run();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new ClaimAnswer.Held(new UUID(1, 1), "elsewhere", 1);
    }

    @Override
    public void between() {
      inBetween.run();
    }

    @Override
    public void abandon() {
      abandoned = true;
    }

    @Override
    public List<Integer> openRanges(WorkItem item) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int cut(Claim claim, List<String> key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Partitions.End work(WorkItem item, Claim claim, PartitionRunner runner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fail(Claim claim, String message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void leave(Claim claim) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release(Claim claim) {
      throw new UnsupportedOperationException();
    }
  }
}
