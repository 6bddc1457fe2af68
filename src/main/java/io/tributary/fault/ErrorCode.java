package io.tributary.fault;

/**
 * A kind of error, listed in {@code docs/errors.md}. Each package that can fail has one enum of its
 * own that implements this; the hundreds digit of the number tells the package.
 */
public interface ErrorCode {

  /** The code as users see it: {@code TRB-} and four digits. Never reused for another meaning. */
  String id();

  /** What this kind of error means, in one short line for the docs. */
  String meaning();
}
