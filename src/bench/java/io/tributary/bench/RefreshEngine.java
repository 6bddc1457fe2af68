package io.tributary.bench;

import java.io.IOException;

/** {@code tributary run --refresh} over rows of which none has changed. */
final class RefreshEngine implements Engine {

  private final TributaryEngine tributary;

  RefreshEngine(BenchCase which, Sites sites) throws IOException {
    this.tributary = new TributaryEngine(which, sites);
  }

  @Override
  public void beforeRound() {
    tributary.run();
  }

  @Override
  public long run() {
    return tributary.refresh();
  }
}
