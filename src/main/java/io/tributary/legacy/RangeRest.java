package io.tributary.legacy;

import io.tributary.fault.MigrationException;
import java.util.List;
import java.util.Optional;

/** The rows of a partition that nobody has read yet. */
@FunctionalInterface
public interface RangeRest {

  /**
   * The key of one of them, by the legacy server's own order.
   *
   * @param rows which one, from 1
   * @return by its parts' canonical texts; empty if no row follows it, or if it cannot be a bound
   * @throws MigrationException if the legacy server does not answer
   */
  Optional<List<String>> key(long rows);
}
