package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.parts;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.testing.RivalRun;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ranges of a partition in the ledger: bounds, cursors, who may write them, who is last. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRangeTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    threads.shutdownNow();
    fixture.close();
  }

  @Test
  void aCutGivesTheRestToANewRangeThatBeginsWhereTheOldOneEnds() {
    Entity entity = entity("cut");
    Claim whole = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(whole, 1, 3)));

    int first = fixture.ledger.cut(whole, List.of("50"));
    int second = fixture.ledger.cut(whole, List.of("20"));

    assertThat(List.of(first, second)).containsExactly(1, 2);
    assertThat(rows(entity))
        .containsExactly(
            "0|∅|{20}|{3}|DIRECT|f1", "1|{50}|∅|{50}|DIRECT|f1", "2|{20}|{50}|{20}|DIRECT|f1");
    Claim middle = claim(LedgerFixture.RUN, entity, 2);
    assertThat(middle.cursor()).contains(List.of("20"));
    assertThat(middle.upperBound()).contains(List.of("50"));
    fixture.commit(mapped(students(middle, 21, 3)));
    fixture.commit(mapped(students(whole, Optional.of(List.of("3")), 4, 3)));
    assertThat(fixture.ledger.keysRead(whole).count()).as("over all ranges").isEqualTo(9);
  }

  @Test
  void aCutThatIsDoneAgainBecauseItsAnswerWasLostChangesNothing() {
    Entity entity = entity("cut-again");
    Claim whole = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    int range = fixture.ledger.cut(whole, List.of("50"));
    List<String> rows = rows(entity);

    assertThat(fixture.ledger.cut(whole, List.of("50"))).isEqualTo(range);
    assertThat(rows(entity)).isEqualTo(rows);
  }

  @Test
  void batchesThatBeginAfterTheSameKeyInTwoRangesHaveIdsOfTheirOwn() {
    Entity entity = entity("ids");
    Claim whole = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    int range = fixture.ledger.cut(whole, List.of("3"));

    Batch here = students(whole, Optional.of(List.of("3")), 4, 1);
    Batch there = students(claim(LedgerFixture.RUN, entity, range), 4, 1);

    assertThat(there.lower()).isEqualTo(here.lower());
    assertThat(there.batchId()).isNotEqualTo(here.batchId());
  }

  @Test
  void whoseClaimIsOverCanNeitherCutNorEndTheRange() {
    Entity entity = entity("stale");
    Claim stale = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    claim(LedgerFixture.OTHER_RUN, entity, 0);

    assertThatThrownBy(() -> fixture.ledger.cut(stale, List.of("5")))
        .isInstanceOf(TakenOverException.class);
    assertThatThrownBy(() -> fixture.ledger.isLastRange(stale))
        .isInstanceOf(TakenOverException.class);
    assertThat(rows(entity)).hasSize(1);
  }

  @Test
  void whoTakesOneRangeOverTakesTheOthersFromTheDead() {
    Entity entity = entity("fenced");
    Claim dead = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    int range = fixture.ledger.cut(dead, List.of("5"));
    Claim deadToo = claim(LedgerFixture.RUN, entity, range);

    claim(LedgerFixture.OTHER_RUN, entity, 0);

    assertThatThrownBy(() -> fixture.commit(mapped(students(deadToo, 6, 1))))
        .isInstanceOf(TakenOverException.class);
  }

  @Test
  void rangesOfADeadRunAreClaimedAtOnceAndNoClaimWaitsInACircle() throws Exception {
    for (int i = 0; i < 10; i++) {
      Entity entity = entity("at-once-" + i);
      Claim dead = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
      for (String key : List.of("30", "20", "10")) {
        claim(LedgerFixture.RUN, entity, fixture.ledger.cut(dead, List.of(key)));
      }
      CyclicBarrier start = new CyclicBarrier(4);

      List<CompletableFuture<ClaimAnswer>> answers =
          IntStream.range(0, 4)
              .mapToObj(
                  range ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            await(start);
                            return answer(LedgerFixture.OTHER_RUN, entity, range);
                          },
                          threads))
              .toList();

      for (CompletableFuture<ClaimAnswer> answer : answers) {
        assertThat(answer.get()).isInstanceOf(ClaimAnswer.Granted.class);
      }
    }
  }

  @Test
  void noRangeIsGrantedWhileALivingRunHoldsAnother() throws Exception {
    Entity entity = entity("one-run");
    Claim whole = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    int range = fixture.ledger.cut(whole, List.of("5"));
    fixture.ledger.release(whole);
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      claim(rival.runId(), entity, range);

      assertThat(answer(LedgerFixture.RUN, entity, 0)).isInstanceOf(ClaimAnswer.Held.class);
      assertThat(answer(rival.runId(), entity, 0)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  @Test
  void aRangeThatNobodyCutIsNeverMade() {
    Entity entity = entity("no-such");
    fixture.claim(entity, tenant("a"), LoadMode.DIRECT);

    assertThatThrownBy(() -> claim(LedgerFixture.RUN, entity, 1))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("the ledger has no range 1");
    assertThat(rows(entity)).hasSize(1);
  }

  @Test
  void onlyTheLastRangeStaysOpenForTheCatchUp() {
    Entity entity = entity("last");
    Claim first = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    Claim second = claim(LedgerFixture.RUN, entity, fixture.ledger.cut(first, List.of("5")));

    assertThat(fixture.ledger.isLastRange(second)).isFalse();
    assertThat(fixture.ledger.openRanges(entity, tenant("a"))).containsExactly(0);
    assertThat(fixture.ledger.isLastRange(first)).isTrue();
    assertThat(fixture.ledger.openRanges(entity, tenant("a"))).containsExactly(0);

    fixture.ledger.complete(first);
    assertThat(fixture.ledger.openRanges(entity, tenant("a"))).isEmpty();
    assertThat(answer(LedgerFixture.RUN, entity, 0)).isInstanceOf(ClaimAnswer.Complete.class);
  }

  @Test
  void ofTwoRangesThatEndAtOnceOneIsLast() throws Exception {
    for (int i = 0; i < 20; i++) {
      Entity entity = entity("race-" + i);
      Claim first = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
      Claim second = claim(LedgerFixture.RUN, entity, fixture.ledger.cut(first, List.of("5")));
      CyclicBarrier start = new CyclicBarrier(2);

      CompletableFuture<Boolean> one =
          CompletableFuture.supplyAsync(() -> end(start, first), threads);
      CompletableFuture<Boolean> other =
          CompletableFuture.supplyAsync(() -> end(start, second), threads);

      assertThat(List.of(one.get(), other.get())).containsOnlyOnce(true);
    }
  }

  private boolean end(CyclicBarrier start, Claim claim) {
    await(start);
    return fixture.ledger.isLastRange(claim);
  }

  private static void await(CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Claim claim(UUID run, Entity entity, int range) {
    return ((ClaimAnswer.Granted) answer(run, entity, range)).claim();
  }

  private ClaimAnswer answer(UUID run, Entity entity, int range) {
    return fixture.ledger.claim(
        new ClaimRequest(
            run,
            entity,
            tenant("a"),
            range,
            "f1",
            parts("mapping", "f1"),
            ClaimRequest.Purpose.LOAD,
            Optional.empty()),
        () -> LoadMode.DIRECT);
  }

  private List<String> rows(Entity entity) {
    return fixture.postgres.query(
        """
        SELECT range_no, lower_bound, upper_bound, cursor_key, load_mode, fingerprint
        FROM migration.partition JOIN migration.entity e USING (entity_no)
        WHERE e.name = '%s' ORDER BY range_no
        """
            .formatted(entity.name()));
  }
}
