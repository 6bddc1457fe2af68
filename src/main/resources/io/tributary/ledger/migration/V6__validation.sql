-- What validations need: how far each one is, so that one that was broken off goes on; and batches that
-- bring rows in again that were found to differ.

CREATE TABLE "migration"."validation" (
  "run_id" uuid PRIMARY KEY,
  "manifest" text NOT NULL,
  "tool_version" text NOT NULL,
  "options" text NOT NULL,
  "seed" bigint NOT NULL,
  "subject" text NOT NULL,
  "started_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  "completed_at" timestamptz,
  "verdict" text
);
COMMENT ON TABLE "migration"."validation" IS 'Each validation, in the control database only.';
COMMENT ON COLUMN "migration"."validation"."run_id" IS 'Its id, as in logs and reports.';
COMMENT ON COLUMN "migration"."validation"."manifest" IS 'The manifest.';
COMMENT ON COLUMN "migration"."validation"."tool_version" IS 'The build of Tributary.';
COMMENT ON COLUMN "migration"."validation"."options" IS 'How much was looked at.';
COMMENT ON COLUMN "migration"."validation"."seed" IS 'What samples were drawn by.';
COMMENT ON COLUMN "migration"."validation"."subject" IS 'A digest of what was looked at: the manifest''s fingerprint, the entities and tenants, and how far the ledgers were. A validation goes on only as long as all of these are the same.';
COMMENT ON COLUMN "migration"."validation"."started_at" IS 'When it began.';
COMMENT ON COLUMN "migration"."validation"."completed_at" IS 'When it was through; empty while it runs, and if it was broken off.';
COMMENT ON COLUMN "migration"."validation"."verdict" IS 'PROVEN, DIFFERENT or INCOMPLETE.';

CREATE TABLE "migration"."validation_result" (
  "run_id" uuid NOT NULL REFERENCES "migration"."validation",
  "entity" text NOT NULL,
  "tenant" text NOT NULL,
  "findings" text NOT NULL,
  "kept_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY ("run_id", "entity", "tenant")
);
COMMENT ON TABLE "migration"."validation_result" IS 'What a validation found out about one entity of one district, once it was through with it.';
COMMENT ON COLUMN "migration"."validation_result"."run_id" IS 'The validation.';
COMMENT ON COLUMN "migration"."validation_result"."entity" IS 'The entity''s name.';
COMMENT ON COLUMN "migration"."validation_result"."tenant" IS 'The district''s name.';
COMMENT ON COLUMN "migration"."validation_result"."findings" IS 'What was found, as in report.json. May hold personal data, masked where the manifest masks dead letters.';
COMMENT ON COLUMN "migration"."validation_result"."kept_at" IS 'When.';

ALTER TABLE "migration"."batch_state"
  DROP CONSTRAINT "batch_state_kind_check",
  ADD CONSTRAINT "batch_state_kind_check"
    CHECK ("kind" IN ('range', 'catch-up', 'replay', 'repair'));
COMMENT ON COLUMN "migration"."batch_state"."kind" IS 'range: the next rows in key order; these alone move the cursor. catch-up: rows that appeared behind the cursor. replay: dead letters tried again; their rows were read by another batch before. repair: rows that a validation found to differ, brought in again; no sums are made of these.';
