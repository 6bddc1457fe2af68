-- The ledger of a service database. Flyway creates schema "migration" and runs this once.
--
-- There are no foreign keys to "run", and none from the mapping store: hundreds of workers would
-- share-lock the same few rows for nothing that the one writer of a partition doesn't know already.

CREATE TABLE "migration"."setting" (
  "name" text PRIMARY KEY,
  "value" text NOT NULL,
  "set_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE "migration"."setting" IS 'What must stay the same as long as this database is migrated into.';
COMMENT ON COLUMN "migration"."setting"."name" IS 'What is settled; uuid-secret-check tells whether the UUID secret is still the first one.';
COMMENT ON COLUMN "migration"."setting"."value" IS 'Its value. Never a secret itself.';
COMMENT ON COLUMN "migration"."setting"."set_at" IS 'When it was settled.';

CREATE TABLE "migration"."entity" (
  "entity_no" smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "identity" text NOT NULL UNIQUE,
  "name" text NOT NULL
);
COMMENT ON TABLE "migration"."entity" IS 'A short number for each entity, which the mapping store carries in place of its name.';
COMMENT ON COLUMN "migration"."entity"."entity_no" IS 'The number.';
COMMENT ON COLUMN "migration"."entity"."identity" IS 'The name that UUIDs are derived from; stays when the entity is renamed.';
COMMENT ON COLUMN "migration"."entity"."name" IS 'The name in the manifest that was used last.';

CREATE TABLE "migration"."tenant" (
  "tenant_no" integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "tenant_id" uuid NOT NULL UNIQUE,
  "name" text NOT NULL
);
COMMENT ON TABLE "migration"."tenant" IS 'A short number for each district, which the mapping store carries in place of its UUID.';
COMMENT ON COLUMN "migration"."tenant"."tenant_no" IS 'The number.';
COMMENT ON COLUMN "migration"."tenant"."tenant_id" IS 'The district''s UUID, as in the target tables.';
COMMENT ON COLUMN "migration"."tenant"."name" IS 'The name in the manifest that was used last.';

CREATE TABLE "migration"."run" (
  "run_id" uuid PRIMARY KEY,
  "manifest" text NOT NULL,
  "tool_version" text NOT NULL,
  "host" text NOT NULL,
  "pid" bigint NOT NULL,
  "options" text NOT NULL,
  "started_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  "completed_at" timestamptz,
  "status" text NOT NULL DEFAULT 'running',
  "message" text
);
COMMENT ON TABLE "migration"."run" IS 'Each run of Tributary that wrote to this database.';
COMMENT ON COLUMN "migration"."run"."run_id" IS 'The run''s id, as in logs and in the other tables.';
COMMENT ON COLUMN "migration"."run"."manifest" IS 'The manifest it ran.';
COMMENT ON COLUMN "migration"."run"."tool_version" IS 'The build of Tributary.';
COMMENT ON COLUMN "migration"."run"."host" IS 'The machine it ran on.';
COMMENT ON COLUMN "migration"."run"."pid" IS 'Its process there.';
COMMENT ON COLUMN "migration"."run"."options" IS 'What was asked for on the command line.';
COMMENT ON COLUMN "migration"."run"."started_at" IS 'When it began.';
COMMENT ON COLUMN "migration"."run"."completed_at" IS 'When it ended; empty while it runs, and for ever if it was killed.';
COMMENT ON COLUMN "migration"."run"."status" IS 'running, or how it ended.';
COMMENT ON COLUMN "migration"."run"."message" IS 'What there is to say about its end.';

CREATE TABLE "migration"."partition" (
  "partition_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "entity_no" smallint NOT NULL REFERENCES "migration"."entity",
  "tenant_no" integer NOT NULL REFERENCES "migration"."tenant",
  "range_no" integer NOT NULL,
  "epoch" bigint NOT NULL DEFAULT 0,
  "run_id" uuid,
  "load_mode" text CHECK ("load_mode" IN ('DIRECT', 'MERGE', 'UPSERT')),
  "cursor_key" text[],
  "fingerprint" text,
  "fingerprint_parts" jsonb NOT NULL DEFAULT '{}',
  "status" text NOT NULL DEFAULT 'open' CHECK ("status" IN ('open', 'complete', 'failed')),
  "message" text,
  "updated_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE ("entity_no", "tenant_no", "range_no")
);
COMMENT ON TABLE "migration"."partition" IS 'How far each entity of each district is: the row that a worker locks for every batch, so that no two write the same partition.';
COMMENT ON COLUMN "migration"."partition"."partition_no" IS 'The partition''s number.';
COMMENT ON COLUMN "migration"."partition"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."partition"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."partition"."range_no" IS 'The key range; 0 where the entity is not cut into ranges.';
COMMENT ON COLUMN "migration"."partition"."epoch" IS 'How often it was claimed. A worker that holds an older number is refused.';
COMMENT ON COLUMN "migration"."partition"."run_id" IS 'The run that claimed it last.';
COMMENT ON COLUMN "migration"."partition"."load_mode" IS 'DIRECT: COPY straight into the target. MERGE: by staging. UPSERT: row by row. Chosen once.';
COMMENT ON COLUMN "migration"."partition"."cursor_key" IS 'The key of the last row committed, part by part; empty at the beginning. The next batch starts after it. Control characters are written as in batch_state.';
COMMENT ON COLUMN "migration"."partition"."fingerprint" IS 'Of everything that decides what a row becomes: mapping, schemas, steps, time zones.';
COMMENT ON COLUMN "migration"."partition"."fingerprint_parts" IS 'What the fingerprint is made of, part by part, to say what changed.';
COMMENT ON COLUMN "migration"."partition"."status" IS 'open: rows may follow. complete: the legacy server said that none follows. failed: see message; running again goes on from the cursor.';
COMMENT ON COLUMN "migration"."partition"."message" IS 'Why it failed.';
COMMENT ON COLUMN "migration"."partition"."updated_at" IS 'When this row changed last.';

CREATE TABLE "migration"."batch_state" (
  "batch_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "batch_id" uuid NOT NULL UNIQUE,
  "partition_no" bigint NOT NULL REFERENCES "migration"."partition",
  "run_id" uuid NOT NULL,
  "entity_type" text NOT NULL,
  "tenant_id" uuid NOT NULL,
  "range_no" integer NOT NULL,
  "lower_key" text[],
  "upper_key" text[] NOT NULL,
  "last_legacy_id" text NOT NULL,
  "rows_read" bigint NOT NULL DEFAULT 0,
  "rows_inserted" bigint NOT NULL DEFAULT 0,
  "rows_updated" bigint NOT NULL DEFAULT 0,
  "rows_unchanged" bigint NOT NULL DEFAULT 0,
  "rows_deduplicated" bigint NOT NULL DEFAULT 0,
  "rows_filtered" bigint NOT NULL DEFAULT 0,
  "rows_dead_lettered" bigint NOT NULL DEFAULT 0,
  "rows_differing" bigint NOT NULL DEFAULT 0,
  "filter_reasons" jsonb NOT NULL DEFAULT '{}',
  "checksum" bigint NOT NULL DEFAULT 0,
  "status" text NOT NULL DEFAULT 'open' CHECK ("status" IN ('open', 'committed')),
  "load_mode" text NOT NULL,
  "started_at" timestamptz NOT NULL,
  "completed_at" timestamptz,
  "fingerprint" text NOT NULL,
  CONSTRAINT "accounting_closes" CHECK (
    "status" <> 'committed'
    OR ("completed_at" IS NOT NULL
        AND "rows_read" = "rows_inserted" + "rows_updated" + "rows_unchanged"
                        + "rows_deduplicated" + "rows_filtered" + "rows_dead_lettered"))
);
CREATE INDEX "batch_state_partition" ON "migration"."batch_state" ("partition_no", "batch_no");
CREATE INDEX "batch_state_run" ON "migration"."batch_state" ("run_id");
COMMENT ON TABLE "migration"."batch_state" IS 'The ledger: a row a batch, committed by the transaction that wrote the batch''s rows.';
COMMENT ON COLUMN "migration"."batch_state"."batch_no" IS 'The batch''s short number, as in the mapping store.';
COMMENT ON COLUMN "migration"."batch_state"."batch_id" IS 'Derived from the partition and the lower bound, so that a retry of the same work meets its own row.';
COMMENT ON COLUMN "migration"."batch_state"."partition_no" IS 'The partition.';
COMMENT ON COLUMN "migration"."batch_state"."run_id" IS 'The run that loaded it.';
COMMENT ON COLUMN "migration"."batch_state"."entity_type" IS 'The entity''s name at that time.';
COMMENT ON COLUMN "migration"."batch_state"."tenant_id" IS 'The district''s UUID.';
COMMENT ON COLUMN "migration"."batch_state"."range_no" IS 'The key range; 0 where the entity is not cut into ranges.';
COMMENT ON COLUMN "migration"."batch_state"."lower_key" IS 'The key that it was read after, part by part; empty at the beginning.';
COMMENT ON COLUMN "migration"."batch_state"."upper_key" IS 'The key of its last row, part by part. NUL and half surrogate pairs, which PostgreSQL cannot hold, stand as U+E000 and four hexadecimal digits.';
COMMENT ON COLUMN "migration"."batch_state"."last_legacy_id" IS 'The key of its last row as one text: the parts of a composite key joined by |.';
COMMENT ON COLUMN "migration"."batch_state"."rows_read" IS 'Legacy rows read: the sum of inserted, updated, unchanged, deduplicated, filtered and dead_lettered.';
COMMENT ON COLUMN "migration"."batch_state"."rows_inserted" IS 'Legacy rows whose target rows were all inserted.';
COMMENT ON COLUMN "migration"."batch_state"."rows_updated" IS 'Legacy rows that were there and differed.';
COMMENT ON COLUMN "migration"."batch_state"."rows_unchanged" IS 'Legacy rows that were there and are the same.';
COMMENT ON COLUMN "migration"."batch_state"."rows_deduplicated" IS 'Legacy rows of a shared lookup that another legacy row had brought already.';
COMMENT ON COLUMN "migration"."batch_state"."rows_filtered" IS 'Legacy rows dropped by a route step or a mapper.';
COMMENT ON COLUMN "migration"."batch_state"."rows_dead_lettered" IS 'Legacy rows that could not be migrated; see dead_letter.';
COMMENT ON COLUMN "migration"."batch_state"."rows_differing" IS 'Of a shared lookup: rows that differ from the row that another legacy row brought first. The first was kept.';
COMMENT ON COLUMN "migration"."batch_state"."filter_reasons" IS 'How many rows were filtered for which reason.';
COMMENT ON COLUMN "migration"."batch_state"."checksum" IS 'Sum modulo 2^64 of the hashes of the rows that the target has.';
COMMENT ON COLUMN "migration"."batch_state"."status" IS 'committed. Only the transaction that loads the batch sees it open.';
COMMENT ON COLUMN "migration"."batch_state"."load_mode" IS 'The partition''s load mode.';
COMMENT ON COLUMN "migration"."batch_state"."started_at" IS 'When reading its first row began, by this database''s clock.';
COMMENT ON COLUMN "migration"."batch_state"."completed_at" IS 'When all was written, just before the commit, by this database''s clock.';
COMMENT ON COLUMN "migration"."batch_state"."fingerprint" IS 'The fingerprint it was mapped under.';

CREATE TABLE "migration"."id_mapping_int" (
  "entity_no" smallint NOT NULL,
  "inserted" boolean NOT NULL,
  "tenant_no" integer NOT NULL,
  "legacy_key" bigint NOT NULL,
  "new_id" uuid NOT NULL,
  "batch_no" bigint NOT NULL,
  "row_hash" bigint NOT NULL,
  PRIMARY KEY ("entity_no", "tenant_no", "legacy_key")
);
CREATE INDEX "id_mapping_int_new_id" ON "migration"."id_mapping_int" ("new_id");
COMMENT ON TABLE "migration"."id_mapping_int" IS 'The mapping store of entities whose key is one integer: which legacy row became which UUID. Read it through legacy_id_mapping, new_id() and legacy_id().';
COMMENT ON COLUMN "migration"."id_mapping_int"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."id_mapping_int"."inserted" IS 'Whether batch batch_no inserted the row. False: the target had it already, or another legacy row had brought it, so a rollback of that batch leaves it.';
COMMENT ON COLUMN "migration"."id_mapping_int"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."id_mapping_int"."legacy_key" IS 'The legacy key.';
COMMENT ON COLUMN "migration"."id_mapping_int"."new_id" IS 'The UUID in the target.';
COMMENT ON COLUMN "migration"."id_mapping_int"."batch_no" IS 'The batch that mapped it first; updates leave it.';
COMMENT ON COLUMN "migration"."id_mapping_int"."row_hash" IS 'Hash over all target rows of the legacy row, as last written.';

CREATE TABLE "migration"."id_mapping_text" (
  "entity_no" smallint NOT NULL,
  "inserted" boolean NOT NULL,
  "tenant_no" integer NOT NULL,
  "legacy_key" text COLLATE "C" NOT NULL,
  "new_id" uuid NOT NULL,
  "batch_no" bigint NOT NULL,
  "row_hash" bigint NOT NULL,
  PRIMARY KEY ("entity_no", "tenant_no", "legacy_key")
);
CREATE INDEX "id_mapping_text_new_id" ON "migration"."id_mapping_text" ("new_id");
COMMENT ON TABLE "migration"."id_mapping_text" IS 'The mapping store of entities with any other key: strings, GUIDs, composite keys.';
COMMENT ON COLUMN "migration"."id_mapping_text"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."id_mapping_text"."inserted" IS 'Whether batch batch_no inserted the row. False: the target had it already, or another legacy row had brought it, so a rollback of that batch leaves it.';
COMMENT ON COLUMN "migration"."id_mapping_text"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."id_mapping_text"."legacy_key" IS 'The legacy key as one text: GUIDs in lower case, dates by ISO 8601, the parts of a composite key joined by | (a backslash or bar inside a part has a backslash before it).';
COMMENT ON COLUMN "migration"."id_mapping_text"."new_id" IS 'The UUID in the target.';
COMMENT ON COLUMN "migration"."id_mapping_text"."batch_no" IS 'The batch that mapped it first; updates leave it.';
COMMENT ON COLUMN "migration"."id_mapping_text"."row_hash" IS 'Hash over all target rows of the legacy row, as last written.';

CREATE VIEW "migration"."legacy_id_mapping" AS
  SELECT e."name" AS "entity_type", t."tenant_id", m."legacy_key"::text COLLATE "C" AS "legacy_id",
         m."new_id", m."batch_no", m."row_hash", m."inserted"
  FROM "migration"."id_mapping_int" m
  JOIN "migration"."entity" e USING ("entity_no")
  JOIN "migration"."tenant" t USING ("tenant_no")
  UNION ALL
  SELECT e."name", t."tenant_id", m."legacy_key",
         m."new_id", m."batch_no", m."row_hash", m."inserted"
  FROM "migration"."id_mapping_text" m
  JOIN "migration"."entity" e USING ("entity_no")
  JOIN "migration"."tenant" t USING ("tenant_no");
COMMENT ON VIEW "migration"."legacy_id_mapping" IS 'Which legacy row became which UUID, with names. Fast by new_id; by legacy id use the function new_id(), which finds integer keys by their index.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."entity_type" IS 'The entity''s name.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."tenant_id" IS 'The district''s UUID.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."legacy_id" IS 'The legacy key as text.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."new_id" IS 'The UUID in the target.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."batch_no" IS 'The batch that mapped it first.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."row_hash" IS 'Hash over all target rows of the legacy row.';
COMMENT ON COLUMN "migration"."legacy_id_mapping"."inserted" IS 'Whether that batch inserted the row.';

-- The text is turned into a bigint only where it is exactly one as the mapping store prints it, so
-- that '007' doesn't find 7. Nested CASEs: AND promises no order, and a cast of other text fails.
CREATE FUNCTION "migration"."new_id"("entity" text, "tenant" uuid, "legacy_id" text) RETURNS uuid
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
  SELECT f."new_id"
  FROM (
    SELECT m."new_id"
    FROM "migration"."entity" e, "migration"."tenant" t, "migration"."id_mapping_int" m
    WHERE e."name" = "new_id"."entity" AND t."tenant_id" = "new_id"."tenant"
      AND m."entity_no" = e."entity_no" AND m."tenant_no" = t."tenant_no"
      AND m."legacy_key" =
        CASE WHEN "new_id"."legacy_id" ~ '^(0|-?[1-9][0-9]{0,18})$'
             THEN CASE WHEN "new_id"."legacy_id"::numeric
                              BETWEEN -9223372036854775808 AND 9223372036854775807
                       THEN "new_id"."legacy_id"::bigint END
        END
    UNION ALL
    SELECT m."new_id"
    FROM "migration"."entity" e, "migration"."tenant" t, "migration"."id_mapping_text" m
    WHERE e."name" = "new_id"."entity" AND t."tenant_id" = "new_id"."tenant"
      AND m."entity_no" = e."entity_no" AND m."tenant_no" = t."tenant_no"
      AND m."legacy_key" = "new_id"."legacy_id"
  ) f
  LIMIT 1);
