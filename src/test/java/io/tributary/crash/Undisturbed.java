package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.RunResult;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;

/** A migration of the {@link CrashDistricts} that nobody interrupts: what all others must equal. */
final class Undisturbed {

  private Undisturbed() {}

  /** Migrates into a database of its own; what is written on the way goes to the directory. */
  static CrashTarget migrate(Path directory) throws Exception {
    CrashTarget target = CrashTarget.create(TestPostgres.port());
    Path place = Files.createDirectories(directory);
    RunResult result =
        TestMigration.by(CrashDistricts.manifest(10), place)
            .routes(CrashDistricts.routes(place))
            .with(CrashDistricts.get().environment())
            .with("RECORDS_URL", target.urlBy(target.port()))
            .parallel(1)
            .run();
    assertThat(result.isComplete()).as("%s", result.partitions()).isTrue();
    return target;
  }
}
