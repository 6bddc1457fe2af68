package io.tributary.legacy;

import io.tributary.fault.MigrationException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Whether the legacy databases that a route is reading can be reached. Databases that nobody reads
 * are not asked, so that a probe opens no pools.
 */
final class KeysetHealthCheck extends AbstractHealthCheck {

  private final KeysetConsumer consumer;

  KeysetHealthCheck(KeysetConsumer consumer) {
    super("camel", "consumer:keyset-" + consumer.getRouteId());
    this.consumer = consumer;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    for (LegacyDatabase database : consumer.databasesInUse()) {
      Optional<MigrationException> fault = database.fault();
      if (fault.isPresent()) {
        builder.detail("tenant", database.tenant().name());
        builder.message(fault.get().getMessage());
        builder.error(fault.get());
        builder.down();
        return;
      }
    }
    builder.up();
  }
}
