-- What schemas looked like when somebody agreed with them, to tell what has drifted since.

CREATE TABLE "migration"."schema_snapshot" (
  "snapshot_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "manifest" text NOT NULL,
  "side" text NOT NULL CHECK ("side" IN ('legacy', 'target')),
  "subject" text NOT NULL,
  "name" text NOT NULL,
  "frozen_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  "schema" jsonb NOT NULL
);
CREATE INDEX "schema_snapshot_latest"
  ON "migration"."schema_snapshot" ("manifest", "side", "subject", "snapshot_no" DESC);
COMMENT ON TABLE "migration"."schema_snapshot" IS 'Schemas of legacy databases and services as drift freeze found them, in the control database only. The latest of each is what drift check compares with.';
COMMENT ON COLUMN "migration"."schema_snapshot"."snapshot_no" IS 'Its number, ascending with time.';
COMMENT ON COLUMN "migration"."schema_snapshot"."manifest" IS 'The manifest''s name.';
COMMENT ON COLUMN "migration"."schema_snapshot"."side" IS 'legacy: a tenant''s legacy database. target: a service''s schema.';
COMMENT ON COLUMN "migration"."schema_snapshot"."subject" IS 'The tenant''s id, or the service''s name.';
COMMENT ON COLUMN "migration"."schema_snapshot"."name" IS 'The tenant''s or service''s name at the time, for people.';
COMMENT ON COLUMN "migration"."schema_snapshot"."frozen_at" IS 'When it was frozen.';
COMMENT ON COLUMN "migration"."schema_snapshot"."schema" IS 'Tables with their columns, types, keys, indexes and row estimates. Names and types only: no data.';
