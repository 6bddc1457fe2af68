package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.tools.SimpleResultSet;
import org.junit.jupiter.api.Test;

/** How SQL Server is asked for its plans, and what becomes of its answers and refusals. */
class SqlServerPlanReaderTest {

  private static final String ON = "SET SHOWPLAN_XML ON";
  private static final String OFF = "SET SHOWPLAN_XML OFF";
  private static final String PROBE = "SELECT 1";

  private static final SourceColumn ID =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);

  private final List<String> sent = new ArrayList<>();
  private Answers answers = sql -> plans(1_000_000, 300_000);

  /** What the server answers to a statement: the first cell of a result. */
  @FunctionalInterface
  private interface Answers {
    String to(String sql) throws SQLException;
  }

  @Test
  void itIsAskedBetweenOnAndOff() throws SQLException {
    read("a", "b");

    assertThat(sent).hasSize(5).startsWith(ON, PROBE).endsWith(OFF);
    assertThat(sent.get(2)).contains("[dbo].[a]");
    assertThat(sent.get(3)).contains("[dbo].[b]");
  }

  @Test
  void theSameWorkInBothPagesIsOneCostOverTheMoreRows() throws SQLException {
    assertThat(read("a").get("a").costs()).containsExactly(PlanCost.sort(1_000_000));
  }

  @Test
  void whatIsNoLargerThanABatchCostsNothing() throws SQLException {
    answers = sql -> plans(4, 2);

    assertThat(read("a")).containsEntry("a", PlanReport.shown(List.of()));

    answers = sql -> plans(5, 2);

    assertThat(read("a").get("a").costs()).containsExactly(PlanCost.sort(5));
  }

  @Test
  void aLoginThatMayNotSeePlansIsSaidTo() throws SQLException {
    answers =
        sql -> {
          throw new SQLException("SHOWPLAN permission denied in database 'oak'.", "S0001", 262);
        };

    assertThat(read("a").get("a").hidden()).contains("does not grant the login SHOWPLAN");
    assertThat(sent).endsWith(OFF);
  }

  @Test
  void aServerThatIgnoresTheSettingIsNotSentThePages() throws SQLException {
    answers = sql -> "1";

    assertThat(read("a").get("a").hidden().orElseThrow()).contains("shows no plan");
    assertThat(sent).containsExactly(ON, PROBE, OFF);
  }

  @Test
  void aStatementThatTheServerRefusesHidesItsOwnPlanOnly() throws SQLException {
    answers =
        sql -> {
          if (sql.contains("[a]")) {
            throw new SQLException("no", "S0001", 8623);
          }
          return plans(1_000_000, 300_000);
        };

    Map<String, PlanReport> reports = read("a", "b");

    assertThat(reports.get("a").hidden()).contains("refuses SET SHOWPLAN_XML (error 8623)");
    assertThat(reports.get("b").costs()).hasSize(1);
  }

  @Test
  void aDocumentThatIsNoneIsSaidToBeUnreadable() throws SQLException {
    answers = sql -> sql.equals(PROBE) ? plans(1, 1) : "<ShowPlanXML";

    assertThat(read("a").get("a").hidden().orElseThrow()).contains("cannot be read");

    answers = sql -> sql.equals(PROBE) ? plans(1, 1) : "<ShowPlanXML/>";

    assertThat(read("a").get("a").hidden()).contains("shows no plan of the pages");
  }

  @Test
  void aConnectionThatIsLostIsAnErrorAndNoRefusal() {
    answers =
        sql -> {
          throw new SQLException("connection reset", "08S01");
        };

    assertThatThrownBy(() -> read("a")).hasMessage("connection reset");
  }

  private Map<String, PlanReport> read(String... tables) throws SQLException {
    sent.clear();
    List<RowPlan> plans = new ArrayList<>();
    for (String table : tables) {
      plans.add(
          new RowPlan(
              District.entity(table, District.table(table, "Id"), Set.of()),
              new LegacyTable(
                  Optional.of(new LegacyTable.Name("dbo", table)),
                  List.of(ID),
                  List.of(ID),
                  true,
                  true,
                  true),
              List.of(ID),
              List.of()));
    }
    return new SqlServerPlanReader(new SqlServerDialect()).read(connection(), plans);
  }

  /** A connection that knows how to make statements, which know how to be executed. */
  private Connection connection() {
    Statement statement =
        stub(
            Statement.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "execute" -> {
                    sent.add((String) arguments[0]);
                    yield false;
                  }
                  case "executeQuery" -> answer((String) arguments[0]);
                  case "close" -> null;
                  default -> throw new UnsupportedOperationException(method.toString());
                });
    return stub(Connection.class, (proxy, method, arguments) -> statement);
  }

  private ResultSet answer(String sql) throws SQLException {
    sent.add(sql);
    SimpleResultSet result = new SimpleResultSet();
    result.addColumn("Microsoft SQL Server 2005 XML Showplan", Types.NVARCHAR, 0, 0);
    result.addRow(answers.to(sql));
    return result;
  }

  private static <T> T stub(Class<T> type, java.lang.reflect.InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** The plans of both pages: each sorts that many rows. */
  private static String plans(long first, long behindKey) {
    return "<ShowPlanXML xmlns=\"http://schemas.microsoft.com/sqlserver/2004/07/showplan\">"
        + plan(first)
        + plan(behindKey)
        + "</ShowPlanXML>";
  }

  private static String plan(long rows) {
    return """
        <StmtSimple><QueryPlan>
          <RelOp PhysicalOp="Sort"><TopSort>
            <RelOp PhysicalOp="Filter" EstimateRows="%d"/>
          </TopSort></RelOp>
        </QueryPlan></StmtSimple>"""
        .formatted(rows);
  }
}