COMMENT ON FUNCTION "migration"."new_id"(text, uuid, text) IS 'The UUID that a legacy row became, by entity, district and legacy id; NULL if it was not migrated. SELECT migration.new_id(''student'', ''<tenant uuid>'', ''4711'')';

CREATE FUNCTION "migration"."legacy_id"("new_id" uuid)
RETURNS TABLE ("entity_type" text, "tenant_id" uuid, "legacy_id" text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT v."entity_type", v."tenant_id", v."legacy_id"
  FROM "migration"."legacy_id_mapping" v
  WHERE v."new_id" = "legacy_id"."new_id";
END;
COMMENT ON FUNCTION "migration"."legacy_id"(uuid) IS 'The legacy rows that became this UUID: one, or for a shared lookup one of each district. SELECT * FROM migration.legacy_id(''<uuid>'')';

CREATE TABLE "migration"."dead_letter" (
  "dead_letter_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "entity_no" smallint NOT NULL,
  "tenant_no" integer NOT NULL,
  "range_no" integer NOT NULL,
  "run_id" uuid NOT NULL,
  "batch_no" bigint NOT NULL,
  "batch_id" uuid NOT NULL,
  "entity_type" text NOT NULL,
  "tenant_id" uuid NOT NULL,
  "legacy_key" text NOT NULL,
  "stage" text NOT NULL,
  "column_name" text,
  "reason" text NOT NULL,
  "message" text NOT NULL,
  "source_row" jsonb NOT NULL,
  "status" text NOT NULL DEFAULT 'open',
  "created_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- By digest: a key that is too long for an index must not make its dead letter fail.
CREATE UNIQUE INDEX "dead_letter_open" ON "migration"."dead_letter"
  ("entity_no", "tenant_no", md5("legacy_key")) WHERE "status" = 'open';
CREATE INDEX "dead_letter_batch" ON "migration"."dead_letter" ("batch_no");
COMMENT ON TABLE "migration"."dead_letter" IS 'Legacy rows that could not be migrated, each with its reason. One open letter a row.';
COMMENT ON COLUMN "migration"."dead_letter"."dead_letter_no" IS 'The letter''s number.';
COMMENT ON COLUMN "migration"."dead_letter"."entity_no" IS 'The entity''s number.';
COMMENT ON COLUMN "migration"."dead_letter"."tenant_no" IS 'The district''s number.';
COMMENT ON COLUMN "migration"."dead_letter"."range_no" IS 'The key range; 0 where the entity is not cut into ranges.';
COMMENT ON COLUMN "migration"."dead_letter"."run_id" IS 'The run that met it.';
COMMENT ON COLUMN "migration"."dead_letter"."batch_no" IS 'The batch that met it.';
COMMENT ON COLUMN "migration"."dead_letter"."batch_id" IS 'The same batch''s id, as in logs.';
COMMENT ON COLUMN "migration"."dead_letter"."entity_type" IS 'The entity''s name at that time.';
COMMENT ON COLUMN "migration"."dead_letter"."tenant_id" IS 'The district''s UUID.';
COMMENT ON COLUMN "migration"."dead_letter"."legacy_key" IS 'The legacy key as text, as in the mapping store.';
COMMENT ON COLUMN "migration"."dead_letter"."stage" IS 'MAP: refused by the mapper. LOAD: refused by PostgreSQL.';
COMMENT ON COLUMN "migration"."dead_letter"."column_name" IS 'The target column, where one is to blame.';
COMMENT ON COLUMN "migration"."dead_letter"."reason" IS 'A code to sort and filter by.';
COMMENT ON COLUMN "migration"."dead_letter"."message" IS 'What is wrong, in words, without the row''s values.';
COMMENT ON COLUMN "migration"."dead_letter"."source_row" IS 'The legacy row by column. Holds personal data. {"$hex": ...}: bytes. {"$escaped": ...}: text with a NUL or half a surrogate pair, written as backslash, u and four digits, every backslash doubled. {"$omitted": ...}: too large to keep here; legacy still has it.';
COMMENT ON COLUMN "migration"."dead_letter"."status" IS 'open until somebody has dealt with it.';
COMMENT ON COLUMN "migration"."dead_letter"."created_at" IS 'When it was met, the last time if more than once.';

CREATE TABLE "migration"."deferred_reference" (
  "entity_no" smallint NOT NULL,
  "tenant_no" integer NOT NULL,
  "table_name" text NOT NULL,
  "column_name" text NOT NULL,
  "row_id" uuid NOT NULL,
  "parent_id" uuid NOT NULL,
  "batch_no" bigint NOT NULL,
  PRIMARY KEY ("entity_no", "tenant_no", "table_name", "column_name", "row_id")
);
COMMENT ON TABLE "migration"."deferred_reference" IS 'References that were left NULL when their rows were loaded and that the second pass has still to set: to their own table, or part of a cycle.';
COMMENT ON COLUMN "migration"."deferred_reference"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."deferred_reference"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."deferred_reference"."table_name" IS 'The target table.';
COMMENT ON COLUMN "migration"."deferred_reference"."column_name" IS 'The target column that will hold the reference.';
COMMENT ON COLUMN "migration"."deferred_reference"."row_id" IS 'The UUID of the target row.';
COMMENT ON COLUMN "migration"."deferred_reference"."parent_id" IS 'The UUID of the row that it refers to.';
COMMENT ON COLUMN "migration"."deferred_reference"."batch_no" IS 'The batch that left it.';
