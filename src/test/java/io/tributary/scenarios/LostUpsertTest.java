package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upsert that PostgreSQL takes and that writes nothing: counted as loaded, it would be lost. */
class LostUpsertTest {

  /** The check before a run refuses such a trigger, so it is made while the run is under way. */
  private static final String ROUTE_THAT_MAKES_THE_TRIGGER =
      """
      - templatedRoute:
          routeTemplateRef: migrate-entity
          routeId: setting
          parameters:
            - { name: entity, value: setting }
            - { name: beforeMapping, value: "direct:swallow" }
      - route:
          id: swallow
          from:
            uri: direct:swallow
            steps:
              - to:
                  uri: "sql:CREATE TRIGGER swallow BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION swallow()"
                  parameters: { dataSource: "#dataSource-identity", noop: true }
      """;

  @TempDir private Path directory;
  private Stage stage;
  private TestPostgres identity;

  @BeforeEach
  void build() throws IOException {
    stage =
        new Stage(directory)
            .entities(
                """
                setting:
                  service: identity
                  phase: 1
                  load: upsert
                  legacy: { table: dbo.Setting, key: Code }
                  into:
                    settings: { code: Code }
                """);
    TestLegacy legacy = stage.district("district-a", "America/Chicago");
    legacy.execute(
        "CREATE TABLE [dbo].[Setting] ([Code] VARCHAR(20) NOT NULL PRIMARY KEY)",
        "INSERT INTO [dbo].[Setting] VALUES ('bell'), ('calendar')");
    identity = stage.service("identity", "public", "");
    identity.execute(
        """
        CREATE TABLE settings (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL, code text)
        """,
        """
        CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.code = ''calendar'' THEN RETURN NULL; END IF; RETURN NEW; END'
        """);
    Files.writeString(
        directory.resolve("routes/entities/setting.camel.yaml"), ROUTE_THAT_MAKES_THE_TRIGGER);
  }

  @AfterEach
  void close() throws SQLException {
    stage.close();
  }

  @Test
  void anUpsertThatWroteNoRowFailsItsBatch() {
    RunResult run = stage.run(Selection.ALL);

    PartitionResult partition = run.partitions().get(0);
    assertThat(partition.status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(partition.failure().orElseThrow()).contains("TRB-0902").contains("wrote no row");
    assertThat(identity.query("SELECT count(*) FROM settings")).containsExactly("0");
    assertThat(
            identity.query("SELECT count(*) FROM migration.batch_state WHERE status = 'committed'"))
        .containsExactly("0");
  }
}
