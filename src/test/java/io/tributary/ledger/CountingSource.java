package io.tributary.ledger;

import io.tributary.testing.CountedStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that go over its connections. */
final class CountingSource extends DelegatingDataSource {

  private final List<CountedStatements> connections = new CopyOnWriteArrayList<>();

  CountingSource(DataSource real) {
    super(real);
  }

  int statements() {
    return connections.stream().mapToInt(CountedStatements::count).sum();
  }

  @Override
  public Connection getConnection() throws SQLException {
    CountedStatements counted = new CountedStatements(super.getConnection());
    connections.add(counted);
    return counted.connection();
  }
}
