package io.tributary.profile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What legacy holds of one entity and tenant.
 *
 * @param entity the entity's name
 * @param tenant the tenant's name
 * @param rows how many rows were read
 * @param filtered how many the route would drop
 * @param refused how many would be refused for a value of their own
 * @param refusals these, by column and reason
 * @param columns the columns, in the order of the table; empty if no row was read
 * @param repeated keys that repeat
 * @param orphaned references to nothing; such rows may be among the refused, too
 * @param duration how long reading took
 * @param failure why it could not be looked at, or not to its end
 */
public record EntityProfile(
    String entity,
    String tenant,
    long rows,
    long filtered,
    long refused,
    List<Refusal> refusals,
    List<ColumnStatistics> columns,
    List<RepeatedKey> repeated,
    List<OrphanedReference> orphaned,
    Duration duration,
    Optional<String> failure) {

  /** Whether rows would not be migrated. */
  public boolean hasBadRows() {
    return refused > 0 || !repeated.isEmpty() || !orphaned.isEmpty();
  }
}
