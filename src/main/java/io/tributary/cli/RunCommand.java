package io.tributary.cli;

import io.tributary.manifest.Manifest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary run}: migrates. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Migrates what is not migrated yet. Interrupted anywhere, the same command goes on",
      "from the last committed batch of each partition. With --refresh, what is migrated",
      "already is read again, and what has changed is written."
    })
final class RunCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Mixin RunOptions runOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    Path routes = manifestOption.routes;
    return new MigrationRun(spec)
        .execute(
            manifest, selectionOptions.selection(), runOptions.settings(routes), runOptions.refresh)
        .code()
        .status;
  }
}
