package io.tributary.manifest;

import java.util.Objects;

/**
 * A value that must not be seen: a password or the UUID secret. Its {@code toString} hides it, so
 * that it can stand in records that are logged.
 */
public final class Secret {

  private final String value;

  /** Wraps a secret that was resolved from a placeholder. */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The secret itself; for the driver or the HMAC only. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "********";
  }
}
