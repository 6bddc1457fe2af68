package io.tributary.route;

import io.tributary.batch.Claim;
import io.tributary.batch.RowChunk;
import io.tributary.copy.MappedChunk;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.mapping.EntityMapper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /**
   * Maps a chunk.
   *
   * @param body the exchange's, which is a {@link RowChunk} unless a step has replaced it
   * @throws MigrationException if it is none
   */
  public MappedChunk map(@Nullable Object body) {
    if (!(body instanceof RowChunk chunk)) {
      throw new MigrationException(notAChunk(body), null);
    }
    EntityMapper mapper = byClaim.get(chunk.batch().claim());
    if (mapper == null) {
      throw new IllegalStateException(
          "no mapper is ready for " + chunk.batch().claim().displayName());
    }
    return mapper.map(chunk);
  }

  private static Problem notAChunk(@Nullable Object body) {
    return new Problem(
        RouteCode.NOT_A_CHUNK,
        "bean mapper",
        "a step before the mapper replaced the chunk of rows by "
            + (body == null ? "nothing" : "a " + body.getClass().getSimpleName()),
        "Steps may change or drop rows of the chunk; the body itself must stay.");
  }
}
