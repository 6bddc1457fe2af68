package io.tributary.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up if the service's database answers. Opens a connection if the pool has none. */
final class PgCopyHealthCheck extends AbstractHealthCheck {

  private static final int TIMEOUT_SECONDS = 5;

  private final PgCopyEndpoint endpoint;

  PgCopyHealthCheck(PgCopyEndpoint endpoint) {
    super("camel", "producer:pgcopy-" + endpoint.getId());
    this.endpoint = endpoint;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("service", endpoint.getService());
    try (Connection connection = endpoint.transactionalDataSource().getConnection()) {
      if (connection.isValid(TIMEOUT_SECONDS)) {
        builder.up();
      } else {
        builder.down().message("the database does not answer");
      }
    } catch (SQLException e) {
      builder.down().message("the database cannot be reached").error(e);
    }
  }
}
