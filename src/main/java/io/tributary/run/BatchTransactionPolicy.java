package io.tributary.run;

import io.tributary.fault.Failpoint;
import io.tributary.legacy.KeysetConstants;
import io.tributary.legacy.LoadTurn;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One PostgreSQL transaction around the steps of a {@code transacted} block, on the caller's
 * thread: committed if they end without an exception, else rolled back with the exception left on
 * the exchange. It begins when the batch's turn to be loaded has come.
 *
 * <p>Camel's own SpringTransactionPolicy brings an error handler along that marks the exchange as
 * exhausted, so that the entity's route could not try the transaction again. And where a connection
 * is lost, the rollback fails too and would hide what happened; here the first failure stays.
 */
final class BatchTransactionPolicy implements TransactedPolicy {

  private final TransactionTemplate transactions;

  /** Transactions on the pool of one service. */
  BatchTransactionPolicy(DataSource dataSource) {
    this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare: the route's error handler stays as it is.
  }

  @Override
  public Processor wrap(Route route, Processor steps) {
    return exchange -> transact(exchange, steps);
  }

  private void transact(Exchange exchange, Processor steps) {
    LoadTurn turn = exchange.getProperty(KeysetConstants.LOAD_TURN, LoadTurn.class);
    if (turn != null && !turn.await()) {
      // The batch is given up, which is no error: keyset: doesn't look for an answer.
      exchange.setRouteStop(true);
      return;
    }
    exchange.getUnitOfWork().beginTransactedBy(this);
    try {
      transactions.executeWithoutResult(
          status -> {
            process(exchange, steps);
            if (mustRollBack(exchange)) {
              status.setRollbackOnly();
            } else {
              Failpoint.BEFORE_COMMIT.hit();
            }
          });
      if (!mustRollBack(exchange)) {
        Failpoint.AFTER_COMMIT.hit();
      }
    } catch (TransactionException e) {
      if (exchange.getException() == null) {
        exchange.setException(e);
      } else {
        exchange.getException().addSuppressed(e);
      }
    } finally {
      exchange.getUnitOfWork().endTransactedBy(this);
    }
  }

  private static boolean mustRollBack(Exchange exchange) {
    return exchange.isFailed() || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
  }

  private static void process(Exchange exchange, Processor steps) {
    try {
      steps.process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
  }
}
