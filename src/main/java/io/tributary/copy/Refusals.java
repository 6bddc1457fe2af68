package io.tributary.copy;

import io.tributary.batch.DeadLetter;
import io.tributary.batch.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Reads PostgreSQL's refusals: whether a row is to blame or the batch, and what to say of the row.
 *
 * <p>What is said is made of names and the SQLSTATE. PostgreSQL's own words are left out, since
 * they may quote the row.
 */
public final class Refusals {

  /**
   * States outside the classes 22 (data) and 23 (constraints) that one row can cause: its key twice
   * in a batch, a view's check option, a trigger's RAISE, a value too long for an index.
   */
  private static final Set<String> ROW_STATES = Set.of("21000", "44000", "P0001", "54000");

  /** COPY data that PostgreSQL cannot read is our fault, or the table has changed. */
  private static final Set<String> PROTOCOL_STATES = Set.of("22P03", "22P04");

  /**
   * What {@link StaleRows} says where rows refer to one that is to go: PostgreSQL's own 23503 is
   * that of a missing parent, too, for which a row may wait.
   */
  static final String STILL_REFERRED_TO = "23001";

  /** PostGIS's word for whatever it cannot read, such as a geography of an unknown SRID. */
  private static final String INTERNAL = "XX000";

  private static final Pattern COPY_COLUMN =
      Pattern.compile("^COPY .*, line \\d+, column (.+)$", Pattern.MULTILINE);

  private final ConstraintCatalog constraints;
  private final Set<String> columns;

  /**
   * For one load.
   *
   * @param columns the names of all columns that are sent
   */
  Refusals(Connection connection, Set<String> columns) {
    this.constraints = new ConstraintCatalog(connection);
    this.columns = columns;
  }

  /** Whether a row is to blame, so that the others may be tried without it. */
  static boolean concernsRow(SQLException error) {
    String state = stateOf(error);
    boolean ofData = state.startsWith("22") || state.startsWith("23");
    return (ofData && !PROTOCOL_STATES.contains(state))
        || ROW_STATES.contains(state)
        || (state.equals(INTERNAL) && copiedColumn(error).isPresent());
  }

  /** Whether a row's primary key is there already. The transaction must be usable again. */
  boolean isPrimaryKeyTaken(SQLException error) throws SQLException {
    return stateOf(error).equals("23505")
        && constraintOf(error).map(ConstraintCatalog.Constraint::primaryKey).orElse(false);
  }

  /** The dead letter of a row that was refused alone. The transaction must be usable again. */
  DeadLetter deadLetter(SQLException error) throws SQLException {
    Optional<String> column = columnOf(error);
    return new DeadLetter(DeadLetter.Stage.LOAD, column, reasonOf(stateOf(error)), message(error));
  }

  /**
   * The dead letter of a row that a statement other than COPY could not write.
   *
   * @param connection usable again: the statement is rolled back
   * @param columns the names of the columns that were written
   */
  public static DeadLetter deadLetter(
      Connection connection, Set<String> columns, SQLException error) throws SQLException {
    return new Refusals(connection, columns).deadLetter(error);
  }

  /**
   * The dead letter of a row that was found to break a constraint before it was sent again, in the
   * words that PostgreSQL's own refusal would have been read in.
   *
   * @param columns those that the constraint is about; expressions are left out
   * @param state the SQLSTATE of such refusals
   */
  static DeadLetter deadLetter(
      TargetTable table, String constraint, List<String> columns, String state) {
    String joined = String.join(", ", columns);
    return new DeadLetter(
        DeadLetter.Stage.LOAD,
        joined.isEmpty() ? Optional.empty() : Optional.of(joined),
        reasonOf(state),
        message(constraint, table.schema(), table.name(), state));
  }

  private static Reason reasonOf(String state) {
    return switch (state) {
      case "23502" -> Reason.NULL_NOT_ALLOWED;
      case "23503" -> Reason.MISSING_PARENT;
      case "23505", "21000" -> Reason.DUPLICATE;
      case "23514", "44000" -> Reason.CHECK_VIOLATED;
      case "22001" -> Reason.TOO_LONG;
      case "22003", "22008" -> Reason.OUT_OF_RANGE;
      case "22P02", "22P05", "22007", "22021", "22030", "22032" -> Reason.NOT_CONVERTIBLE;
      default -> Reason.REFUSED_BY_TARGET;
    };
  }

  private static String message(SQLException error) {
    ServerErrorMessage server = serverMessage(error);
    return server == null
        ? message(null, null, null, stateOf(error))
        : message(server.getConstraint(), server.getSchema(), server.getTable(), stateOf(error));
  }

  private static String message(
      @Nullable String constraint, @Nullable String schema, @Nullable String table, String state) {
    StringBuilder message = new StringBuilder("refused by PostgreSQL");
    if (constraint != null) {
      message.append(": constraint ").append(constraint);
    }
    if (table != null) {
      message.append(" of ").append(schema).append('.').append(table);
    }
    return message.append(" (SQLSTATE ").append(state).append(')').toString();
  }

  private Optional<String> columnOf(SQLException error) throws SQLException {
    ServerErrorMessage server = serverMessage(error);
    if (server == null || stateOf(error).equals(STILL_REFERRED_TO)) {
      return Optional.empty();
    }
    if (server.getColumn() != null) {
      return Optional.of(server.getColumn());
    }
    Optional<ConstraintCatalog.Constraint> constraint = constraintOf(error);
    if (constraint.isPresent()) {
      String joined = String.join(", ", constraint.get().columns());
      return joined.isEmpty() ? Optional.empty() : Optional.of(joined);
    }
    return copiedColumn(error).filter(columns::contains);
  }

  /** The column whose value COPY was reading. */
  private static Optional<String> copiedColumn(SQLException error) {
    ServerErrorMessage server = serverMessage(error);
    String where = server == null || server.getWhere() == null ? "" : server.getWhere();
    Matcher matcher = COPY_COLUMN.matcher(where);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private Optional<ConstraintCatalog.Constraint> constraintOf(SQLException error)
      throws SQLException {
    ServerErrorMessage server = serverMessage(error);
    if (server == null
        || server.getSchema() == null
        || server.getTable() == null
        || server.getConstraint() == null) {
      return Optional.empty();
    }
    return constraints.find(server.getSchema(), server.getTable(), server.getConstraint());
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
    Throwable said = stateOf(error).equals(STILL_REFERRED_TO) ? error.getCause() : error;
    return said instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }

  private static String stateOf(SQLException error) {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }
}
