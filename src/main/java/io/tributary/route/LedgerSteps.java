package io.tributary.route;

import io.tributary.batch.Batch;
import io.tributary.copy.CopyPayload;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.OpenedBatch;
import org.apache.camel.Exchange;

/**
 * Bean {@code ledger-<service>}: the first and the last step of a load route, inside its transaction.
 */
public final class LedgerSteps {

  /** Exchange property: true if the ledger had the batch already, so that nothing is loaded. */
  public static final String COMMITTED_BEFORE = "TributaryCommittedBefore";

  private static final String OPENED = "TributaryOpenedBatch";

  private final Ledger ledger;

  /** Steps on the ledger of one service. */
  public LedgerSteps(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Locks the partition, checks the fence and inserts the batch's ledger row. */
  public void open(Exchange exchange) {
    OpenedBatch opened = ledger.open(batch(exchange));
    exchange.setProperty(OPENED, opened);
    exchange.setProperty(COMMITTED_BEFORE, opened.committedBefore().isPresent());
  }

  /** Closes the batch's accounting; the body becomes the checkpoint. */
  public void close(Exchange exchange) {
    OpenedBatch opened = exchange.getProperty(OPENED, OpenedBatch.class);
    Batch batch = batch(exchange);
    exchange
        .getMessage()
        .setBody(
            opened.committedBefore().orElseGet(() -> ledger.close(batch, opened.batchNo())));
  }

  private static Batch batch(Exchange exchange) {
    return exchange.getMessage().getMandatoryBody(CopyPayload.class).batch();
  }
}
