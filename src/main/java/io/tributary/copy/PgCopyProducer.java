package io.tributary.copy;

import io.tributary.fault.Failpoint;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Loads the {@link CopyPayload} in the body and leaves the body as it is; what became of the rows
 * is in its batch. Works on the thread's transaction and on no other: a load that commits by itself
 * could be loaded twice. Thread-safe.
 */
public class PgCopyProducer extends DefaultProducer {

  private final DataSource dataSource;
  private @Nullable WritableHealthCheckRepository healthChecks;
  private @Nullable PgCopyHealthCheck healthCheck;

  /**
   * Made by the endpoint when a route that uses it is made.
   *
   * @throws InvalidInputException if the endpoint has no data source
   */
  public PgCopyProducer(PgCopyEndpoint endpoint) {
    super(endpoint);
    this.dataSource = endpoint.transactionalDataSource();
  }

  @Override
  public PgCopyEndpoint getEndpoint() {
    return (PgCopyEndpoint) super.getEndpoint();
  }

  @Override
  public void process(Exchange exchange) throws SQLException {
    CopyPayload payload = payload(exchange);
    if (!TransactionSynchronizationManager.isActualTransactionActive()
        || !TransactionSynchronizationManager.hasResource(dataSource)) {
      throw noTransaction();
    }
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      Failpoint.BEFORE_COPY.hit();
      new BatchLoad(connection, payload, getEndpoint().loadOptions()).run();
      Failpoint.AFTER_COPY.hit();
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private CopyPayload payload(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (body instanceof CopyPayload payload) {
      return payload;
    }
    throw new InvalidInputException(
        new Problem(
            CopyCode.WRONG_BODY,
            getEndpoint().getEndpointUri(),
            "the body is "
                + (body == null ? "empty" : "a " + body.getClass().getName())
                + ", not a mapped batch",
            "the split that maps the batch must end before this step, and nothing between them may"
                + " replace the body"));
  }

  private InvalidInputException noTransaction() {
    return new InvalidInputException(
        new Problem(
            CopyCode.NO_TRANSACTION,
            getEndpoint().getEndpointUri(),
            "no transaction is open on this endpoint's data source",
            "put a transacted step before it, whose transaction manager has the same data source"));
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    healthChecks =
        HealthCheckHelper.getHealthCheckRepository(
            getEndpoint().getCamelContext(), "producers", WritableHealthCheckRepository.class);
    if (healthChecks != null) {
      healthCheck = new PgCopyHealthCheck(getEndpoint());
      healthCheck.setEnabled(getEndpoint().getComponent().isHealthCheckProducerEnabled());
      healthChecks.addHealthCheck(healthCheck);
    }
  }

  @Override
  protected void doStop() throws Exception {
    if (healthChecks != null && healthCheck != null) {
      healthChecks.removeHealthCheck(healthCheck);
      healthCheck = null;
    }
    super.doStop();
  }
}
