package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.fault.PassingFaults;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.xml.sax.SAXException;

/**
 * Reads SQL Server's estimated plans. Under {@code SET SHOWPLAN_XML ON} the server executes nothing
 * and answers each batch of statements with a document.
 *
 * <p>The driver gets no plan for a prepared statement, so the pages are asked for with variables of
 * the key columns' types in place of parameters. The server knows as little of what is in them as
 * it knows of the next page's bound.
 *
 * <p>A server that takes the setting and ignores it would read the pages; so it is asked for the
 * plan of something harmless first.
 */
final class SqlServerPlanReader implements PlanReader {

  /** "SHOWPLAN permission denied in database". */
  private static final int DENIED = 262;

  private static final String DOCUMENT = "<ShowPlanXML";

  private final SelectSql sql;

  SqlServerPlanReader(Dialect dialect) {
    this.sql = new SelectSql(dialect);
  }

  @Override
  public Map<String, PlanReport> read(Connection connection, List<RowPlan> plans)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Optional<String> refused = switchOn(statement);
      if (refused.isPresent()) {
        return all(plans, PlanReport.hidden(refused.get()));
      }
      Optional<String> unshown = whyUnshown(statement);
      Map<String, PlanReport> reports =
          unshown.isPresent()
              ? all(plans, PlanReport.hidden(unshown.get()))
              : reports(statement, plans);
      // After an error nobody uses the connection any more.
      statement.execute("SET SHOWPLAN_XML OFF");
      return reports;
    }
  }

  private static Map<String, PlanReport> all(List<RowPlan> plans, PlanReport report) {
    return plans.stream().collect(Collectors.toMap(plan -> plan.entity().name(), plan -> report));
  }

  /** Why the server refuses; empty if it does not. */
  private static Optional<String> switchOn(Statement statement) throws SQLException {
    try {
      statement.execute("SET SHOWPLAN_XML ON");
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(refusal(e));
    }
  }

  /** Why the server shows no plan of anything; empty if it does. */
  private static Optional<String> whyUnshown(Statement statement) throws SQLException {
    try (ResultSet answer = statement.executeQuery("SELECT 1")) {
      return answer.next() && answer.getString(1).startsWith(DOCUMENT)
          ? Optional.empty()
          : Optional.of("takes SET SHOWPLAN_XML ON and shows no plan");
    } catch (SQLException e) {
      return Optional.of(refusal(e));
    }
  }

  private static String refusal(SQLException failure) throws SQLException {
    if (PassingFaults.canPass(failure)) {
      throw failure;
    }
    return failure.getErrorCode() == DENIED
        ? "does not grant the login SHOWPLAN"
        : "refuses SET SHOWPLAN_XML (error " + failure.getErrorCode() + ")";
  }

  private Map<String, PlanReport> reports(Statement statement, List<RowPlan> plans)
      throws SQLException {
    Map<String, PlanReport> reports = new LinkedHashMap<>();
    for (RowPlan plan : plans) {
      reports.put(plan.entity().name(), report(statement, plan));
    }
    return reports;
  }

  private PlanReport report(Statement statement, RowPlan plan) throws SQLException {
    String document;
    try (ResultSet answer = statement.executeQuery(pages(plan))) {
      document = answer.next() ? answer.getString(1) : "";
    } catch (SQLException e) {
      return PlanReport.hidden(refusal(e));
    }
    try {
      return report(Showplan.parse(document), plan);
    } catch (SAXException e) {
      return PlanReport.hidden("shows a plan that cannot be read (" + e.getMessage() + ")");
    }
  }

  /** What is read whole within one batch is no reason to worry, however it is read. */
  private static PlanReport report(Showplan shown, RowPlan plan) {
    if (shown.statements() != 2) {
      return PlanReport.hidden("shows no plan of the pages");
    }
    Set<LegacyTable.Name> parents = parents(plan);
    List<PlanCost> costs = new ArrayList<>(shown.costsOfFirstPage(0, parents));
    costs.addAll(shown.costsBehindKey(1, parents));
    costs.removeIf(cost -> cost.rows() <= plan.entity().batch().rows() + 1.0);
    return PlanReport.shown(eachOnce(costs));
  }

  /** Both pages may cost the same work, over more rows and over fewer. */
  private static List<PlanCost> eachOnce(List<PlanCost> costs) {
    List<PlanCost> once = new ArrayList<>();
    for (PlanCost cost : costs) {
      PlanCost most = costs.stream().filter(cost::isLike).reduce(cost, PlanCost::orMore);
      if (once.stream().noneMatch(cost::isLike)) {
        once.add(most);
      }
    }
    return once;
  }

  /** How a joined parent is found is the server's choice, batch by batch. */
  private static Set<LegacyTable.Name> parents(RowPlan plan) {
    Set<LegacyTable.Name> parents = new HashSet<>();
    plan.parents().forEach(parent -> parent.table().name().ifPresent(parents::add));
    plan.table().name().ifPresent(parents::remove);
    return parents;
  }

  /** Both pages in one batch; the variables have no value, and need none. */
  String pages(RowPlan plan) {
    List<SourceColumn> key = plan.table().key();
    List<String> variables =
        IntStream.range(0, key.size()).mapToObj(part -> "@tributary_" + part).toList();
    String declared =
        IntStream.range(0, key.size())
            .mapToObj(part -> variables.get(part) + " " + key.get(part).sqlType())
            .collect(Collectors.joining(", "));
    int rows = Math.addExact(plan.entity().batch().rows(), 1);
    return "DECLARE "
        + declared
        + ";\n"
        + sql.pageToPlan(plan, rows, List.of())
        + ";\n"
        + sql.pageToPlan(plan, rows, variables)
        + ";";
  }
}
