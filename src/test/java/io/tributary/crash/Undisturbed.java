package io.tributary.crash;

import io.tributary.ledger.LedgerTimes;
import io.tributary.run.RunSettings;
import io.tributary.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;

/** A migration of the {@link CrashDistricts} that nobody interrupts: what all others must equal. */
final class Undisturbed {

  private Undisturbed() {}

  /** Migrates into a database of its own; what is written on the way goes to the directory. */
  static CrashTarget migrate(Path directory) throws Exception {
    CrashTarget target = CrashTarget.create(TestPostgres.port());
    CrashDistricts.routes(Files.createDirectories(directory));
    CrashedMigration.finishHere(
        directory, target, 10, 1, RunSettings.RANGE_ROWS, LedgerTimes.DEFAULT);
    return target;
  }
}
