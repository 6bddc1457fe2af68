package io.tributary.cli;

import io.tributary.run.RunSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to run. */
final class RunOptions {

  @Mixin WorkOptions workOptions;

  @Option(
      names = "--dry-run",
      description = "Read, map and encode every row, report what would fail, write nothing")
  boolean dryRun;

  @Option(
      names = "--refresh",
      description = {
        "Read everything again that is migrated already, and write only what has changed since. A",
        "changed mapping is applied to all rows. Rows that legacy does not have any more stay."
      })
  boolean refresh;

  @Option(
      names = "--accept-changes",
      paramLabel = "WHY",
      description = {
        "Go on although the manifest, a schema or a route has changed since the first rows were",
        "loaded. The changes and WHY are kept in migration.override."
      })
  @Nullable String acceptChanges;

  RunSettings settings(Path routes) {
    return workOptions.settings(routes, dryRun, Optional.ofNullable(acceptChanges));
  }
}
