package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.RefusedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerSettingsTest {

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
  void anotherSecretIsRefusedAndTheFirstStays() {
    fixture.ledger.requireSecret("first");
    fixture.ledger.requireSecret("first");

    assertThatThrownBy(() -> fixture.ledger.requireSecret("second"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-0503")
        .hasMessageContaining("Give the first secret again")
        .hasMessageNotContaining("second");
    fixture.ledger.requireSecret("first");
  }

  @Test
  void aRunIsKeptFromItsStartToItsEnd() {
    RunInfo run = new RunInfo(LedgerFixture.RUN, "northstar", "0.1", "host-a", 42, "--phase 2");
    fixture.ledger.startRun(run);
    fixture.ledger.startRun(run);
    assertThat(fixture.postgres.query("SELECT status, completed_at, pid FROM migration.run"))
        .containsExactly("running|∅|42");

    fixture.ledger.endRun(run.runId(), "failed", "a message with a NUL: \0");

    assertThat(
            fixture.postgres.query(
                "SELECT status, completed_at >= started_at, message FROM migration.run"))
        .containsExactly("failed|t|a message with a NUL: \uE0000000");
  }
}
