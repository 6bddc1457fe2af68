package io.tributary.route;

import static java.util.stream.Collectors.joining;

import io.tributary.copy.TableRows;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The upsert into one target table: a shared row that is there stays as it is (the first one wins)
 * unless it is repaired, a tenant's row becomes as legacy has it. The primary key alone decides; a
 * conflict on another unique index is refused by PostgreSQL.
 */
final class UpsertStatement {

  private final String sql;

  UpsertStatement(TableRows rows, Scope scope, boolean repair) {
    TargetTable table = rows.table();
    List<TargetColumn> columns = rows.columns();
    String names = columns.stream().map(c -> quote(c.name())).collect(joining(", "));
    String values =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "CAST(:#c" + i + " AS " + columns.get(i).sqlType() + ")")
            .collect(joining(", "));
    String key = table.primaryKey().stream().map(UpsertStatement::quote).collect(joining(", "));
    String updates =
        columns.stream()
            .filter(c -> !table.primaryKey().contains(c.name()))
            .map(c -> quote(c.name()) + " = EXCLUDED." + quote(c.name()))
            .collect(joining(", "));
    String action =
        (scope == Scope.SHARED && !repair) || updates.isEmpty()
            ? "DO NOTHING"
            : "DO UPDATE SET " + updates;
    this.sql =
        """
        INSERT INTO %s.%s (%s)
        VALUES (%s)
        ON CONFLICT (%s) %s
        """
            .formatted(quote(table.schema()), quote(table.name()), names, values, key, action);
  }

  String sql() {
    return sql;
  }

  static Map<String, Object> parameters(@Nullable Object[] values) {
    Map<String, Object> parameters = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      parameters.put("c" + i, jdbcValue(values[i]));
    }
    return parameters;
  }

  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** pgjdbc takes an instant only with an offset. */
  private static @Nullable Object jdbcValue(@Nullable Object value) {
    return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
  }
}
