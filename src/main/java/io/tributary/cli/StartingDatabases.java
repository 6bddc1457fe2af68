package io.tributary.cli;

import io.tributary.demo.DemoDatabases;
import io.tributary.manifest.Placeholders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The demo's databases while they start. A manifest can be read meanwhile: its placeholders wait
 * for the databases that they stand for.
 */
final class StartingDatabases implements Placeholders, AutoCloseable {

  private final Placeholders system = Placeholders.system();
  private final CompletableFuture<DemoDatabases> starting;

  StartingDatabases(Supplier<DemoDatabases> start) {
    this.starting = CompletableFuture.supplyAsync(start);
  }

  /** Waits until they are up; fails as their start failed. */
  DemoDatabases await() {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public Optional<String> env(String name) {
    return Optional.ofNullable(await().environment().get(name)).or(() -> system.env(name));
  }

  @Override
  public String file(Path path) throws IOException {
    return system.file(path);
  }

  /** Stops what has started. */
  @Override
  public void close() {
    // A start that failed has cleaned up by itself, and whoever waited for it has its error.
    starting.exceptionally(failure -> null).thenAccept(StartingDatabases::stop).join();
  }

  private static void stop(@Nullable DemoDatabases databases) {
    if (databases != null) {
      databases.close();
    }
  }
}
