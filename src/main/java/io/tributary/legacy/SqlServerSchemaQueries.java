package io.tributary.legacy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** SQL Server's catalog views, from version 2012 on. */
final class SqlServerSchemaQueries implements SchemaQueries {

  private static final String FOREIGN_KEYS =
      """
      SELECT s.name, t.name, f.name, c.name, ps.name, p.name, pc.name, f.is_disabled
      FROM sys.foreign_keys AS f
      JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
      JOIN sys.tables AS t ON t.object_id = f.parent_object_id
      JOIN sys.schemas AS s ON s.schema_id = t.schema_id
      JOIN sys.columns AS c
        ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
      JOIN sys.tables AS p ON p.object_id = f.referenced_object_id
      JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
      JOIN sys.columns AS pc
        ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
      ORDER BY s.name, t.name, f.name, k.constraint_column_id""";

  @Override
  public String tablesSql() {
    return """
        SELECT s.name, o.name, CASE WHEN o.type = 'V' THEN 1 ELSE 0 END, COALESCE(n.number, 0)
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        LEFT JOIN (
          SELECT object_id, SUM(rows) AS number
          FROM sys.partitions
          WHERE index_id IN (0, 1)
          GROUP BY object_id
        ) AS n ON n.object_id = o.object_id
        WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
        ORDER BY s.name, o.name""";
  }

  /**
   * A type that a user has named counts as what it is made of; CLR types such as geography are made
   * of nothing that has a name.
   */
  @Override
  public String columnsSql() {
    return """
        SELECT s.name, t.name, c.name, COALESCE(b.name, u.name),
          CASE
            WHEN c.max_length < 0 THEN 0
            WHEN b.name IN ('nchar', 'nvarchar') THEN c.max_length / 2
            WHEN b.name IN ('char', 'varchar', 'binary', 'varbinary') THEN c.max_length
            WHEN b.name IN ('decimal', 'numeric', 'money', 'smallmoney') THEN c.precision
            ELSE 0
          END,
          c.scale, c.is_nullable,
          CASE WHEN c.is_computed = 1 THEN COALESCE(k.definition, 'unknown') END,
          d.definition
        FROM sys.columns AS c
        JOIN sys.tables AS t ON t.object_id = c.object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.types AS u ON u.user_type_id = c.user_type_id
        LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id
        LEFT JOIN sys.computed_columns AS k
          ON k.object_id = c.object_id AND k.column_id = c.column_id
        LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
        WHERE COALESCE(COLUMNPROPERTY(c.object_id, c.name, 'IsHidden'), 0) = 0
        ORDER BY s.name, t.name, c.column_id""";
  }

  /** Types 1, 2 and 7: clustered, nonclustered, and the hash indexes of tables in memory. */
  @Override
  public String indexesSql() {
    return """
        SELECT s.name, t.name, i.name, i.is_primary_key, i.is_unique, i.has_filter, c.name
        FROM sys.indexes AS i
        JOIN sys.tables AS t ON t.object_id = i.object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.index_columns AS k
          ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
        JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
        WHERE i.type IN (1, 2, 7) AND i.is_disabled = 0 AND i.is_hypothetical = 0
        ORDER BY s.name, t.name, i.is_primary_key DESC, i.name, k.key_ordinal""";
  }

  @Override
  public List<ForeignKeyPart> foreignKeys(Connection connection) throws SQLException {
    List<ForeignKeyPart> parts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FOREIGN_KEYS)) {
      while (rows.next()) {
        parts.add(
            new ForeignKeyPart(
                new LegacyTable.Name(rows.getString(1), rows.getString(2)),
                rows.getString(3),
                rows.getString(4),
                new LegacyTable.Name(rows.getString(5), rows.getString(6)),
                rows.getString(7),
                rows.getInt(8) == 0));
      }
    }
    return parts;
  }
}
