-- What cutting a large partition into key ranges needs: where each begins and ends.

ALTER TABLE "migration"."partition"
  ADD COLUMN "lower_bound" text[],
  ADD COLUMN "upper_bound" text[];
COMMENT ON COLUMN "migration"."partition"."range_no" IS 'The key range; 0 is the first, and the only one as long as the entity and district were not cut. Ranges are never put together again.';
COMMENT ON COLUMN "migration"."partition"."lower_bound" IS 'The key after which the range begins, part by part; empty for the first row there is. The legacy server''s order holds. Its cursor begins with it.';
COMMENT ON COLUMN "migration"."partition"."upper_bound" IS 'The key of the last row that belongs to the range, part by part; empty for the last row there is.';
COMMENT ON COLUMN "migration"."partition"."status" IS 'open: rows may follow. complete: the legacy server said that none follows in its range; the last range of an entity and district to be complete has compared the keys of all. failed: see message; running again goes on from the cursor.';

CREATE FUNCTION "migration"."ranges_lock"("entity_no" integer, "tenant_no" integer) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended('tributary ranges ' || "entity_no"::text || '/' || "tenant_no"::text, 0);
COMMENT ON FUNCTION "migration"."ranges_lock"(integer, integer) IS 'The advisory lock under which the ranges of an entity and district are claimed, cut and completed, for the length of a short transaction.';
