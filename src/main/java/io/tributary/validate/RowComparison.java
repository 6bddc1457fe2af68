package io.tributary.validate;

import io.tributary.batch.Batch;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.TableMapping;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares the rows of one entity and tenant with the target, as batches of legacy rows come out of
 * the mapper.
 *
 * <p>Twice, since legacy and target may change meanwhile. The first time the question is only
 * whether anything of a legacy row differs: a row of which something does is suspect. The second
 * time suspects alone are read from legacy again, and what still differs is told column by column.
 *
 * <p>Used by one thread at a time; what it holds in memory is bounded.
 */
public final class RowComparison {

  private static final int AGAIN_AT_ONCE = 2_000;

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final ProofSession session;
  private final List<TableInHand> tables = new ArrayList<>();
  private final Suspects suspects = new Suspects();
  private final RowFindings findings;
  private final boolean full;
  private final ExtraSearch extras;
  private Optional<List<String>> cursor = Optional.empty();
  private Map<String, Long> again = Map.of();
  private long rowsSeen;

  /**
   * A comparison that has seen nothing yet.
   *
   * @param ledger what the service's ledger says of the entity and tenant
   * @param session its connection, which it does not close
   * @param full whether every row will come by
   */
  RowComparison(
      ComparedEntity compared, LedgerEvidence ledger, ProofSession session, boolean full) {
    this.compared = compared;
    this.ledger = ledger;
    this.session = session;
    this.full = full;
    DeadLetterRules rules = compared.manifest().deadLetters();
    this.findings =
        new RowFindings(full ? Level.FULL : Level.SAMPLE, compared.entity().name(), rules);
    this.extras = new ExtraSearch(compared, ledger, tables, findings);
    prepare();
  }

  private void prepare() {
    int number = 0;
    for (TableMapping mapping : compared.entity().into()) {
      Optional<ComparedTable> table = compared.compare(mapping);
      if (table.isPresent()) {
        tables.add(TableInHand.of(table.get(), number));
      } else {
        findings.notDone(mapping.table() + " has no column with a row's UUID to compare rows by");
      }
      number++;
    }
    session.look(
        connection -> {
          for (TableInHand table : tables) {
            table.keys().prepare(connection);
          }
          suspects.prepare(connection);
          return true;
        });
  }

  /** The key of the last row that was compared for the first time, by its parts' texts. */
  public Optional<List<String>> cursor() {
    return cursor;
  }

  /** Compares a batch that was mapped and encoded; nothing is written to the target. */
  void compare(CopyPayload payload) {
    if (again.isEmpty()) {
      compareFirst(payload);
    } else {
      compareAgain(payload);
    }
  }

  private void compareFirst(CopyPayload payload) {
    Batch batch = payload.batch();
    BitSet wanted = rows(batch, RowOutcome.MAPPED);
    session.look(
        connection -> {
          BitSet differing = ledger.mappedOtherwise(connection, batch, wanted);
          for (StagedRows staged : StagedRows.of(connection, payload, wanted, tables, findings)) {
            TableInHand table = staged.table();
            differing.or(table.comparison().differing(connection, staged.rows()));
            table.keys().keepIds(connection, staged.rows(), rowsSeen);
            staged.extraSiblings(connection, wanted).values().forEach(differing::set);
          }
          BitSet dead = rows(batch, RowOutcome.DEAD);
          dead.andNot(ledger.explained(connection, batch, dead));
          differing.or(dead);
          BitSet dropped = rows(batch, RowOutcome.FILTERED);
          dropped.andNot(ledger.dropped(connection, batch, dropped));
          differing.or(dropped);
          Map<Long, String> keys = new LinkedHashMap<>();
          differing.stream().forEach(row -> keys.put(rowsSeen + row, batch.keyText(row)));
          suspects.add(connection, keys);
          return true;
        });
    rowsSeen += batch.size();
    findings.looked(batch.size());
    cursor = Optional.of(batch.upper());
  }

  private static BitSet rows(Batch batch, RowOutcome outcome) {
    BitSet rows = new BitSet(batch.size());
    for (int row = 0; row < batch.size(); row++) {
      rows.set(row, batch.outcome(row) == outcome);
    }
    return rows;
  }

