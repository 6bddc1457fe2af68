package io.tributary.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.LoadMode;
import io.tributary.manifest.LoadStyle;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadModesTest {

  private TestPostgres postgres;

  @BeforeEach
  void createTables() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE students (id int, tenant_id uuid)",
        "CREATE TABLE profiles (id int, tenant_id text)",
        "CREATE TABLE contacts (id int)");
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void anEntityOfAnEmptyTenantIsCopiedDirectly() throws SQLException {
    postgres.execute(
        "INSERT INTO students VALUES (1, '" + UUID.randomUUID() + "')",
        "INSERT INTO profiles VALUES (1, 'another')",
        "INSERT INTO contacts VALUES (1)");

    assertThat(choose(LoadStyle.COPY, "students", "profiles", "contacts"))
        .isEqualTo(LoadMode.DIRECT);
  }

  @Test
  void anEntityWhoseTenantHasRowsIsMerged() throws SQLException {
    postgres.execute("INSERT INTO students VALUES (1, '" + TestBatches.TENANT + "')");

    assertThat(choose(LoadStyle.COPY, "students", "contacts")).isEqualTo(LoadMode.MERGE);
  }

  @Test
  void anEntityWhoseTenantHasRowsInAnotherTableIsMerged() throws SQLException {
    postgres.execute("INSERT INTO profiles VALUES (1, '" + TestBatches.TENANT + "')");

    assertThat(choose(LoadStyle.COPY, "students", "profiles")).isEqualTo(LoadMode.MERGE);
  }

  @Test
  void anEntityWithoutTenantColumnIsCopiedDirectlyOnlyIntoEmptyTables() throws SQLException {
    assertThat(choose(LoadStyle.COPY, "contacts")).isEqualTo(LoadMode.DIRECT);

    postgres.execute("INSERT INTO contacts VALUES (1)");

    assertThat(choose(LoadStyle.COPY, "contacts")).isEqualTo(LoadMode.MERGE);
  }

  @Test
  void anEntityUnderRowSecurityIsMerged() throws SQLException {
    postgres.execute(
        "ALTER TABLE contacts ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE contacts FORCE ROW LEVEL SECURITY");

    assertThat(choose(LoadStyle.COPY, "students", "contacts")).isEqualTo(LoadMode.MERGE);
  }

  @Test
  void anEntityThatIsLoadedRowByRowIsUpserted() throws SQLException {
    assertThat(choose(LoadStyle.UPSERT, "students")).isEqualTo(LoadMode.UPSERT);
  }

  private LoadMode choose(LoadStyle style, String... names) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      return LoadModes.choose(
          connection,
          TestLoads.tables(postgres, names),
          TestBatches.entity(style, names),
          "tenant_id",
          TestBatches.TENANT);
    }
  }
}
