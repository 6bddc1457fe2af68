package io.tributary.bench;

import java.io.IOException;

/** {@code tributary validate --full} over rows that were migrated well. */
final class ValidateEngine implements Engine {

  private final TributaryEngine tributary;

  ValidateEngine(BenchCase which, Sites sites) throws IOException {
    this.tributary = new TributaryEngine(which, sites);
  }

  @Override
  public void beforeRound() {
    tributary.run();
  }

  @Override
  public long run() {
    return tributary.validate();
  }
}
