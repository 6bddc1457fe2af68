package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.SkippedTable;
import java.io.PrintWriter;

/** Prints the legacy tables that a manifest leaves behind, a line each. */
final class SkippedPrinter {

  private SkippedPrinter() {}

  static void print(Manifest manifest, PrintWriter out) {
    for (SkippedTable skipped : manifest.skipped()) {
      out.printf("skipped %s: %s%n", skipped.displayName(), skipped.reason());
    }
    out.flush();
  }
}
