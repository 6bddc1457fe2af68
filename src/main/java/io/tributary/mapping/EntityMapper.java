package io.tributary.mapping;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.DeferredReference;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowChunk;
import io.tributary.batch.RowRefusedException;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.copy.MappedChunk;
import io.tributary.copy.TableRows;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Tenant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Maps the rows of one entity, of any tenant: each row that no step has dropped leaves it mapped
 * and encoded, or refused as a dead letter, never in between. Thread-safe.
 */
public final class EntityMapper {

  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private final Entity entity;
  private final RowShape shape;
  private final RowIdentity identity;
  private final CompiledTable[] tables;
  private final boolean keepsValues;
  private final Map<String, String> beanVersions;
  private final Map<ZoneId, ZoneClock> clocks = new ConcurrentHashMap<>();

  EntityMapper(
      Entity entity,
      RowShape shape,
      RowIdentity identity,
      List<CompiledTable> tables,
      boolean keepsValues,
      Map<String, String> beanVersions) {
    this.entity = entity;
    this.shape = shape;
    this.identity = identity;
    this.tables = tables.toArray(CompiledTable[]::new);
    this.keepsValues = keepsValues;
    this.beanVersions = beanVersions;
  }

  /** The versions of the custom beans it uses, by their names; for fingerprints. */
  public Map<String, String> beanVersions() {
    return beanVersions;
  }

  /**
   * Maps a chunk. The tenant is the one of the chunk's claim.
   *
   * @return the encoded rows; the batch knows each row's outcome, UUID and hash
   * @throws MigrationException if a bean throws anything but a refusal, if a lookup cannot be read,
   *     or if the rows are not of the shape that the mapping was compiled for
   */
  public MappedChunk map(RowChunk chunk) {
    Batch batch = chunk.batch();
    checkShape(batch);
    TableRows[] rows = new TableRows[tables.length];
    for (int i = 0; i < tables.length; i++) {
      rows[i] = tables[i].newRows(chunk.to() - chunk.from(), keepsValues);
    }
    Tenant tenant = batch.claim().tenant();
    ZoneClock clock = clocks.computeIfAbsent(tenant.zone(), ZoneClock::of);
    RowInHand inHand = new RowInHand(tenant, identity, clock, mayHaveBeenLoaded(batch));
    for (RowChunk.Row row : chunk.rows()) {
      map(row, batch, inHand, rows);
    }
    return new MappedChunk(chunk, List.of(rows));
  }

  /** Of a shared row another legacy row may have brought what this one has not. */
  private boolean mayHaveBeenLoaded(Batch batch) {
    return batch.mode() != LoadMode.DIRECT && entity.scope() == Scope.TENANT;
  }

  private void map(RowChunk.Row row, Batch batch, RowInHand inHand, TableRows[] rows) {
    int index = row.index();
    try {
      inHand.begin(row, batch.row(index));
      long hash = write(inHand, rows);
      for (TableRows table : rows) {
        table.commit(index);
      }
      inHand.deferred().forEach(batch::defer);
      batch.mapped(index, inHand.self(), hash);
    } catch (RowRefusedException e) {
      for (TableRows table : rows) {
        table.rollback();
      }
      batch.refuse(
          index,
          new DeadLetter(
              DeadLetter.Stage.MAP,
              Optional.ofNullable(inHand.column()),
              e.reason(),
              String.valueOf(e.getMessage())));
    } catch (TributaryException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MigrationException(failed(batch, index, inHand), e);
    }
  }

  /**
   * Writes the row's part of each table.
   *
   * @return a hash over all bytes written, table by table, and over the references left to the
   *     second pass
   */
  private long write(RowInHand inHand, TableRows[] rows) {
    long hash = 0;
    for (int i = 0; i < tables.length; i++) {
      int start = rows[i].buffer().size();
      tables[i].write(inHand, rows[i]);
      int length = rows[i].buffer().size() - start;
      long part = HASHER.hashBytesToLong(rows[i].buffer().array(), start, length);
      hash = HASHER.hashLongLongToLong(hash, part);
    }
    for (DeferredReference reference : inHand.deferred()) {
      hash = HASHER.hashLongLongToLong(hash, HASHER.hashCharsToLong(reference.column()));
      hash = withUuid(hash, reference.rowId());
      hash = withUuid(hash, reference.parentId());
    }
    return hash;
  }

  private static long withUuid(long hash, UUID uuid) {
    return HASHER.hashLongLongLongToLong(
        hash, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** The tables of districts drift apart: a column elsewhere would be mapped as another. */
  private void checkShape(Batch batch) {
    List<SourceColumn> found = batch.shape().columns();
    boolean same = batch.shape() == shape || found.size() == shape.columns().size();
    for (int i = 0; same && i < found.size(); i++) {
      SourceColumn wanted = shape.columns().get(i);
      same =
          wanted.name().equalsIgnoreCase(found.get(i).name())
              && wanted.type() == found.get(i).type();
    }
    if (!same || !batch.claim().entity().name().equals(entity.name())) {
      throw new MigrationException(
          new Problem(
              MappingCode.SHAPE_CHANGED,
              batch.claim().displayName(),
              "the rows have other columns than the mapping was checked with",
              "run `tributary check` for this tenant; compare its legacy table with the others'"),
          null);
    }
  }

  private static Problem failed(Batch batch, int index, RowInHand inHand) {
    String column = inHand.column() == null ? "" : " for column " + inHand.column();
    return new Problem(
        MappingCode.MAPPER_FAILED,
        batch.claim().displayName(),
        "mapping row " + index + " of batch " + batch.batchId() + column + " failed unexpectedly",
        "mend the bean; a row that it cannot map is refused by a RowRefusedException");
  }
}
