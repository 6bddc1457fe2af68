package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The manifest, and the routes that go with it. */
final class ManifestOption {

  @Parameters(
      index = "0",
      paramLabel = "MANIFEST",
      description = "The migration manifest, such as manifests/northstar.yaml")
  Path manifest;

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      defaultValue = "routes",
      description = "The directory of the route files (default: ${DEFAULT-VALUE})")
  Path routes;

  Manifest load() {
    return new ManifestLoader(Placeholders.system()).load(manifest);
  }
}
