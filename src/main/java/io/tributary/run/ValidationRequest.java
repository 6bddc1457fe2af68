package io.tributary.run;

import io.tributary.validate.ValidationOptions;

/**
 * What an operator asks of a validation. One that was broken off, with the same options over the
 * same entities and tenants, goes on, as long as no ledger has moved since.
 *
 * @param options how much is looked at
 * @param anySeed whether one goes on that was drawn by another seed
 * @param restart whether none goes on: everything is looked at
 */
public record ValidationRequest(ValidationOptions options, boolean anySeed, boolean restart) {

  /** One that goes on with one of the same seed. */
  public static ValidationRequest of(ValidationOptions options) {
    return new ValidationRequest(options, false, false);
  }
}
