-- What repairs leave behind that were told to delete rows which no legacy row leads to.

CREATE TABLE "migration"."deleted_row" (
  "deleted_no" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "run_id" uuid NOT NULL,
  "validation" uuid NOT NULL,
  "entity_no" smallint NOT NULL,
  "tenant_no" integer NOT NULL,
  "table_name" text NOT NULL,
  "row_id" uuid NOT NULL,
  "legacy_key" text,
  "deleted_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE "migration"."deleted_row" IS 'Target rows that a repair deleted since a validation had listed them as extra; committed by the transaction that deleted them.';
COMMENT ON COLUMN "migration"."deleted_row"."deleted_no" IS 'Its number.';
COMMENT ON COLUMN "migration"."deleted_row"."run_id" IS 'The repair.';
COMMENT ON COLUMN "migration"."deleted_row"."validation" IS 'The validation that had listed the row, or the row that this one was a part of.';
COMMENT ON COLUMN "migration"."deleted_row"."entity_no" IS 'The entity.';
COMMENT ON COLUMN "migration"."deleted_row"."tenant_no" IS 'The district.';
COMMENT ON COLUMN "migration"."deleted_row"."table_name" IS 'The target table.';
COMMENT ON COLUMN "migration"."deleted_row"."row_id" IS 'The UUID of the row.';
COMMENT ON COLUMN "migration"."deleted_row"."legacy_key" IS 'The legacy row that it was made of, which legacy has no more; empty if the mapping store did not know the row.';
COMMENT ON COLUMN "migration"."deleted_row"."deleted_at" IS 'When.';