  /**
   * The next rows that differed, to be read from legacy and sent through the route again; then
   * {@link #wereAgain} is to be told. Empty if none is left.
   */
  public List<String> nextAgain() {
    again =
        session.look(
            connection -> {
              Map<String, Long> page = suspects.next(connection, AGAIN_AT_ONCE);
              for (TableInHand table : tables) {
                table.keys().forgetIds(connection, page.values());
              }
              return page;
            });
    return List.copyOf(again.keySet());
  }

  /** Rows of {@link #nextAgain} are through; those that legacy has no more are among them. */
  public void wereAgain(Collection<String> keys) {
    List<Long> seqs = keys.stream().map(again::get).toList();
    session.look(
        connection -> {
          suspects.remove(connection, seqs);
          return true;
        });
    again = Map.of();
  }

  private void compareAgain(CopyPayload payload) {
    Batch batch = payload.batch();
    Map<Integer, Long> seqs = new HashMap<>();
    for (int row = 0; row < batch.size(); row++) {
      Long seq = again.get(batch.keyText(row));
      if (seq != null) {
        seqs.put(row, seq);
      } else if (!full) {
        findings.notDone("the key of a row was written otherwise when it was looked at again");
      }
    }
    BitSet wanted = asked(batch, RowOutcome.MAPPED, seqs);
    BatchFindings found =
        session.look(
            connection -> {
              BatchFindings details = new BatchFindings(batch, ledger, compared);
              List<StagedRows> staged =
                  StagedRows.of(connection, payload, wanted, tables, findings);
              for (StagedRows one : staged) {
                details.look(connection, one.table().comparison(), one.rows());
                details.extra(one.table().table(), one.extraSiblings(connection, wanted));
              }
              details.close(connection, wanted, asked(batch, RowOutcome.DEAD, seqs));
              details.tellDropped(connection, asked(batch, RowOutcome.FILTERED, seqs), full);
              for (StagedRows one : staged) {
                one.table().keys().keepIds(connection, one.rows(), seqs, details.excused());
              }
              return details;
            });
    findings.add(found);
  }

  /**
   * The rows that were asked for, so far as they came to this end. A row may come by a key that
   * legacy's collation takes for the one that was asked for: such a row is compared under its own
   * spelling, by which a full comparison reads it, too.
   */
  private static BitSet asked(Batch batch, RowOutcome outcome, Map<Integer, Long> seqs) {
    BitSet asked = new BitSet(batch.size());
    rows(batch, outcome).stream().filter(seqs::containsKey).forEach(asked::set);
    return asked;
  }

  /**
   * Looks for rows that no legacy row leads to. The legacy rows of some of them may have come while
   * this comparison went on: these are to be looked at {@linkplain #nextAgain again}, and then
   * {@link #finishExtras} tells which are left.
   */
  public void beginExtras() {
    if (!full || compared.isShared()) {
      return;
    }
    session.lookAtAll(
        connection -> {
          Map<Long, String> keys = new LinkedHashMap<>();
          for (String key : extras.begin(connection)) {
            keys.put(rowsSeen + keys.size(), key);
          }
          suspects.add(connection, keys);
          rowsSeen += keys.size();
          return true;
        });
  }

  /** Tells of the rows that no legacy row leads to. */
  public void finishExtras() {
    if (!full || compared.isShared()) {
      return;
    }
    session.lookAtAll(
        connection -> {
          extras.finish(connection);
          return true;
        });
  }

  /** The target tables with how many rows each should have, which a full comparison knows. */
  List<TableCount> tableCounts() {
    return session.look(
        connection -> {
          List<TableCount> counts = new ArrayList<>();
          for (TableInHand table : tables) {
            counts.add(
                new TableCount(
                    table.name(),
                    full && table.table().isOwned()
                        ? OptionalLong.of(table.keys().expectedCount(connection))
                        : OptionalLong.empty(),
                    table.table().targetCount(connection, compared.tenant().id())));
          }
          return counts;
        });
  }

  /** What was found, and how many legacy rows were compared. */
  RowFindings findings() {
    return findings;
  }
}
