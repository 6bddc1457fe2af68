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
import io.tributary.fault.RefusedException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimTest {

  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @Test
  void everyClaimRaisesTheEpochAndGoesOnFromTheCursor() {
    Entity entity = entity("epoch");
    Claim first = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(first, 1, 3)));

    Claim second =
        fixture.claim(LedgerFixture.OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);

    assertThat(first.epoch()).isEqualTo(1);
    assertThat(first.cursor()).isEmpty();
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(second.cursor()).contains(List.of("3"));
    assertThat(second.partitionNo()).isEqualTo(first.partitionNo());
  }

  @Test
  void theLoadModeIsChosenOnce() {
    Entity entity = entity("mode");
    fixture.claim(entity, tenant("a"), LoadMode.DIRECT);

    Claim again =
        fixture.claim(
            LedgerFixture.RUN,
            entity,
            tenant("a"),
            "f1",
            parts(),
            () -> {
              throw new AssertionError("the mode is chosen already");
            });

    assertThat(again.mode()).isEqualTo(LoadMode.DIRECT);
  }

  @Test
  void theLoadModeIsChosenWhileNoConnectionIsHeld() {
    Claim claim =
        fixture.claim(
            LedgerFixture.RUN,
            entity("unheld"),
            tenant("a"),
            "f1",
            parts(),
            () -> {
              int active =
                  fixture.postgres.dataSource().getHikariPoolMXBean().getActiveConnections();
              assertThat(active).isZero();
              return LoadMode.MERGE;
            });

    assertThat(claim.mode()).isEqualTo(LoadMode.MERGE);
  }

  @Test
  void numbersAreSharedBetweenRunsAndSurviveARename() {
    Claim first = fixture.claim(entity("numbered"), tenant("a"), LoadMode.DIRECT);
    Entity renamed = entity("numbered-anew", "numbered", Scope.TENANT);
    Tenant sameTenant = tenant("a");

    Claim second =
        fixture.claim(LedgerFixture.OTHER_RUN, renamed, sameTenant, "f1", LoadMode.DIRECT);

    assertThat(second.entityNo()).isEqualTo(first.entityNo());
    assertThat(second.tenantNo()).isEqualTo(first.tenantNo());
    assertThat(
            fixture.postgres.query("SELECT name FROM migration.entity WHERE identity = 'numbered'"))
        .containsExactly("numbered-anew");
  }

  @Test
  void claimingAgainUsesUpNoNumbers() {
    fixture.claim(entity("thrifty"), tenant("a"), LoadMode.DIRECT);
    for (int i = 0; i < 20; i++) {
      fixture.claim(entity("thrifty"), tenant("a"), LoadMode.DIRECT);
    }

    Claim next = fixture.claim(entity("thrifty-next"), tenant("a"), LoadMode.DIRECT);

    assertThat(
            fixture.postgres.query(
                "SELECT entity_no + 1 FROM migration.entity WHERE identity = 'thrifty'"))
        .containsExactly(String.valueOf(next.entityNo()));
  }

  @Test
  void aChangedFingerprintIsRefusedWithWhatChanged() {
    Entity entity = entity("print");
    SortedMap<String, String> before =
        parts("mapping", "x".repeat(64), "tzdata", "2026a", "bean", "1", "same", "s");
    SortedMap<String, String> after =
        parts("mapping", "y".repeat(64), "tzdata", "2026b", "route", "2", "same", "s");
    Claim claim =
        fixture.claim(LedgerFixture.RUN, entity, tenant("a"), "f1", before, () -> LoadMode.DIRECT);
    fixture.commit(mapped(students(claim, 1, 1)));

    assertThatThrownBy(
            () ->
                fixture.claim(
                    LedgerFixture.OTHER_RUN,
                    entity,
                    tenant("a"),
                    "f2",
                    after,
                    () -> LoadMode.DIRECT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-0504 print/a")
        .hasMessageContaining(
            "has changed: bean (gone); mapping; route (new); tzdata (was 2026a, is 2026b)");
    fixture.commit(mapped(students(claim, java.util.Optional.of(List.of("1")), 2, 1)));
  }

  @Test
  void aFingerprintOfAnotherRangeOfTheSameTableCounts() {
    Entity entity = entity("ranged");
    Claim claim = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(claim, 1, 1)));
    fixture.ledger.cut(claim, List.of("5"));

    assertThatThrownBy(
            () ->
                fixture.ledger.claim(
                    new ClaimRequest(
                        LedgerFixture.RUN,
                        entity,
                        tenant("a"),
                        1,
                        "f2",
                        parts("mapping", "f2"),
                        ClaimRequest.Purpose.LOAD,
                        Optional.empty()),
                    () -> LoadMode.DIRECT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("mapping (was f1, is f2)");
  }

  @Test
  void beforeTheFirstBatchAFingerprintIsReplaced() {
    Entity entity = entity("fresh");
    fixture.claim(LedgerFixture.RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);

    fixture.claim(LedgerFixture.RUN, entity, tenant("a"), "f2", LoadMode.DIRECT);

    assertThat(fixture.ledger.states(entity, tenant("a")).get(0).fingerprint()).contains("f2");
  }

  @Test
  void aRefreshBeginsANewPassFromTheBeginningAndMerges() {
    Entity entity = entity("refreshed");
    Claim load = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    Batch loaded = mapped(students(load, 1, 3));
    fixture.commit(loaded);
    fixture.ledger.complete(load);

    Claim refresh = granted(refresh(entity, 0, "f1"));

    assertThat(refresh.pass()).isEqualTo(1);
    assertThat(refresh.cursor()).isEmpty();
    assertThat(refresh.mode()).isEqualTo(LoadMode.MERGE);
    assertThat(students(refresh, 1, 3).batchId()).isNotEqualTo(loaded.batchId());
    assertThat(fixture.ledger.keysRead(refresh).count()).isZero();
    assertThat(fixture.ledger.states(entity, tenant("a")).get(0).accounting().read()).isZero();
  }

  @Test
  void aRefreshThatIsUnderWayIsGoneOnWithInItsPass() {
    Entity entity = entity("under-way");
    complete(entity);
    Claim begun = granted(refresh(entity, 0, "f1"));
    fixture.commit(mapped(students(begun, 1, 2)));

    Claim again = granted(refresh(entity, 0, "f1"));

    assertThat(again.pass()).isEqualTo(1);
    assertThat(again.cursor()).contains(List.of("2"));
  }

  @Test
  void aPartitionThatAnotherProcessRefreshedMeanwhileIsComplete() {
    Entity entity = entity("meanwhile");
    complete(entity);
    Claim other = granted(refresh(entity, 0, "f1"));
    fixture.ledger.complete(other);

    assertThat(refresh(entity, 0, "f1")).isInstanceOf(ClaimAnswer.Complete.class);
    assertThat(granted(refresh(entity, 1, "f1")).pass()).isEqualTo(2);
  }

  @Test
  void aRefreshTakesAnotherFingerprintWithItsFirstBatchAndKeepsIt() {
    Entity entity = entity("corrected");
    complete(entity);
    Claim begun = granted(refresh(entity, 0, "f2"));
    assertThat(granted(refresh(entity, 0, "f3")).pass()).as("no batch yet").isEqualTo(1);
    fixture.commit(mapped(students(granted(refresh(entity, 0, "f2")), 1, 2)));

    assertThatThrownBy(() -> refresh(entity, 0, "f1"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-0504");
    assertThat(begun.pass()).isEqualTo(1);
  }

  private void complete(Entity entity) {
    Claim load = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(load, 1, 3)));
    fixture.ledger.complete(load);
  }

  private ClaimAnswer refresh(Entity entity, int knownPass, String fingerprint) {
    return fixture.ledger.claim(
        new ClaimRequest(
            LedgerFixture.RUN,
            entity,
            tenant("a"),
            0,
            fingerprint,
            parts("mapping", fingerprint),
            ClaimRequest.Purpose.REFRESH,
            Optional.empty(),
            knownPass),
        () -> LoadMode.DIRECT);
  }

  private static Claim granted(ClaimAnswer answer) {
    return ((ClaimAnswer.Granted) answer).claim();
  }
}
