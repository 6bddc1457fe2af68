-- Indexes that are dropped before a first load and rebuilt after it: what they were, saved by the
-- transaction that drops them, so that they are put back whatever becomes of the run.

CREATE TABLE "migration"."dropped_index" (
  "dropped_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "run_id" uuid NOT NULL,
  "schema_name" text NOT NULL,
  "table_name" text NOT NULL,
  "index_name" text NOT NULL,
  "definition" text NOT NULL,
  "tablespace" text,
  "comment" text,
  "statistics" integer[] NOT NULL,
  "dropped_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  "rebuilt_at" timestamptz
);
CREATE UNIQUE INDEX "dropped_index_missing" ON "migration"."dropped_index"
  ("schema_name", "index_name") WHERE "rebuilt_at" IS NULL;
COMMENT ON TABLE "migration"."dropped_index" IS 'Indexes of target tables that a run dropped before a first load. A row whose index nobody wants any more can be deleted: nothing then rebuilds it.';
COMMENT ON COLUMN "migration"."dropped_index"."dropped_no" IS 'Its number; indexes are rebuilt in this order.';
COMMENT ON COLUMN "migration"."dropped_index"."run_id" IS 'The run that dropped it.';
COMMENT ON COLUMN "migration"."dropped_index"."schema_name" IS 'The schema of the table and of the index.';
COMMENT ON COLUMN "migration"."dropped_index"."table_name" IS 'The table.';
COMMENT ON COLUMN "migration"."dropped_index"."index_name" IS 'The index.';
COMMENT ON COLUMN "migration"."dropped_index"."definition" IS 'The statement that creates it, by pg_get_indexdef with search_path set to pg_catalog, so that every name in it is qualified.';
COMMENT ON COLUMN "migration"."dropped_index"."tablespace" IS 'Its tablespace; empty for that of the database.';
COMMENT ON COLUMN "migration"."dropped_index"."comment" IS 'Its comment, if it had one.';
COMMENT ON COLUMN "migration"."dropped_index"."statistics" IS 'The statistics target of each of its columns; -1 where none was set.';
COMMENT ON COLUMN "migration"."dropped_index"."dropped_at" IS 'When it was dropped, just before the commit.';
COMMENT ON COLUMN "migration"."dropped_index"."rebuilt_at" IS 'When it was rebuilt, just before the commit; empty as long as it is missing.';
