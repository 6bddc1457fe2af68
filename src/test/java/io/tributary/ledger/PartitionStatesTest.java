package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartitionStatesTest {

  @Test
  void batchesAndLettersAreSummedAPartitionAndNotOverEachOther() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      Claim claim = fixture.claim(entity("student"), tenant("a"), LoadMode.DIRECT);
      fixture.commit(withDead(claim, Optional.empty(), 1, 5, 2));
      fixture.commit(withDead(claim, Optional.of(List.of("5")), 6, 4, 1));
      fixture.commit(
          mapped(students(fixture.claim(entity("student"), tenant("b"), LoadMode.MERGE), 1, 3)));
      fixture.claim(entity("staff"), tenant("a"), LoadMode.DIRECT);

      assertThat(fixture.ledger.states())
          .map(
              s ->
                  "%s/%s %s batches=%d read=%d inserted=%d dead=%d open=%d"
                      .formatted(
                          s.entityName(),
                          s.tenantName(),
                          s.mode().orElseThrow(),
                          s.batches(),
                          s.accounting().read(),
                          s.accounting().inserted(),
                          s.accounting().deadLettered(),
                          s.openDeadLetters()))
          .containsExactly(
              "student/a DIRECT batches=2 read=9 inserted=6 dead=3 open=3",
              "student/b MERGE batches=1 read=3 inserted=3 dead=0 open=0",
              "staff/a DIRECT batches=0 read=0 inserted=0 dead=0 open=0");
      assertThat(fixture.ledger.states(entity("student"), tenant("b"))).hasSize(1);
      assertThat(fixture.ledger.states(entity("student"), tenant("c"))).isEmpty();
    }
  }

  @Test
  void theChecksumIsTheSameForAnyBatchSizeThoughItOverflows() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      Claim one = fixture.claim(entity("one"), tenant("a"), LoadMode.DIRECT);
      fixture.commit(hashed(students(one, 1, 4)));
      Claim two = fixture.claim(entity("two"), tenant("a"), LoadMode.DIRECT);
      fixture.commit(hashed(students(two, 1, 2)));
      fixture.commit(hashed(students(two, Optional.of(List.of("2")), 3, 2)));

      long whole = fixture.ledger.states(entity("one"), tenant("a")).get(0).checksum();
      long halves = fixture.ledger.states(entity("two"), tenant("a")).get(0).checksum();

      assertThat(whole).isEqualTo(-14L).isEqualTo(halves);
    }
  }

  private static Batch hashed(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.mapped(i, LedgerFixture.uuid(batch, i), Long.MAX_VALUE - 5 + batch.keyLong(i));
    }
    return batch;
  }

  private static Batch withDead(
      Claim claim, Optional<List<String>> lower, long first, int count, int dead) {
    Batch batch = mapped(students(claim, lower, first, count));
    for (int i = 0; i < dead; i++) {
      batch.refuse(
          i, new DeadLetter(DeadLetter.Stage.MAP, Optional.empty(), Reason.TOO_LONG, "too long"));
    }
    return batch;
  }
}
