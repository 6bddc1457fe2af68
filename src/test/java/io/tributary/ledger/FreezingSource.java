package io.tributary.ledger;

import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Freezes who works with it at a commit, which never reaches the server, nor returns. */
final class FreezingSource extends DelegatingDataSource {

  private final AtomicInteger commitsLeft;
  private final CountDownLatch frozen = new CountDownLatch(1);

  private FreezingSource(DataSource real, int commit) {
    super(real);
    this.commitsLeft = new AtomicInteger(commit);
  }

  /**
   * Has a process of its own work with a ledger, and returns when it is frozen.
   *
   * @param lease its own
   * @param commit at which commit, from 1
   */
  static void freeze(DataSource real, Duration lease, int commit, Consumer<Ledger> work)
      throws InterruptedException {
    FreezingSource source = new FreezingSource(real, commit);
    Ledger ledger =
        new Ledger(
            LedgerFixture.service(Optional.empty()),
            source,
            new LedgerTimes(lease, Duration.ofMinutes(15)),
            Retries.NONE,
            DeadLetterRules.DEFAULT);
    Thread process = new Thread(() -> work.accept(ledger));
    process.setDaemon(true);
    process.start();
    source.frozen.await();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            FreezingSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit") && commitsLeft.decrementAndGet() == 0) {
                frozen.countDown();
                new CountDownLatch(1).await();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
