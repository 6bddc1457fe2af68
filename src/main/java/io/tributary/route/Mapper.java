package io.tributary.route;

import io.tributary.batch.Claim;
import io.tributary.batch.RowChunk;
import io.tributary.copy.MappedChunk;
import io.tributary.mapping.EntityMapper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bean {@code mapper}: turns chunks into encoded target rows by the mapper that was compiled for
 * the chunk's partition. Thread-safe.
 */
public final class Mapper {

  private final Map<Claim, EntityMapper> byClaim = new ConcurrentHashMap<>();

  /** Chunks of this claim are mapped by that mapper, until it is released. */
  public void use(Claim claim, EntityMapper mapper) {
    byClaim.put(claim, mapper);
  }

  /** No chunk of this claim will come any more. */
  public void release(Claim claim) {
    byClaim.remove(claim);
  }

  /** Maps a chunk. */
  public MappedChunk map(RowChunk chunk) {
    EntityMapper mapper = byClaim.get(chunk.batch().claim());
    if (mapper == null) {
      throw new IllegalStateException(
          "no mapper is ready for " + chunk.batch().claim().displayName());
    }
    return mapper.map(chunk);
  }
}
