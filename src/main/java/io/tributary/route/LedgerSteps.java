package io.tributary.route;

import io.tributary.batch.Batch;
import io.tributary.copy.CopyPayload;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.OpenedBatch;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Bean {@code ledger-<service>}: the first and the last step of a load route, inside its
 * transaction.
 */
public final class LedgerSteps {

  /** Exchange property: true if the ledger had the batch already, so that nothing is loaded. */
  public static final String COMMITTED_BEFORE = "TributaryCommittedBefore";

  private static final String OPENED = "TributaryOpenedBatch";

  private final Service service;
  private final Ledger ledger;
  private final JdbcTemplate jdbc;

  /** Steps on the ledger of one service; the data source is the one that the ledger has. */
  public LedgerSteps(Service service, Ledger ledger, DataSource dataSource) {
    this.service = service;
    this.ledger = ledger;
    this.jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Locks the partition, checks the fence and inserts the batch's ledger row. What follows in the
   * transaction acts for the batch's tenant, as far as row-level security is concerned.
   */
  public void open(Exchange exchange) throws InvalidPayloadException {
    Batch batch = batch(exchange);
    OpenedBatch opened = ledger.open(batch);
    service.tenantSetting().ifPresent(setting -> actFor(batch.claim().tenant(), setting));
    exchange.setProperty(OPENED, opened);
    exchange.setProperty(COMMITTED_BEFORE, opened.committedBefore().isPresent());
  }

  /** Closes the batch's accounting; the body becomes the checkpoint. */
  public void close(Exchange exchange) throws InvalidPayloadException {
    OpenedBatch opened = exchange.getProperty(OPENED, OpenedBatch.class);
    Batch batch = batch(exchange);
    exchange
        .getMessage()
        .setBody(opened.committedBefore().orElseGet(() -> ledger.close(batch, opened.batchNo())));
  }

  private void actFor(Tenant tenant, String setting) {
    jdbc.queryForObject(
        "SELECT set_config(?, ?, true)", String.class, setting, tenant.id().toString());
  }

  private static Batch batch(Exchange exchange) throws InvalidPayloadException {
    return exchange.getMessage().getMandatoryBody(CopyPayload.class).batch();
  }
}
