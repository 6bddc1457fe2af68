package io.tributary.validate;

import io.tributary.batch.Batch;
import io.tributary.batch.DeferredReference;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.ExpectedRows;
import io.tributary.copy.TableRows;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
  private final List<ComparedTable> tables = new ArrayList<>();
  private final Suspects suspects = new Suspects();
  private final RowFindings findings;
  private final boolean full;
  private final Set<ComparedTable> withExtras = new LinkedHashSet<>();
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
    prepare();
  }

  private void prepare() {
    int number = 0;
    for (TableMapping mapping : compared.entity().into()) {
      Optional<ComparedTable> table = compared.compare(mapping, number++);
      table.ifPresentOrElse(
          tables::add,
          () ->
              findings.notDone(
                  mapping.table() + " has no column with a row's UUID to compare rows by"));
    }
    session.look(
        connection -> {
          for (ComparedTable table : tables) {
            table.prepare(connection);
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
          for (Staged staged : stage(connection, payload, wanted)) {
            differing.or(staged.table.differing(connection, staged.rows));
            staged.table.keepIds(connection, staged.rows, rowsSeen);
            extraSiblings(connection, staged, wanted).values().forEach(differing::set);
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

  /** The rows that a batch makes of one table, staged. */
  private record Staged(ComparedTable table, ExpectedRows rows) {}

  private List<Staged> stage(Connection connection, CopyPayload payload, BitSet wanted)
      throws SQLException {
    List<Staged> staged = new ArrayList<>();
    for (ComparedTable table : tables) {
      List<TableRows> chunks =
          payload.tables().stream()
              .filter(rows -> !rows.isEmpty() && rows.get(0).table().equals(table.table()))
              .findFirst()
              .orElse(List.of());
      if (chunks.isEmpty()) {
        continue;
      }
      ExpectedRows rows = ExpectedRows.stage(connection, chunks, wanted);
      if (!table.isComparable(rows)) {
        findings.notDone("the mapping of " + table.name() + " does not fill its key column");
        continue;
      }
      List<DeferredReference> deferred =
          payload.batch().deferredReferences().stream()
              .filter(reference -> wanted.get(reference.row()))
              .filter(reference -> reference.table().equals(table.name()))
              .toList();
      table.setDeferred(connection, rows, deferred);
      staged.add(new Staged(table, rows));
    }
    return staged;
  }

  /** Rows that a legacy row could have and has not, and which are there nevertheless. */
  private static Map<UUID, Integer> extraSiblings(
      Connection connection, Staged staged, BitSet wanted) throws SQLException {
    Set<UUID> there = staged.table.there(connection, staged.rows.absentIds(wanted));
    if (there.isEmpty()) {
      return Map.of();
    }
    Map<UUID, Integer> extra = staged.rows.absent(wanted);
    extra.keySet().retainAll(there);
    return extra;
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
              for (ComparedTable table : tables) {
                table.forgetIds(connection, page.values());
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
    BitSet wanted = rows(batch, RowOutcome.MAPPED);
    Map<Integer, Long> seqs = new HashMap<>();
    for (int row = 0; row < batch.size(); row++) {
      Long seq = again.get(batch.keyText(row));
      if (seq == null) {
        throw new IllegalStateException("a row came that was not asked for");
      }
      seqs.put(row, seq);
    }
    BatchFindings found =
        session.look(
            connection -> {
              BatchFindings details = new BatchFindings(batch, ledger, compared);
              List<Staged> staged = stage(connection, payload, wanted);
              for (Staged one : staged) {
                details.look(connection, one.table, one.rows);
                details.extra(one.table, extraSiblings(connection, one, wanted));
              }
              details.close(connection, wanted, rows(batch, RowOutcome.DEAD));
              details.tellDropped(connection, rows(batch, RowOutcome.FILTERED), full);
              for (Staged one : staged) {
                one.table.keepIds(connection, one.rows, seqs, details.excused());
              }
              return details;
            });
    findings.add(found);
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
          for (ComparedTable table : extraTables()) {
            if (table.isGuarded(connection)) {
              findings.note(
                  "row-level security holds for "
                      + table.name()
                      + ": extra rows that it hides from this login were not seen");
            }
            table.analyze(connection);
            List<UUID> extras =
                table.extras(connection, compared.tenant().id(), brought(table), Check.MOST_LISTED);
            if (!extras.isEmpty()) {
              withExtras.add(table);
            }
            for (UUID id : extras) {
              ledger
                  .origin(connection, id)
                  .filter(origin -> origin.sameEntity() && origin.sameTenant())
                  .ifPresent(origin -> keys.put(rowsSeen + keys.size(), origin.legacyKey()));
            }
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
          for (ComparedTable table : withExtras) {
            new ExtraRows(compared, ledger, table, brought(table)).tell(connection, findings);
          }
          return true;
        });
  }

  private List<ComparedTable> extraTables() {
    List<ComparedTable> looked = new ArrayList<>();
    for (ComparedTable table : tables) {
      boolean main = table.name().equals(compared.entity().into().get(0).table());
      if (!table.isOwned()) {
        findings.notDone(
            "nothing tells whose rows " + table.name() + " has, so extra rows were not looked for");
      } else if (!main && compared.othersThatFill(table.name()).findAny().isPresent()) {
        findings.notDone(
            "another entity fills " + table.name() + " too, so extra rows were not looked for");
      } else {
        looked.add(table);
      }
    }
    return looked;
  }

  /** In a table that several entities fill, another's rows are none of ours. */
  private Optional<String> brought(ComparedTable table) {
    if (compared.othersThatFill(table.name()).findAny().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ledger.notOfOthers("t." + table.keyName()));
  }

  /** The target tables with how many rows each should have, which a full comparison knows. */
  List<TableCount> tableCounts() {
    return session.look(
        connection -> {
          List<TableCount> counts = new ArrayList<>();
          for (ComparedTable table : tables) {
            counts.add(
                new TableCount(
                    table.name(),
                    full && table.isOwned()
                        ? java.util.OptionalLong.of(table.expectedCount(connection))
                        : java.util.OptionalLong.empty(),
                    table.targetCount(connection, compared.tenant().id())));
          }
          return counts;
        });
  }

  /** What was found, and how many legacy rows were compared. */
  RowFindings findings() {
    return findings;
  }
}
