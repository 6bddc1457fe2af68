package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.KeySum;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one service database: which partition is how far and who may write it, what became
 * of every batch, which legacy row became which UUID, and which rows could not be migrated.
 *
 * <p>Two kinds of method. {@link #open} and {@link #close} work in the caller's transaction, which
 * Spring has bound to the thread for the same pool, and refuse to work without one: what they write
 * is committed with the batch's target rows or not at all. All others work in a short transaction
 * of their own, on a connection of their own, whatever the caller's state.
 *
 * <p>Thread-safe. Every method that reaches the database throws {@link MigrationException} if the
 * database fails.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private static final long HEARTBEAT_MILLIS = 2_000;

  private final Transactions transactions;
  private final LedgerSchema schema;
  private final Settings settings;
  private final DeferredWork deferredWork;
  private final String serviceName;
  private final ClaimProtocol claimProtocol;
  private final Runs runs = new Runs();
  private final Partitions partitions = new Partitions();
  private final KeyRanges ranges = new KeyRanges();
  private final PartitionStates states = new PartitionStates();
  private final DeadLetters deadLetters;
  private final BatchRecord batchRecord;
  private final DeadLetterArchive archive;
  private final DroppedIndexes indexes;
  private final SeenKeys seenKeys = new SeenKeys();

  /**
   * The ledger of a service.
   *
   * @param service the service; names the ledger in messages
   * @param dataSource the pool of the service's database that the load's transactions use, too
   * @param times how patient it is
   * @param retries tries its short transactions again
   * @param rules how dead letters are kept, and how many are too many
   */
  public Ledger(
      Service service,
      DataSource dataSource,
      LedgerTimes times,
      Retries retries,
      DeadLetterRules rules) {
    this.serviceName = service.name();
    this.transactions = new Transactions(service.name(), dataSource, retries, times.lease());
    this.schema = new LedgerSchema(service.name(), transactions.dataSource());
    this.settings = new Settings(service.name());
    this.deferredWork = new DeferredWork(service, transactions);
    Holders holders = new Holders(times.lease());
    this.claimProtocol = new ClaimProtocol(transactions, holders);
    Payloads payloads = new Payloads(rules);
    this.deadLetters = new DeadLetters(payloads);
    this.batchRecord = new BatchRecord(times.batchTimeout(), partitions, deadLetters, rules);
    this.archive = new DeadLetterArchive(service.name(), transactions, payloads, holders);
    this.indexes = new DroppedIndexes(service.name(), transactions, holders, times.lease());
  }

  /**
   * Creates schema {@code migration}, or brings it up to date. Several processes may do so at once.
   */
  public void migrate() {
    schema.migrate();
  }

  /** Whether schema {@code migration} is there. */
  public boolean exists() {
    return transactions.own(LedgerSchema::exists);
  }

  /**
   * Makes sure that UUIDs are derived with the secret that this database was begun with.
   *
   * @param check a value that follows from the secret and doesn't give it away; kept at the first
   *     call
   * @throws io.tributary.fault.RefusedException if another value was kept
   */
  public void requireSecret(String check) {
    transactions.own(
        connection -> {
          settings.requireSecret(connection, check);
          return check;
        });
  }

  /** Keeps who begins to write. Calling it again for the same run changes nothing. */
  public void startRun(RunInfo run) {
    transactions.own(connection -> runs.start(connection, run));
  }

  /** Keeps how a run ended, in a word and in words. */
  public void endRun(UUID runId, String status, String message) {
    transactions.own(connection -> runs.end(connection, runId, status, message));
  }

  /** All partitions by entity, tenant and range; none where schema {@code migration} is not. */
  public List<PartitionState> states() {
    return read(null, null);
  }

  /**
   * The partitions of an entity and tenant by range: one unless it is cut into ranges; none before
   * the first claim, or where schema {@code migration} is not.
   */
  public List<PartitionState> states(Entity entity, Tenant tenant) {
    return read(entity.identity(), tenant.id());
  }

  private List<PartitionState> read(@Nullable String entityIdentity, @Nullable UUID tenantId) {
    return transactions.own(
        connection ->
            LedgerSchema.exists(connection)
                ? states.read(connection, entityIdentity, tenantId)
                : List.of());
  }

  /**
   * Shows other processes that the run lives, until what this returns is closed.
   *
   * @param session opens the connection that it takes
   * @throws MigrationException if it cannot be opened
   */
  public Presence presence(UUID runId, Session session) {
    try {
      return Presence.of(runId, serviceName, session, HEARTBEAT_MILLIS);
    } catch (SQLException e) {
      throw transactions.failure(e);
    }
  }

  /**
   * The same, if no other process shows it; else empty.
   *
   * @throws MigrationException if the session cannot be opened
   */
  public Optional<Presence> presenceAlone(UUID runId, Session session) {
    try {
      return Presence.alone(runId, serviceName, session, HEARTBEAT_MILLIS);
    } catch (SQLException e) {
      throw transactions.failure(e);
    }
  }

  /**
   * Claims a partition for a run: whoever held it before is refused from now on. Another run that
   * lives and holds it keeps it. One that does not live any more has its open transaction ended.
   *
   * @param chooseMode asked for the load mode unless one has been kept; holds no connection while
   *     it is asked
   * @throws io.tributary.fault.RefusedException if batches of this entity and tenant are committed
   *     under another fingerprint, and that was not accepted; the message lists the parts that
   *     changed
   * @throws MigrationException if the partition's row stays locked
   */
  public ClaimAnswer claim(ClaimRequest request, Supplier<LoadMode> chooseMode) {
    return claimProtocol.claim(request, chooseMode);
  }

  /** Lets go of a claimed partition, as it stands; without effect if it was taken over. */
  public void release(Claim claim) {
    transactions.own(connection -> partitions.release(connection, claim));
  }

  /**
   * Cuts a claimed partition: it ends with that key from now on, and a new range of the same entity
   * and tenant has the rows after it, up to where the partition ended before. The key must lie
   * behind everything that was read of the partition.
   *
   * @param key by its parts' canonical texts
   * @return the new range's number
   * @throws MigrationException if the partition was taken over
   */
  public int cut(Claim claim, List<String> key) {
    return transactions.own(connection -> ranges.cut(connection, claim, key));
  }

  /**
   * A claimed partition is read to its end. If other ranges of its entity and tenant are not
   * complete, it is marked as complete and let go of. Else it stays claimed: the keys of all have
   * to be compared with legacy's before {@link #complete}.
   *
   * @return whether it is the last
   * @throws MigrationException if the partition was taken over
   */
  public boolean isLastRange(Claim claim) {
    return transactions.own(connection -> ranges.isLast(connection, claim));
  }

  /** The ranges of an entity and tenant that are not complete, by number. */
  public List<Integer> openRanges(Entity entity, Tenant tenant) {
    return transactions.own(connection -> ranges.open(connection, entity.identity(), tenant.id()));
  }

  /**
   * Count and sum of the keys that the batches of an entity and tenant have read, in all ranges,
   * each in its current pass.
   */
  public KeySum keysRead(Claim claim) {
    return transactions.own(connection -> seenKeys.sum(connection, claim));
  }

  /**
   * The keys among these that no batch of the partition has read.
   *
   * @param keys canonical texts
   */
  public List<String> unseen(Claim claim, KeyShape shape, List<String> keys) {
    return transactions.own(connection -> seenKeys.unseen(connection, claim, shape, keys));
  }

  /**
   * The next dead letters of a claimed partition that can be tried again, in the order of their
   * numbers.
   *
   * @param waitingOnly those that wait for a parent; else the open ones, too
   * @param numbers only these; empty for all
   * @param after the number to begin after; 0 to begin
   * @param limit the most letters wanted
   */
  public List<PendingLetter> pendingLetters(
      Claim claim, boolean waitingOnly, Set<Long> numbers, long after, int limit) {
    return transactions.own(
        connection -> deadLetters.pending(connection, claim, waitingOnly, numbers, after, limit));
  }

  /** The service's dead letters, for an operator to look through and decide on. */
  public DeadLetterArchive archive() {
    return archive;
  }

  /** Schemas that were frozen for a manifest of that name, in the control database. */
  public SchemaSnapshots snapshots(String manifest) {
    return new SchemaSnapshots(manifest, transactions);
  }

  /** Validations, in the control database. */
  public Validations validations() {
    return new Validations(transactions);
  }

  /** Indexes of the service's target tables that are missing while rows are loaded. */
  public DroppedIndexes indexes() {
    return indexes;
  }

  /** The letters of a claimed partition that still wait for a parent wait no longer: none came. */
  public void giveUpWaiting(Claim claim) {
    transactions.own(connection -> deadLetters.giveUp(connection, claim));
  }

  /**
   * In the caller's transaction: locks the partition, checks the claim, and inserts the batch's row
   * before anything else of the batch is written. The transaction is limited in time, so that a
   * frozen worker holds its locks no longer than that. Then the batch's load begins; unless the
   * partition is loaded directly, rows that the mapping store has are settled as unchanged or
   * marked as known. Rows with a key that the mapping store could not index become dead letters.
   *
   * @return the batch's number, and its checkpoint if it is committed already
   * @throws MigrationException if the partition was taken over, or the batch was read from another
   *     place than the ledger's cursor
   */
  public OpenedBatch open(Batch batch) {
    return transactions.callers(connection -> batchRecord.open(connection, batch));
  }

  /**
   * In the caller's transaction: locks a claimed partition and checks the claim. The transaction is
   * limited in time.
   *
   * @throws MigrationException if the partition was taken over
   */
  public void lock(Claim claim) {
    transactions.callers(connection -> batchRecord.lock(connection, claim));
  }

  /**
   * In the caller's transaction: writes the batch's mapping rows, dead letters and deferred
   * references, its sums, and the partition's new cursor. Right before the commit.
   *
   * @param batchNo the number that {@link #open} gave
   * @return the checkpoint that holds once the transaction is committed
   * @throws MigrationException if a row's outcome is not final, this transaction has not opened the
   *     batch, or its partition has too many dead letters
   */
  public Checkpoint close(Batch batch, long batchNo) {
    return transactions.callers(connection -> batchRecord.close(connection, batch, batchNo));
  }

  /**
   * Marks the claim's partition as complete: no row follows its cursor.
   *
   * @throws MigrationException if the partition was taken over
   */
  public void complete(Claim claim) {
    boolean done =
        transactions.own(
            connection -> partitions.mark(connection, claim, PartitionStatus.COMPLETE, null));
    if (!done) {
      throw Partitions.takenOver(claim, null);
    }
  }

  /**
   * Marks the claim's partition as failed, so that {@code status} can say why. Changes nothing if
   * the partition was taken over: then it is the other run's to say how it stands.
   */
  public void fail(Claim claim, String message) {
    boolean done =
        transactions.own(
            connection -> partitions.mark(connection, claim, PartitionStatus.FAILED, message));
    if (!done) {
      LOG.atInfo()
          .addKeyValue("entity", claim.entity().name())
          .addKeyValue("tenant", claim.tenant().name())
          .addKeyValue("epoch", claim.epoch())
          .log("failure not kept, the partition was taken over");
    }
  }

  /**
   * The second pass: sets the references that were left NULL while rows were loaded. What cannot be
   * set stays in the work list; the pass can be run again at any time.
   *
   * @param manifest where the parents' services and the id column's name are found
   * @param limit the most references that one transaction works on, 1 or more
   * @return how many were set, and why others were not
   */
  public DeferredResult setDeferred(Manifest manifest, Entity entity, Tenant tenant, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a transaction sets at least one reference");
    }
    return deferredWork.run(manifest, entity, tenant, limit);
  }
}
