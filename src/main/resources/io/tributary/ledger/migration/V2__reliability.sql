-- What resume, dead letters and rollback need: who is alive, which keys were seen, which transactions
-- were ours, and what was taken back.

-- Runs -------------------------------------------------------------------------------------------

ALTER TABLE "migration"."run"
  ADD COLUMN "heartbeat_at" timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON COLUMN "migration"."run"."heartbeat_at" IS 'When its process last said that it lives, by this database''s clock. While it lives it holds the advisory lock run_lock(run_id), too.';

CREATE FUNCTION "migration"."run_lock"("run_id" uuid) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended('tributary run ' || "run_id"::text, 0);
COMMENT ON FUNCTION "migration"."run_lock"(uuid) IS 'The advisory lock that the process of a run holds as long as it lives.';

CREATE TABLE "migration"."override" (
  "override_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "run_id" uuid NOT NULL,
  "partition_no" bigint NOT NULL REFERENCES "migration"."partition",
  "changes" text NOT NULL,
  "why" text NOT NULL,
  "accepted_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE "migration"."override" IS 'Where a resume went on although something that decides what rows become had changed, since the operator said so.';
COMMENT ON COLUMN "migration"."override"."override_no" IS 'Its number.';
COMMENT ON COLUMN "migration"."override"."run_id" IS 'The run that went on.';
COMMENT ON COLUMN "migration"."override"."partition_no" IS 'The partition that it went on with.';
COMMENT ON COLUMN "migration"."override"."changes" IS 'What had changed since its first batches.';
COMMENT ON COLUMN "migration"."override"."why" IS 'What the operator gave as the reason.';
COMMENT ON COLUMN "migration"."override"."accepted_at" IS 'When.';

ALTER TABLE "migration"."partition"
  ADD COLUMN "held" boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN "migration"."partition"."held" IS 'Whether run_id works on it, as far as is known: true for ever if that run was killed, which its heartbeat tells.';

-- Batches ----------------------------------------------------------------------------------------

ALTER TABLE "migration"."batch_state"
  ADD COLUMN "kind" text NOT NULL DEFAULT 'range'
    CHECK ("kind" IN ('range', 'catch-up', 'replay')),
  ADD COLUMN "key_sum" bigint NOT NULL DEFAULT 0,
  ADD COLUMN "xid_from" bigint NOT NULL DEFAULT 0,
  ADD COLUMN "xid_to" bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN "migration"."batch_state"."kind" IS 'range: the next rows in key order; these alone move the cursor. catch-up: rows that appeared behind the cursor. replay: dead letters tried again; their rows were read by another batch before.';
COMMENT ON COLUMN "migration"."batch_state"."key_sum" IS 'Sum modulo 2^64 of the hashes of the keys that it read.';
COMMENT ON COLUMN "migration"."batch_state"."xid_from" IS 'The id of the transaction that wrote it. What it wrote has an xmin from here to xid_to, savepoints included.';
COMMENT ON COLUMN "migration"."batch_state"."xid_to" IS 'The last transaction id that it may have used.';

CREATE TABLE "migration"."second_pass" (
  "second_pass_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "entity_no" smallint NOT NULL,
  "tenant_no" integer NOT NULL,
  "references_set" bigint NOT NULL,
  "xid_from" bigint NOT NULL,
  "xid_to" bigint NOT NULL,
  "committed_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE "migration"."second_pass" IS 'Transactions that set deferred references: a row that one of them updated was changed by the migration, not by somebody else.';
COMMENT ON COLUMN "migration"."second_pass"."second_pass_no" IS 'Its number.';
COMMENT ON COLUMN "migration"."second_pass"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."second_pass"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."second_pass"."references_set" IS 'How many references it set.';
COMMENT ON COLUMN "migration"."second_pass"."xid_from" IS 'As in batch_state.';
COMMENT ON COLUMN "migration"."second_pass"."xid_to" IS 'As in batch_state.';
COMMENT ON COLUMN "migration"."second_pass"."committed_at" IS 'When, just before the commit.';

-- A few kilobytes, and as good as free to keep: batches are appended in the order of their numbers.
CREATE INDEX "id_mapping_int_batch" ON "migration"."id_mapping_int"
  USING brin ("batch_no") WITH (pages_per_range = 16);
CREATE INDEX "id_mapping_text_batch" ON "migration"."id_mapping_text"
  USING brin ("batch_no") WITH (pages_per_range = 16);

CREATE TABLE "migration"."filtered_row" (
  "entity_no" smallint NOT NULL,
  "tenant_no" integer NOT NULL,
  "legacy_key" text COLLATE "C" NOT NULL,
  "batch_no" bigint NOT NULL,
  "reason" text NOT NULL,
  PRIMARY KEY ("entity_no", "tenant_no", "legacy_key")
);
CREATE INDEX "filtered_row_batch" ON "migration"."filtered_row" USING brin ("batch_no");
COMMENT ON TABLE "migration"."filtered_row" IS 'Legacy rows that a route step or a mapper dropped. With the mapping store and the dead letters, every key that was read is somewhere.';
COMMENT ON COLUMN "migration"."filtered_row"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."filtered_row"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."filtered_row"."legacy_key" IS 'The legacy key as text, as in id_mapping_text.';
COMMENT ON COLUMN "migration"."filtered_row"."batch_no" IS 'The batch that read it.';
COMMENT ON COLUMN "migration"."filtered_row"."reason" IS 'Why it was dropped.';

-- Dead letters -----------------------------------------------------------------------------------

ALTER TABLE "migration"."dead_letter"
  ADD CONSTRAINT "dead_letter_status"
    CHECK ("status" IN ('open', 'waiting', 'replayed', 'discarded', 'rolled-back')),
  ALTER COLUMN "source_row" DROP NOT NULL,
  ADD COLUMN "payload" text NOT NULL DEFAULT 'keep'
    CHECK ("payload" IN ('keep', 'mask', 'encrypt', 'drop')),
  ADD COLUMN "attempts" integer NOT NULL DEFAULT 1,
  ADD COLUMN "closed_at" timestamptz,
  ADD COLUMN "closed_by_batch" bigint,
  ADD COLUMN "closed_why" text;
DROP INDEX "migration"."dead_letter_open";
CREATE UNIQUE INDEX "dead_letter_open" ON "migration"."dead_letter"
  ("entity_no", "tenant_no", md5("legacy_key")) WHERE "status" IN ('open', 'waiting');
COMMENT ON COLUMN "migration"."dead_letter"."status" IS 'open: somebody has to deal with it. waiting: its parent is not there yet, it is tried again at the end of the phase. replayed: the row was loaded after all. discarded: somebody decided against it. rolled-back: its batch was taken back.';
COMMENT ON COLUMN "migration"."dead_letter"."payload" IS 'How source_row is kept. keep: as it was read. mask: the keys of the row, other values replaced by their kind and length. encrypt: {"$aes-gcm": ...}, see docs/reliability.md. drop: not at all.';
COMMENT ON COLUMN "migration"."dead_letter"."attempts" IS 'How often the row was tried.';
COMMENT ON COLUMN "migration"."dead_letter"."closed_at" IS 'When it was replayed, discarded or rolled back.';
COMMENT ON COLUMN "migration"."dead_letter"."closed_by_batch" IS 'The batch that loaded the row after all.';
COMMENT ON COLUMN "migration"."dead_letter"."closed_why" IS 'Why it was discarded or rolled back, as the operator said.';

-- Rollback ---------------------------------------------------------------------------------------

CREATE TABLE "migration"."rollback" (
  "rollback_id" uuid PRIMARY KEY,
  "scope" text NOT NULL,
  "why" text NOT NULL,
  "host" text NOT NULL,
  "started_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  "completed_at" timestamptz,
  "status" text NOT NULL DEFAULT 'running',
  "message" text
);
COMMENT ON TABLE "migration"."rollback" IS 'Each rollback that was asked for.';
COMMENT ON COLUMN "migration"."rollback"."rollback_id" IS 'Its id, as in logs.';
COMMENT ON COLUMN "migration"."rollback"."scope" IS 'What was to be rolled back, as asked for.';
COMMENT ON COLUMN "migration"."rollback"."why" IS 'What the operator gave as the reason.';
COMMENT ON COLUMN "migration"."rollback"."host" IS 'The machine that did it.';
COMMENT ON COLUMN "migration"."rollback"."started_at" IS 'When it began.';
COMMENT ON COLUMN "migration"."rollback"."completed_at" IS 'When it ended; empty while it runs, and for ever if it was killed: the same command goes on.';
COMMENT ON COLUMN "migration"."rollback"."status" IS 'running, or how it ended.';
COMMENT ON COLUMN "migration"."rollback"."message" IS 'What there is to say about its end.';

CREATE TABLE "migration"."rolled_back_batch" (
  "rollback_id" uuid NOT NULL,
  "batch_no" bigint NOT NULL,
  "batch_id" uuid NOT NULL,
  "run_id" uuid NOT NULL,
  "entity_type" text NOT NULL,
  "tenant_id" uuid NOT NULL,
  "batch" jsonb NOT NULL,
  "rows_deleted" bigint NOT NULL,
  "rows_kept" jsonb NOT NULL,
  "rolled_back_at" timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY ("batch_no")
);
COMMENT ON TABLE "migration"."rolled_back_batch" IS 'The audit of rollbacks: a row a batch, committed by the transaction that deleted the batch''s rows.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."rollback_id" IS 'The rollback.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."batch_no" IS 'The batch.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."batch_id" IS 'Its id. The same rows, loaded again, have the same one.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."run_id" IS 'The run that had loaded it.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."entity_type" IS 'The entity''s name at that time.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."tenant_id" IS 'The district''s UUID.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."batch" IS 'Its row of batch_state, whole.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."rows_deleted" IS 'Target rows that were deleted, over all tables.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."rows_kept" IS 'Legacy rows whose target rows were left, by reason: updated, changed-since, depended-on, shared.';
COMMENT ON COLUMN "migration"."rolled_back_batch"."rolled_back_at" IS 'When, just before the commit.';

-- Functions --------------------------------------------------------------------------------------

CREATE FUNCTION "migration"."xid_after"("xid_from" bigint, "xmin" bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN "xid_from" + (("xmin" - "xid_from") & 4294967295);
COMMENT ON FUNCTION "migration"."xid_after"(bigint, bigint) IS 'The whole transaction id of which a row''s xmin shows the lowest 32 bits, as the first one at or after xid_from.';
