-- What a refresh needs: which time a partition is gone through, and in which of them a batch was read.

ALTER TABLE "migration"."partition"
  ADD COLUMN "pass" integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN "migration"."partition"."pass" IS 'Which time it is gone through from its beginning: 0 is the migration, each refresh adds one. Cursor and status are those of this pass.';

ALTER TABLE "migration"."batch_state"
  ADD COLUMN "pass" integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN "migration"."batch_state"."pass" IS 'The pass of its partition that it belongs to. The batches of one pass together have read each legacy row once.';
