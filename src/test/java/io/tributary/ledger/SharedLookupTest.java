package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharedLookupTest {

  private final Entity grade = LedgerFixture.entity("grade", "grade", Scope.SHARED);

  @Test
  void everyDistrictsLegacyIdMapsToTheOneRow() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      load(fixture, "a", 1, "Grade 1", 11, RowOutcome.INSERTED);
      load(fixture, "b", 7, "Grade 1", 11, RowOutcome.DEDUPLICATED);

      assertThat(
              fixture.postgres.query(
                  """
                  SELECT legacy_id, tenant_id FROM migration.legacy_id('%s') ORDER BY 1
                  """
                      .formatted(natural("Grade 1"))))
          .containsExactly("1|" + tenant("a").id(), "7|" + tenant("b").id());
      assertThat(
              fixture.postgres.query(
                  "SELECT legacy_id, inserted FROM migration.legacy_id_mapping ORDER BY 1"))
          .containsExactly("1|t", "7|f");
      assertThat(differing(fixture)).containsExactly("a|0", "b|0");
    }
  }

  @Test
  void aDistrictThatDiffersIsCounted() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      load(fixture, "a", 1, "Grade 1", 11, RowOutcome.INSERTED);
      load(fixture, "b", 7, "Grade 1", 12, RowOutcome.DEDUPLICATED);
      load(fixture, "c", 9, "Grade 2", 12, RowOutcome.INSERTED);

      assertThat(differing(fixture)).containsExactly("a|0", "b|1", "c|0");
    }
  }

  private void load(
      LedgerFixture fixture, String tenant, long key, String name, long hash, RowOutcome outcome) {
    Claim claim = fixture.claim(grade, tenant(tenant), LoadMode.UPSERT);
    Batch batch = students(claim, key, 1);
    batch.mapped(0, natural(name), hash);
    fixture.commit(batch, b -> b.loaded(0, outcome));
  }

  private static UUID natural(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> differing(LedgerFixture fixture) {
    return fixture.ledger.states().stream()
        .map(state -> state.tenantName() + "|" + state.differing())
        .sorted()
        .toList();
  }
}
