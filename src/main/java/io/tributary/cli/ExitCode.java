package io.tributary.cli;

/** The exit statuses, as {@code README.md} lists them. Signals end with 128 and their number. */
enum ExitCode {
  /** Everything that was asked for has happened. */
  DONE(0),
  /** A database cannot be reached, or something failed on the way; what was committed stays. */
  FAILED(1),
  /**
   * The command line, manifest, routes or a schema is wrong, or a check failed; nothing was
   * touched.
   */
  BAD_INPUT(2),
  /**
   * A validation found differences, a schema has drifted, or a profile found what cannot be moved.
   */
  DIFFERENCES(3),
  /** Every partition is complete, but rows wait as dead letters. */
  DEAD_LETTERS(4),
  /** Refused, since it would put data at risk; nothing was done. */
  REFUSED(5),
  /** Stopped by SIGINT (Ctrl-C) at a batch's edge, with work left. */
  INTERRUPTED(130),
  /** Stopped by SIGTERM at a batch's edge, with work left. */
  TERMINATED(143);

  final int status;

  ExitCode(int status) {
    this.status = status;
  }
}
