package io.tributary.legacy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Asks a kind of server how it would read the pages of entities, without reading any. Stateless.
 */
interface PlanReader {

  /**
   * Asks about the first page of each entity and about a page behind a key.
   *
   * @param connection nobody else's, and closed afterwards: after an error it may be left in any
   *     state
   * @return by the entity's name
   * @throws SQLException if the server cannot be asked now; one that never tells is no error
   */
  Map<String, PlanReport> read(Connection connection, List<RowPlan> plans) throws SQLException;
}
