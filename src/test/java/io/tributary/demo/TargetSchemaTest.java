package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plain role creates the services' tables, and is bound by their policies. */
class TargetSchemaTest {

  private static final String TENANT = "0b9f5d0e-6a54-4a37-9a3e-6f1f5c1d8a01";
  private static final String OTHER = "5c2d7b1a-93f8-4e0b-8c46-2b7e9d3f4b02";

  private TestPostgres postgres;

  @BeforeEach
  void create() throws SQLException {
    postgres = TestPostgres.create();
    for (String database : TargetSchema.DATABASES) {
      try (Connection connection = postgres.dataSource().getConnection()) {
        TargetSchema.apply(connection, database);
      }
    }
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void everyTableOfTheIdentityServiceIsClosedByAForcedPolicy() {
    assertThat(
            postgres.query(
                """
                SELECT "c"."relname"
                FROM "pg_class" "c"
                WHERE "c"."relnamespace" = 'identity'::regnamespace AND "c"."relkind" = 'r'
                  AND NOT ("c"."relrowsecurity" AND "c"."relforcerowsecurity"
                    AND EXISTS (SELECT FROM "pg_policy" "p" WHERE "p"."polrelid" = "c"."oid"))
                """))
        .isEmpty();
    assertThat(tables("identity")).isEqualTo("5");
  }

  @Test
  void noTableOfTheStudentsServiceIs() {
    assertThat(
            postgres.query(
                """
                SELECT "relname" FROM "pg_class"
                WHERE "relnamespace" = 'student'::regnamespace AND "relrowsecurity"
                """))
        .isEmpty();
    assertThat(tables("student")).isEqualTo("13");
  }

  @Test
  void aSessionWritesAndSeesTheRowsOfItsTenantOnly() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL app.tenant_id = '" + TENANT + "'");
      statement.execute(reason(TENANT));
      connection.commit();

      statement.execute("SET LOCAL app.tenant_id = '" + OTHER + "'");
      assertThatThrownBy(() -> statement.execute(reason(TENANT)))
          .hasMessageContaining("row-level security");
      connection.rollback();

      statement.execute("SET LOCAL app.tenant_id = '" + OTHER + "'");
      assertThat(count(statement)).isZero();
      connection.rollback();
      assertThat(count(statement)).as("after a setting that has ended").isZero();
      statement.execute("SET LOCAL app.tenant_id = '" + TENANT + "'");
      assertThat(count(statement)).isEqualTo(1);
      connection.rollback();
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (var rows = statement.executeQuery("SELECT count(*) FROM identity.attendance_reasons")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String reason(String tenant) {
    return "INSERT INTO identity.attendance_reasons VALUES (gen_random_uuid(), '"
        + tenant
        + "', 'Sick', 'Sick', 'Illness', true)";
  }

  private String tables(String schema) {
    return postgres
        .query(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = '"
                + schema
                + "'::regnamespace")
        .get(0);
  }
}
