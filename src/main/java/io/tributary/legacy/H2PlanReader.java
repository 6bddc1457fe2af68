package io.tributary.legacy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads H2's EXPLAIN, which prints the statement with comments: behind a table the index it is read
 * by, and by which condition; at the end whether rows come in order by themselves.
 */
final class H2PlanReader implements PlanReader {

  private static final String IN_ORDER = "/* index sorted */";
  private static final Pattern READ_BY =
      Pattern.compile("\"t\"\\s+/\\* (?<index>[^\\n:]+)(?<condition>: [^\\n]+)? \\*/");

  private final SelectSql sql;

  H2PlanReader(Dialect dialect) {
    this.sql = new SelectSql(dialect);
  }

  @Override
  public Map<String, PlanReport> read(Connection connection, List<RowPlan> plans)
      throws SQLException {
    Map<String, PlanReport> reports = new LinkedHashMap<>();
    for (RowPlan plan : plans) {
      List<PlanCost> costs = new ArrayList<>();
      String first = explain(connection, plan, false);
      if (!first.stripTrailing().endsWith(IN_ORDER)) {
        costs.add(PlanCost.sort(Double.POSITIVE_INFINITY));
      }
      Matcher table = READ_BY.matcher(explain(connection, plan, true));
      if (table.find() && table.group("condition") == null) {
        costs.add(
            PlanCost.scan(
                plan.entity().legacy().displayName(),
                table.group("index"),
                Double.POSITIVE_INFINITY));
      }
      reports.put(plan.entity().name(), PlanReport.shown(costs));
    }
    return reports;
  }

  private String explain(Connection connection, RowPlan plan, boolean behindKey)
      throws SQLException {
    String page = "EXPLAIN " + sql.page(plan, behindKey, false);
    try (PreparedStatement statement = connection.prepareStatement(page)) {
      statement.setInt(1, plan.entity().batch().rows());
      int bounds = behindKey ? SelectSql.boundOrder(plan.table().key().size()).length : 0;
      for (int i = 0; i < bounds; i++) {
        statement.setNull(i + 2, Types.NULL);
      }
      try (ResultSet explained = statement.executeQuery()) {
        explained.next();
        return explained.getString(1);
      }
    }
  }
}
