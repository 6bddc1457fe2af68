package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.batch.WhiteSpace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Microsoft SQL Server by mssql-jdbc. */
final class SqlServerDialect implements Dialect {

  /** SQLServerConnection.TRANSACTION_SNAPSHOT; not one of JDBC's own levels. */
  private static final int TRANSACTION_SNAPSHOT = 4096;

  /** What the driver takes for "do not encrypt"; "optional" leaves it to the server. */
  private static final Set<String> OFF = Set.of("false", "no", "optional");

  private static final Pattern ADDRESS = Pattern.compile("jdbc:sqlserver://([^;]*)(.*)");
  private static final Pattern SETTING = Pattern.compile("([^;=]+)=([^;]*)");

  @Override
  public String server(io.tributary.manifest.Connection connection) {
    Matcher url = ADDRESS.matcher(connection.url());
    if (!url.matches()) {
      return connection.url();
    }
    Map<String, String> settings = settings(connection, url.group(2));
    String address = url.group(1).strip();
    String instance = settings.getOrDefault("instanceName", "");
    if (address.isEmpty()) {
      address = settings.getOrDefault("serverName", settings.getOrDefault("server", "localhost"));
    }
    if (!instance.isEmpty() && !address.contains("\\")) {
      address += "\\" + instance;
    }
    boolean hasPort = address.matches(".*:\\d+");
    if (!hasPort && !address.contains("\\")) {
      String port = settings.getOrDefault("portNumber", settings.getOrDefault("port", "1433"));
      address += ":" + port;
    }
    return "sqlserver:" + address.toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> settings(
      io.tributary.manifest.Connection connection, String inUrl) {
    Map<String, String> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    settings.putAll(connection.properties());
    Matcher setting = SETTING.matcher(inUrl);
    while (setting.find()) {
      settings.put(setting.group(1).strip(), setting.group(2).strip());
    }
    return settings;
  }

  /** The driver encrypts, and checks the certificate, unless it is told otherwise. */
  @Override
  public Optional<String> exposure(io.tributary.manifest.Connection connection) {
    Matcher url = ADDRESS.matcher(connection.url());
    Map<String, String> settings = settings(connection, url.matches() ? url.group(2) : "");
    String encrypt = settings.getOrDefault("encrypt", "true").toLowerCase(Locale.ROOT);
    if (OFF.contains(encrypt)) {
      return Optional.of("it is not encrypted (encrypt=" + encrypt + ")");
    }
    return Boolean.parseBoolean(settings.get("trustServerCertificate"))
        ? Optional.of("any server is trusted (trustServerCertificate=true)")
        : Optional.empty();
  }

  /** A database that was restored from a backup of another one is another one. */
  @Override
  public Optional<String> identitySql() {
    return Optional.of(
        """
        SELECT CONCAT(name, ' ', CONVERT(varchar(33), create_date, 126), ' ',
                      CONVERT(varchar(36), service_broker_guid))
        FROM sys.databases WHERE database_id = DB_ID()
        """);
  }

  /**
   * The driver would otherwise send a time of day as datetime, which keeps 1/300 s only: as the
   * bound of a page it would skip or repeat rows.
   */
  @Override
  public Map<String, String> defaultProperties() {
    return Map.of(
        "applicationName", "tributary", "sendTimeAsDatetime", "false", "loginTimeout", "15");
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet state =
            statement.executeQuery(
                """
                SELECT snapshot_isolation_state
                FROM sys.databases
                WHERE database_id = DB_ID()""")) {
      boolean offered = state.next() && state.getInt(1) == 1;
      connection.setTransactionIsolation(
          offered ? TRANSACTION_SNAPSHOT : Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  @Override
  public String quote(String identifier) {
    return "[" + identifier.replace("]", "]]") + "]";
  }

  @Override
  public String countFunction() {
    return "COUNT_BIG(*)";
  }

  /**
   * LEN leaves out blanks at the end, so that there must be something behind them; and it counts
   * units of UTF-16 in a collation that knows nothing of characters of two. Bytes are no measure: a
   * server may store these texts in UTF-8.
   */
  @Override
  public String textUnits(String text) {
    return "CAST(LEN((CAST("
        + text
        + " AS NVARCHAR(MAX)) + N'.') COLLATE Latin1_General_BIN2) - 1 AS DECIMAL(38, 0))";
  }

  /**
   * What is left without its white space. A binary collation knows nothing of characters that are
   * equal to others, or to none.
   */
  @Override
  public String isFilled(String text) {
    int[] spaces = WhiteSpace.characters().toArray();
    StringBuilder left = new StringBuilder();
    left.append("REPLACE(".repeat(spaces.length));
    left.append("CAST(" + text + " AS NVARCHAR(MAX)) COLLATE Latin1_General_BIN2");
    for (int space : spaces) {
      left.append(", NCHAR(").append(space).append("), N'')");
    }
    return "DATALENGTH(" + left + ") > 0";
  }

  /** DATEDIFF itself ends after 68 years. */
  @Override
  public String secondsSince2000(String time) {
    return "CAST(DATEDIFF_BIG(SECOND, '20000101', " + time + ") AS DECIMAL(38, 0))";
  }

  @Override
  public String tablesSql(int tables) {
    return """
        SELECT asked.number, s.name, o.name, i.name, c.name, ic.key_ordinal, i.is_unique
        FROM %s
        JOIN sys.schemas AS s ON s.name = asked.schema_name
        JOIN sys.objects AS o
          ON o.schema_id = s.schema_id AND o.name = asked.table_name AND o.type IN ('U', 'V')
        LEFT JOIN sys.indexes AS i
          ON i.object_id = o.object_id
          AND i.has_filter = 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
        LEFT JOIN sys.index_columns AS ic
          ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.key_ordinal > 0
        LEFT JOIN sys.columns AS c
          ON c.object_id = ic.object_id AND c.column_id = ic.column_id"""
        .formatted(Dialect.askedTables(tables, "nvarchar(128)"));
  }

  @Override
  public String rowEstimatesSql() {
    return """
        SELECT s.name, t.name, SUM(p.rows)
        FROM sys.tables AS t
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.partitions AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)
        GROUP BY s.name, t.name""";
  }

  @Override
  public PlanReader planReader() {
    return new SqlServerPlanReader(this);
  }

  @Override
  public SchemaQueries schemaQueries() {
    return new SqlServerSchemaQueries();
  }

  @Override
  public Optional<SourceType> sourceType(String typeName) {
    return Optional.ofNullable(
        switch (baseName(typeName)) {
          case "bit" -> SourceType.BOOLEAN;
          case "tinyint", "smallint", "int", "bigint" -> SourceType.INTEGER;
          case "decimal", "numeric", "money", "smallmoney" -> SourceType.DECIMAL;
          case "real" -> SourceType.REAL;
          case "float" -> SourceType.DOUBLE;
          case "char", "varchar", "nchar", "nvarchar", "text", "ntext", "xml" -> SourceType.TEXT;
          case "sql_variant", "hierarchyid", "geometry", "geography" -> SourceType.TEXT;
          case "date" -> SourceType.DATE;
          case "time" -> SourceType.TIME;
          case "datetime", "smalldatetime", "datetime2" -> SourceType.TIMESTAMP;
          case "datetimeoffset" -> SourceType.TIMESTAMPTZ;
          case "uniqueidentifier" -> SourceType.UUID;
          case "binary", "varbinary", "image", "timestamp", "rowversion" -> SourceType.BYTES;
          default -> null;
        });
  }

  @Override
  public Optional<String> readable(SourceColumn column, String quoted) {
    return Optional.ofNullable(
        switch (column.sqlType()) {
          case "sql_variant" -> variant(quoted);
          case "hierarchyid" -> quoted + ".ToString()";
          case "geometry", "geography" ->
              column.type() == SourceType.BYTES ? ewkb(quoted) : ewkt(quoted);
          default -> null;
        });
  }

  @Override
  public boolean isSpatial(String typeName) {
    String name = baseName(typeName);
    return name.equals("geometry") || name.equals("geography");
  }

  private static String ewkt(String column) {
    return "'SRID=' + CAST(%1$s.STSrid AS nvarchar(11)) + ';' + %1$s.AsTextZM()".formatted(column);
  }

  /**
   * The server's WKB has no SRID. It is little-endian: one byte that says so, four of the type, of
   * which the last is 0. EWKB says there that an SRID follows (0x20), and has it next. A point
   * without a place the server hands out as a MultiPoint without points; it is written as EWKB has
   * it, by coordinates that are no number.
   */
  private static String ewkb(String column) {
    return """
        CASE
          WHEN %1$s.STIsEmpty() = 1 AND %1$s.STGeometryType() = 'Point'
          THEN 0x0101000020
            + %2$s
            + 0x000000000000F87F000000000000F87F
          ELSE SUBSTRING(%1$s.AsBinaryZM(), 1, 4) + 0x20
            + %2$s
            + SUBSTRING(%1$s.AsBinaryZM(), 6, DATALENGTH(%1$s.AsBinaryZM()))
        END"""
        .formatted(column, lowByteFirst(column + ".STSrid"));
  }

  private static String lowByteFirst(String number) {
    return """
        SUBSTRING(CAST(%1$s AS binary(4)), 4, 1)
            + SUBSTRING(CAST(%1$s AS binary(4)), 3, 1)
            + SUBSTRING(CAST(%1$s AS binary(4)), 2, 1)
            + SUBSTRING(CAST(%1$s AS binary(4)), 1, 1)"""
        .formatted(number);
  }

  /**
   * The text of a value of whatever type. A plain cast would cut seconds off dates and digits off
   * floats; so each such type gets the style that keeps everything.
   */
  private static String variant(String column) {
    return """
        CASE CAST(SQL_VARIANT_PROPERTY(%1$s, 'BaseType') AS nvarchar(128))
          WHEN 'datetime' THEN CONVERT(nvarchar(40), CAST(%1$s AS datetime), 126)
          WHEN 'smalldatetime' THEN CONVERT(nvarchar(40), CAST(%1$s AS smalldatetime), 126)
          WHEN 'datetime2' THEN CONVERT(nvarchar(40), CAST(%1$s AS datetime2(7)), 126)
          WHEN 'datetimeoffset' THEN CONVERT(nvarchar(40), CAST(%1$s AS datetimeoffset(7)), 126)
          WHEN 'date' THEN CONVERT(nvarchar(40), CAST(%1$s AS date), 126)
          WHEN 'time' THEN CONVERT(nvarchar(40), CAST(%1$s AS time(7)), 126)
          WHEN 'float' THEN CONVERT(nvarchar(40), CAST(%1$s AS float), 3)
          WHEN 'real' THEN CONVERT(nvarchar(40), CAST(%1$s AS real), 3)
          WHEN 'money' THEN CAST(CAST(%1$s AS decimal(19, 4)) AS nvarchar(40))
          WHEN 'smallmoney' THEN CAST(CAST(%1$s AS decimal(10, 4)) AS nvarchar(40))
          WHEN 'binary' THEN CONVERT(nvarchar(max), CAST(%1$s AS varbinary(8000)), 1)
          WHEN 'varbinary' THEN CONVERT(nvarchar(max), CAST(%1$s AS varbinary(8000)), 1)
          ELSE CAST(%1$s AS nvarchar(4000))
        END"""
        .formatted(column);
  }

  @Override
  public String sqlType(String typeName, int length, int scale) {
    String name = baseName(typeName);
    return switch (name) {
      case "char", "varchar", "nchar", "nvarchar", "binary", "varbinary" ->
          name + "(" + (length == 0 ? "max" : length) + ")";
      case "decimal", "numeric" -> name + "(" + length + ", " + scale + ")";
      case "time", "datetime2", "datetimeoffset" -> name + "(" + scale + ")";
      default -> name;
    };
  }

  /** The driver may say {@code int identity} or {@code decimal() identity}. */
  private static String baseName(String typeName) {
    return typeName.toLowerCase(Locale.ROOT).split("[ (]", 2)[0];
  }
}
