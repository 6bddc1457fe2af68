package io.tributary.copy;

import io.tributary.batch.RowChunk;
import java.util.List;

/**
 * A chunk after the mapper.
 *
 * @param chunk the chunk, each row mapped, filtered or refused
 * @param tables its encoded rows, for each target table of the entity, parents first
 */
public record MappedChunk(RowChunk chunk, List<TableRows> tables) {}
