package io.tributary.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The command {@code tributary run}, from its start to its end, where everything is migrated. */
final class RerunEngine implements Engine {

  private final BenchCase which;
  private final TributaryEngine tributary;

  RerunEngine(BenchCase which, Sites sites) throws IOException {
    this.which = which;
    this.tributary = new TributaryEngine(which, sites);
  }

  /** The database stays as it is from here on. */
  @Override
  public void prepare() {
    tributary.run();
  }

  @Override
  public long run() throws IOException, InterruptedException {
    Process process = tributary.command().redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    return which.data().rows();
  }
}
