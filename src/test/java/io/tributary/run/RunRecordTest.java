package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.Retries;
import io.tributary.ledger.LedgerTimes;
import io.tributary.ledger.RunInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves to its end is done, whatever of it fails. */
class RunRecordTest {

  @TempDir Path directory;

  @Test
  void everyStepIsDoneTheLatestFirstThoughOthersFail() {
    List<String> done = new ArrayList<>();
    RuntimeException ledger = new IllegalStateException("the ledger is gone");
    RuntimeException presence = new IllegalStateException("the session is gone");
    RunRecord run = begin();
    run.atEnd(() -> done.add("ledger of students"));
    run.atEnd(
        () -> {
          throw ledger;
        });
    run.atEnd(() -> done.add("ledger of records"));
    run.atEnd(
        () -> {
          throw presence;
        });

    assertThatThrownBy(run::close).isSameAs(presence).hasSuppressedException(ledger);

    assertThat(done).containsExactly("ledger of records", "ledger of students");
  }

  @Test
  void whatIsClosedTwiceIsDoneOnce() {
    List<String> done = new ArrayList<>();
    RunRecord run = begin();
    run.atEnd(() -> done.add("ledger"));

    run.close();
    run.close();

    assertThat(done).containsExactly("ledger");
  }

  private RunRecord begin() {
    Databases databases =
        new Databases(
            new UnreachedDistricts(directory).manifest,
            LedgerTimes.DEFAULT,
            RunSettings.QUERY_TIMEOUT,
            Retries.NONE);
    RunInfo info = new RunInfo(new UUID(1, 2), "small", "a build", "a host", 1, "");
    return RunRecord.begin(databases, List.of(), info);
  }
}
