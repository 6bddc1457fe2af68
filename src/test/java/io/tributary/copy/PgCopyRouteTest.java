package io.tributary.copy;

import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.InvalidInputException;
import io.tributary.testing.TestPostgres;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

class PgCopyRouteTest {

  private TestPostgres postgres;
  private DefaultCamelContext camel;

  @BeforeEach
  void startRoutes() throws Exception {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE students (id uuid PRIMARY KEY, name text)",
        "CREATE TABLE ledger (entry text)");
    DataSource source = postgres.dataSource();
    camel = new DefaultCamelContext();
    camel.getRegistry().bind("db", new TransactionAwareDataSourceProxy(source));
    camel.getRegistry().bind("raw", source);
    camel
        .getRegistry()
        .bind("required", new SpringTransactionPolicy(new DataSourceTransactionManager(source)));
    camel.addRoutes(routes());
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    postgres.close();
  }

  private static RouteBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        errorHandler(noErrorHandler());
        from("direct:load")
            .transacted("required")
            .to("pgcopy:students?dataSource=#db")
            .to("sql:INSERT INTO ledger VALUES ('done')?dataSource=#db");
        from("direct:load-raw").transacted("required").to("pgcopy:students?dataSource=#raw");
        from("direct:load-then-fail")
            .transacted("required")
            .to("pgcopy:students?dataSource=#db")
            .to("sql:INSERT INTO ledger VALUES ('done')?dataSource=#db")
            .process(exchange -> fail());
        from("direct:no-transaction").to("pgcopy:students?dataSource=#db");
      }
    };
  }

  private static void fail() {
    throw new IllegalStateException("after the load");
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct:load", "direct:load-raw"})
  void theLoadCommitsWithTheRouteAndLeavesTheBody(String route) throws Exception {
    CopyPayload payload = payload();

    Object body = camel.createProducerTemplate().requestBody(route, payload);

    assertThat(body).isSameAs(payload);
    assertThat(postgres.query("SELECT name FROM students")).containsExactly("Ann");
    assertThat(payload.batch().outcome(0)).isEqualTo(RowOutcome.INSERTED);
  }

  @Test
  void theLoadRollsBackWithTheRoute() throws Exception {
    CopyPayload payload = payload();
    ProducerTemplate template = camel.createProducerTemplate();

    assertThatThrownBy(() -> template.sendBody("direct:load-then-fail", payload))
        .isInstanceOf(CamelExecutionException.class)
        .hasRootCauseMessage("after the load");
    assertThat(postgres.query("SELECT count(*) FROM students")).containsExactly("0");
    assertThat(postgres.query("SELECT count(*) FROM ledger")).containsExactly("0");
  }

  @Test
  void aLoadOutsideATransactionIsRefused() throws Exception {
    assertThat(refusal("direct:no-transaction", payload()))
        .startsWith("TRB-0404 pgcopy://students")
        .contains("no transaction is open");
    assertThat(postgres.query("SELECT count(*) FROM students")).containsExactly("0");
  }

  @Test
  void aBodyThatIsNoBatchIsRefused() {
    assertThat(refusal("direct:load", "text")).startsWith("TRB-0405 pgcopy://students");
  }

  @Test
  void aRouteToAnEndpointWithoutADataSourceDoesNotStart() {
    RouteBuilder route =
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:no-source").to("pgcopy:students");
          }
        };

    assertThatThrownBy(() -> camel.addRoutes(route))
        .rootCause()
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("TRB-0403 pgcopy://students: no data source");
  }

  @Test
  void theDatabaseIsUpUntilItIsGone() {
    assertThat(healthStates()).containsOnly(HealthCheck.State.UP);

    postgres.close();

    assertThat(healthStates()).containsOnly(HealthCheck.State.DOWN);
  }

  private List<HealthCheck.State> healthStates() {
    HealthCheckRepository producers =
        HealthCheckHelper.getHealthCheckRepository(camel, "producers");
    producers.setEnabled(true);
    return producers.stream()
        .filter(check -> check instanceof PgCopyHealthCheck)
        .map(check -> check.call().getState())
        .toList();
  }

  private String refusal(String route, Object body) {
    try {
      camel.createProducerTemplate().sendBody(route, body);
    } catch (CamelExecutionException e) {
      return rootCause(e).getMessage();
    }
    throw new AssertionError("not refused");
  }

  private static Throwable rootCause(Throwable error) {
    return error.getCause() == null ? error : rootCause(error.getCause());
  }

  private CopyPayload payload() throws Exception {
    Batch batch = TestBatches.mapped(1, LoadMode.DIRECT);
    TargetTable table = TestLoads.tables(postgres, "students").get("students");
    return TestBatches.payload(
        batch, new TestRows(table, "id", "name").add(0, row(TestBatches.id(0), "Ann")));
  }
}
