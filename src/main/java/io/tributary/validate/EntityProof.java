package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.ledger.Session;
import io.tributary.legacy.LegacyDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The validation of one entity of one tenant, from the first row to its findings. The caller sends
 * legacy rows to {@link #rows} by way of their route; {@link #finish} makes the checks that need no
 * route. For one thread at a time.
 */
public final class EntityProof implements AutoCloseable {

  private final ComparedEntity compared;
  private final LegacyDatabase legacy;
  private final boolean full;
  private final boolean first;
  private final boolean stepsMayChangeRows;
  private final TenantSessions sessions;
  private final Optional<LedgerEvidence> ledger;
  private final Optional<RowComparison> rows;
  private final JoinSample joinSample;
  private final long startedNanos = System.nanoTime();

  /**
   * Opens what it needs.
   *
   * @param connect opens connections to a service, outside its pool
   * @param legacy the tenant's legacy database
   * @param options how much is looked at
   * @param first whether this tenant is the one with which the entity is looked at over all tenants
   * @param stepsMayChangeRows whether a step of the entity's route may change what a column holds
   */
  public EntityProof(
      ComparedEntity compared,
      Function<String, Session> connect,
      LegacyDatabase legacy,
      ValidationOptions options,
      boolean first,
      boolean stepsMayChangeRows) {
    this.stepsMayChangeRows = stepsMayChangeRows;
    this.first = first;
    this.compared = compared;
    this.legacy = legacy;
    this.full = options.full();
    this.joinSample = new JoinSample(compared, options);
    this.sessions = new TenantSessions(compared.manifest(), compared.tenant(), connect);
    try {
      ProofSession session = sessions.of(compared.entity().service());
      this.ledger = session.look(c -> LedgerEvidence.of(c, compared.entity(), compared.tenant()));
      this.rows = ledger.map(known -> new RowComparison(compared, known, session, full));
    } catch (RuntimeException e) {
      sessions.close();
      throw e;
    }
  }

  /** The comparison of rows; empty if the ledger knows nothing of the entity or the tenant. */
  public Optional<RowComparison> rows() {
    return rows;
  }

  /** The rows that are joined to their parents, which the caller has drawn or lets draw. */
  public JoinSample joinSample() {
    return joinSample;
  }

  /** Makes the checks that are SQL alone, and tells what all checks have found. */
  public EntityFindings finish() {
    if (rows.isEmpty()) {
      return notMigrated(compared, "nothing of it was migrated");
    }
    List<Check> checks = new ArrayList<>();
    CountCheck counts =
        new CountCheck(
            compared, ledger.orElseThrow(), legacy, rows.get(), full, stepsMayChangeRows);
    ProofSession session = sessions.of(compared.entity().service());
    checks.add(counts.check(session));
    checks.addAll(rows.get().findings().checks());
    checks.addAll(new AggregateCheck(compared, ledger.orElseThrow(), legacy).checks(session));
    checks.addAll(new OrphanCheck(compared, sessions).checks());
    checks.addAll(
        new JoinCheck(compared, ledger.orElseThrow(), sessions, legacy).checks(joinSample.keys()));
    checks.addAll(
        new UniquenessCheck(compared, ledger.orElseThrow(), counts.accounts(), first)
            .checks(session));
    return findings(Optional.of(counts.counts()), checks, Optional.empty());
  }

  /** What is known if the validation was broken off. */
  public EntityFindings brokenOff(String why) {
    return findings(
        Optional.empty(),
        rows.map(found -> found.findings().checks()).orElse(List.of()),
        Optional.of(why));
  }

  private EntityFindings findings(
      Optional<Counts> counts, List<Check> checks, Optional<String> failure) {
    return new EntityFindings(
        compared.entity().name(),
        compared.tenant().name(),
        compared.entity().service(),
        counts,
        checks,
        rows.map(found -> found.findings().looked()).orElse(0L),
        Duration.ofNanos(System.nanoTime() - startedNanos),
        failure);
  }

  /** What there is to say of an entity and tenant that cannot be validated. */
  public static EntityFindings notMigrated(ComparedEntity compared, String why) {
    return new EntityFindings(
        compared.entity().name(),
        compared.tenant().name(),
        compared.entity().service(),
        Optional.empty(),
        List.of(),
        0,
        Duration.ZERO,
        Optional.of(why));
  }

  @Override
  public void close() {
    sessions.close();
  }
}
