package io.tributary.operation;

import io.tributary.batch.RowChunk;
import java.util.Locale;

/** An operator's own bean, as a route file binds it by its class's name. */
public final class ShoutedNames {

  /** Writes names in capitals. */
  public void shout(RowChunk chunk) {
    chunk
        .rows()
        .forEach(row -> row.set("Name", String.valueOf(row.text("Name")).toUpperCase(Locale.ROOT)));
  }

  /** Fails, as a defect in an operator's bean does. */
  public void fail(RowChunk chunk) {
    throw new IllegalStateException("the price list has no entry for " + chunk.rows().size());
  }
}
