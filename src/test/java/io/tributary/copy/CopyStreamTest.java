package io.tributary.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CopyStreamTest {

  private static final String COPY = "COPY t (id) FROM STDIN (FORMAT binary)";

  private TestPostgres postgres;

  @BeforeEach
  void createTable() {
    postgres = TestPostgres.create();
    postgres.execute("CREATE TABLE t (id int4 CHECK (id > 0))");
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void anErrorOfOursCancelsTheCopyAndLeavesTheConnectionUsable() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Savepoint savepoint = connection.setSavepoint();

      assertThatThrownBy(() -> failBetweenRows(connection)).hasMessage("between two rows");

      connection.rollback(savepoint);
      assertThat(count(connection)).isZero();
    }
  }

  @Test
  void anErrorOfPostgresAmidALongCopyLeavesTheConnectionUsable() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Savepoint savepoint = connection.setSavepoint();

      assertThatThrownBy(() -> copyBadRowThenMillionsOfBytes(connection))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("t_id_check");

      connection.rollback(savepoint);
      assertThat(count(connection)).isZero();
    }
  }

  private static void failBetweenRows(Connection connection) throws SQLException {
    try (CopyStream stream = CopyStream.open(connection, COPY)) {
      putRow(stream, 1);
      throw new IllegalStateException("between two rows");
    }
  }

  private static void copyBadRowThenMillionsOfBytes(Connection connection) throws SQLException {
    try (CopyStream stream = CopyStream.open(connection, COPY)) {
      putRow(stream, -1);
      for (int i = 1; i < 2_000_000; i++) {
        putRow(stream, i);
      }
      stream.finish();
    }
  }

  private static void putRow(CopyStream stream, int id) throws SQLException {
    stream.gathered().putShort(1);
    stream.gathered().putInt(4);
    stream.gathered().putInt(id);
    stream.sendFullBlock();
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
