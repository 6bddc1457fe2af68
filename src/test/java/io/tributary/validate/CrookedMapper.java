package io.tributary.validate;

import io.tributary.batch.RowChunk;
import java.time.LocalDateTime;

/** Mappers that err, always in the same way: in the run and in the validation alike. */
public final class CrookedMapper {

  /** Takes local times for those of a zone an hour away. */
  public RowChunk wrongZone(RowChunk chunk) {
    for (RowChunk.Row row : chunk.rows()) {
      if (row.get("CreatedOn") instanceof LocalDateTime time) {
        row.set("CreatedOn", time.plusHours(1));
      }
    }
    return chunk;
  }

  /** Takes true for false. */
  public RowChunk invertedFlag(RowChunk chunk) {
    for (RowChunk.Row row : chunk.rows()) {
      if (row.get("IsActive") instanceof Boolean active) {
        row.set("IsActive", !active);
      }
    }
    return chunk;
  }

  /** Takes one number for another. */
  public RowChunk swappedColumns(RowChunk chunk) {
    for (RowChunk.Row row : chunk.rows()) {
      Object raw = row.get("RawScore");
      row.set("RawScore", row.get("MaxScore"));
      row.set("MaxScore", raw);
    }
    return chunk;
  }

  /** Takes one text for another. */
  public RowChunk swappedNames(RowChunk chunk) {
    for (RowChunk.Row row : chunk.rows()) {
      Object name = row.get("Name");
      row.set("Name", row.get("Nick"));
      row.set("Nick", name);
    }
    return chunk;
  }
}
