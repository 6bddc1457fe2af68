package io.tributary.scenarios;

/** The three ways that rows take into a target table; what holds for one must hold for all. */
enum Way {
  /** COPY straight into the table. */
  DIRECT("copy"),
  /** COPY into staging, then a merge: row-level security binds the role. */
  MERGE("copy"),
  /** Row by row through camel-sql. */
  UPSERT("upsert");

  /** What the setting {@code load} of an entity says. */
  final String load;

  Way(String load) {
    this.load = load;
  }

  /** What a service's line in the manifest says beside its connection. */
  String serviceSettings() {
    return this == MERGE ? ", tenantSetting: app.tenant_id" : "";
  }

  /** What makes the rows of these tables take this way. */
  String[] statements(String... tables) {
    if (this != MERGE) {
      return new String[0];
    }
    String[] statements = new String[tables.length];
    for (int i = 0; i < tables.length; i++) {
      statements[i] = closed(tables[i]);
    }
    return statements;
  }

  /** Closes a table by row-level security that binds its owner too. */
  static String closed(String table) {
    return """
        CREATE POLICY "own_tenant" ON %1$s
          USING ("tenant_id" = NULLIF(current_setting('app.tenant_id', true), '')::uuid);
        ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY;
        ALTER TABLE %1$s FORCE ROW LEVEL SECURITY
        """
        .formatted(table);
  }
}
