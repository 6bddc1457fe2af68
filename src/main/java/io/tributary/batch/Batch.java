package io.tributary.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The next rows of a partition in key order, and what has become of each: the unit of commit.
 *
 * <p>Rows are numbered from 0 in key order. Different rows may be worked on by different threads
 * (chunks of a parallel split), one row by one thread at a time; the split's end makes the writes
 * visible to the thread that loads the batch.
 *
 * <p>A row's life: {@link RowOutcome#READ}, then {@link #mapped}, {@link #filter} or {@link
 * #refuse}; a mapped row is then settled by the load with {@link #loaded} or {@link #refuse}.
 * {@link #beginLoad} takes a load's outcomes back, so that a load can be tried again as a whole.
 */
public final class Batch {

  private final Claim claim;
  private final BatchKind kind;
  private final RowShape shape;
  private final KeyShape keyShape;
  private final int[] keyColumns;
  private final Optional<List<String>> lower;
  private final Object[][] rows;
  private final long bytes;
  private final boolean last;
  private final long startedNanos;
  private final long readNanos;
  private final UUID batchId;
  private long waitedNanos;
  private final Outcomes outcomes;

  /**
   * The next batch of a partition, as it was read.
   *
   * @param claim the claim it is read under
   * @param shape the columns of its rows
   * @param keyShape the key columns
   * @param lower the key it was read after, by its parts' canonical texts; empty at the beginning
   * @param rows in key order, at least one; the batch takes them over
   * @param bytes about how much memory the rows take
   * @param last whether the server said that no row follows
   * @param startedNanos {@link System#nanoTime} when reading began
   */
  public Batch(
      Claim claim,
      RowShape shape,
      KeyShape keyShape,
      Optional<List<String>> lower,
      List<Object[]> rows,
      long bytes,
      boolean last,
      long startedNanos) {
    this(
        claim,
        BatchKind.RANGE,
        shape,
        keyShape,
        lower.map(List::copyOf),
        rows,
        bytes,
        last,
        startedNanos,
        deriveId(claim, lower));
  }

  private Batch(
      Claim claim,
      BatchKind kind,
      RowShape shape,
      KeyShape keyShape,
      Optional<List<String>> lower,
      List<Object[]> rows,
      long bytes,
      boolean last,
      long startedNanos,
      UUID batchId) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one row");
    }
    this.claim = claim;
    this.kind = kind;
    this.shape = shape;
    this.keyShape = keyShape;
    this.keyColumns = keyShape.columns().stream().mapToInt(c -> shape.indexOf(c.name())).toArray();
    this.lower = lower;
    this.rows = rows.toArray(Object[][]::new);
    this.bytes = bytes;
    this.last = last;
    this.startedNanos = startedNanos;
    this.readNanos = System.nanoTime() - startedNanos;
    this.batchId = batchId;
    this.outcomes = new Outcomes(this.rows.length);
  }

  /**
   * A batch of rows that were asked for by their keys. Its id is new, and stays for every try at
   * loading it.
   *
   * @param kind anything but {@link BatchKind#RANGE}
   * @param rows in key order, at least one; the batch takes them over
   * @param bytes about how much memory the rows take
   * @param last whether these are all the rows that have one of the keys
   * @param startedNanos {@link System#nanoTime} when reading began
   */
  public static Batch ofKeys(
      Claim claim,
      BatchKind kind,
      RowShape shape,
      KeyShape keyShape,
      List<Object[]> rows,
      long bytes,
      boolean last,
      long startedNanos) {
    if (kind == BatchKind.RANGE) {
      throw new IllegalArgumentException("a range is read after a key, not by keys");
    }
    return new Batch(
        claim,
        kind,
        shape,
        keyShape,
        Optional.empty(),
        rows,
        bytes,
        last,
        startedNanos,
        UUID.randomUUID());
  }

  /**
   * The id of the batch that begins after {@code lower}: derived from the partition, its pass and
   * that bound, so that a retry of the same work has the same id and meets the ledger's unique key.
   */
  private static UUID deriveId(Claim claim, Optional<List<String>> lower) {
    StringBuilder name = new StringBuilder();
    name.append(claim.entity().identity()).append('\u0000').append(claim.tenant().id());
    name.append('\u0000').append(claim.range());
    if (claim.pass() > 0) {
      name.append('/').append(claim.pass());
    }
    lower.ifPresent(parts -> parts.forEach(part -> name.append('\u0000').append(part)));
    return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The claim it was read under. */
  public Claim claim() {
    return claim;
  }

  /** Where its rows come from. */
  public BatchKind kind() {
    return kind;
  }

  /**
   * How it enters the target: as its partition's batches do, but that rows asked for by their keys
   * are never copied straight into it, since rows around them are there.
   */
  public LoadMode mode() {
    boolean besideOthers = kind != BatchKind.RANGE && claim.mode() == LoadMode.DIRECT;
    return besideOthers ? LoadMode.MERGE : claim.mode();
  }

  /** The columns of its rows. */
  public RowShape shape() {
    return shape;
  }

  /** The key columns. */
  public KeyShape keyShape() {
    return keyShape;
  }

  /** Its id, the same for every try at these rows. */
  public UUID batchId() {
    return batchId;
  }

  /** The key it was read after, by its parts' canonical texts; empty at the beginning. */
  public Optional<List<String>> lower() {
    return lower;
  }

  /** The key of its last row, by its parts' canonical texts. */
  public List<String> upper() {
    return List.of(keyShape.parts(key(rows.length - 1)));
  }

  /**
   * From which key to which it goes, for logs: {@code (lower, upper]}, with {@code *} for the
   * beginning. Parts of type text are not shown, since they may be a person's number or name.
   */
  public String bounds() {
    if (kind != BatchKind.RANGE) {
      return rows.length + " keys up to " + keyShape.loggable(upper());
    }
    return "("
        + lower.map(keyShape::loggable).orElse("*")
        + ", "
        + keyShape.loggable(upper())
        + "]";
  }

  /** How many rows were read. */
  public int size() {
    return rows.length;
  }

  /** About how much memory its rows take, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Whether the server said that no row follows. */
  public boolean isLast() {
    return last;
  }

  /** {@link System#nanoTime} when reading began. */
  public long startedNanos() {
    return startedNanos;
  }

  /** How long reading took, in nanoseconds. */
  public long readNanos() {
    return readNanos;
  }

  /**
   * It has waited so long for the batch before it to be committed; for the thread that loads it.
   */
  public void waited(long nanos) {
    waitedNanos += nanos;
  }

  /**
   * How long it was worked on until now, in nanoseconds: what it waited is left out. For the thread
   * that loads it.
   */
  public long workedNanos() {
    return System.nanoTime() - startedNanos - waitedNanos;
  }

  /** The values of a row, by {@link #shape}. Not a copy: to be read only. */
  public Object[] row(int index) {
    return rows[index];
  }

  /** The key values of a row. */
  public Object[] key(int index) {
    Object[] key = new Object[keyColumns.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = rows[index][keyColumns[i]];
    }
    return key;
  }

  boolean isKeyColumn(int column) {
    return Arrays.stream(keyColumns).anyMatch(key -> key == column);
  }

  /** The canonical text of a row's key. */
  public String keyText(int index) {
    return keyShape.text(key(index));
  }

  /** A row's key, where {@link KeyShape#isInteger}. */
  public long keyLong(int index) {
    return (Long) rows[index][keyColumns[0]];
  }

  /** The batch cut into chunks of at most that many rows, in order. */
  public List<RowChunk> chunks(int chunkRows) {
    if (chunkRows < 1) {
      throw new IllegalArgumentException("a chunk has at least one row, not " + chunkRows);
    }
    List<RowChunk> chunks = new ArrayList<>((rows.length + chunkRows - 1) / chunkRows);
    for (int from = 0; from < rows.length; from += chunkRows) {
      chunks.add(new RowChunk(this, from, Math.min(from + chunkRows, rows.length)));
    }
    return chunks;
  }

  /** The mapper made target rows of this row. */
  public void mapped(int index, UUID uuid, long hash) {
    outcomes.mapped(index, uuid, hash);
  }

  /** A route step or a mapper drops this row, for a reason that the ledger keeps. */
  public void filter(int index, String reason) {
    outcomes.filter(index, reason);
  }

  /** This row cannot be migrated. */
  public void refuse(int index, DeadLetter deadLetter) {
    outcomes.refuse(index, deadLetter);
  }

  /** A mapped row has a reference that the second pass is to set. */
  public void defer(DeferredReference reference) {
    outcomes.defer(reference);
  }

  /** The references for the second pass, in no particular order; those of refused rows included. */
  public List<DeferredReference> deferredReferences() {
    return outcomes.deferred();
  }

  /** The mapping store has this row's key already, with another hash. */
  public void markKnown(int index) {
    outcomes.markKnown(index);
  }

  /** Whether an earlier batch had brought this row, so that it is updated and not inserted. */
  public boolean isKnown(int index) {
    return outcomes.isKnown(index);
  }

  /**
   * The mapping store has this row's key already, with the same hash: the row is settled, and there
   * is nothing to write of it.
   */
  public void markSame(int index) {
    outcomes.markSame(index);
  }

  /** Whether the mapping store has this row as it is. */
  public boolean isSame(int index) {
    return outcomes.isSame(index);
  }

  /** A load begins, or begins again: what an earlier try at loading settled is forgotten. */
  public void beginLoad() {
    outcomes.beginLoad();
  }

  /** The load settled this mapped row. */
  public void loaded(int index, RowOutcome outcome) {
    outcomes.loaded(index, outcome);
  }

  /** What has become of a row so far. */
  public RowOutcome outcome(int index) {
    return outcomes.of(index);
  }

  /** The UUID of a mapped row. */
  public UUID uuid(int index) {
    return outcomes.uuid(index);
  }

  /** The hash over all target rows of a mapped row. */
  public long hash(int index) {
    return outcomes.hash(index);
  }

  /** The dead letters so far, by row. */
  public SortedMap<Integer, DeadLetter> deadLetters() {
    return outcomes.deadLetters();
  }

  /** Why rows were filtered, by row. */
  public SortedMap<Integer, String> filterReasons() {
    return outcomes.filterReasons();
  }

  /** What became of the rows; {@link Accounting#closes} once every outcome is final. */
  public Accounting accounting() {
    return outcomes.accounting();
  }

  /** Count and sum of the keys that it read. */
  public KeySum keySum() {
    KeySum keys = new KeySum();
    boolean integer = keyShape.isInteger();
    for (int i = 0; i < rows.length; i++) {
      if (integer) {
        keys.add(keyLong(i));
      } else {
        keys.add(keyText(i));
      }
    }
    return keys;
  }

  /** Sum modulo 2^64 of the hashes of the rows that the target has: the same for any batch size. */
  public long checksum() {
    return outcomes.checksum();
  }
}
