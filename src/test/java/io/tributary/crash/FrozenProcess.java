package io.tributary.crash;

import io.tributary.testing.TributaryProcess;
import java.io.IOException;

/** A process that was frozen by SIGSTOP at a failpoint: it holds its locks and hears nothing. */
record FrozenProcess(TributaryProcess process) {

  /** Wakes it by SIGCONT; it goes on where it was. */
  void wake() throws IOException, InterruptedException {
    process.signal("CONT");
  }
}
