package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.fault.WithoutWords;
import io.tributary.ledger.DroppedIndex;
import io.tributary.ledger.DroppedIndexes;
import io.tributary.ledger.IndexDrop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that a run drops before it loads an empty table, and rebuilds when the last partition
 * that it loads into the table has ended. What a run that does not live any more has left missing
 * is put back before anything is loaded.
 *
 * <p>What is missing is asked of the ledger, never remembered. An index that cannot be rebuilt is a
 * problem of the run, which goes on. Thread-safe.
 */
final class IndexRebuilds {

  private static final Logger LOG = LoggerFactory.getLogger(IndexRebuilds.class);

  private final UUID runId;
  private final Databases databases;
  private final Collection<String> services;
  private final List<RebuildTable> tables;
  private final RunListener listener;
  private final LoadedTables loaded;
  private final Map<String, Problem> problems = new LinkedHashMap<>();

  /**
   * For one run.
   *
   * @param services the services that the run is about
   * @param tables what it loads whose indexes are to be rebuilt
   * @param listener is told of each rebuild
   */
  IndexRebuilds(
      UUID runId,
      Databases databases,
      Collection<String> services,
      List<RebuildTable> tables,
      RunListener listener) {
    this.runId = runId;
    this.databases = databases;
    this.services = services;
    this.tables = tables;
    this.listener = listener;
    this.loaded = new LoadedTables(tables);
  }

  /** Has to hear what ends. */
  LoadedTables loaded() {
    return loaded;
  }

  /**
   * Puts back what dead runs have left missing, drops what can be dropped, loads, and rebuilds,
   * however the loading ends.
   */
  void around(Runnable loading) {
    try {
      putBack();
      drop();
      loading.run();
    } catch (RuntimeException | Error e) {
      finishAfter(e);
      throw e;
    }
    finish();
  }

  private void finishAfter(Throwable cause) {
    try {
      finish();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Rebuilds what runs have left missing that do not live any more. Where a transaction of theirs
   * is still open, this is left to the end: it is ended when its partition is taken over.
   */
  private void putBack() {
    services.forEach(
        service ->
            rebuild(service, index -> !index.runLives(), DroppedIndexes::rebuildUnlessInUse));
  }

  /** Drops what can be dropped; the run is in the ledgers and shows that it lives. */
  private void drop() {
    for (RebuildTable table : tables) {
      if (table.keepers().isEmpty()) {
        drop(table);
      } else {
        kept(table, table.whyKept());
      }
    }
  }

  private void drop(RebuildTable table) {
    long begun = System.nanoTime();
    IndexDrop drop = indexes(table.service()).drop(runId, table.table());
    if (drop instanceof IndexDrop.Dropped dropped) {
      LOG.atInfo()
          .addKeyValue("event", "indexes-dropped")
          .addKeyValue("service", table.service())
          .addKeyValue("table", table.table().displayName())
          .addKeyValue("indexes", dropped.indexes())
          .addKeyValue("millis", millisSince(begun))
          .log("indexes dropped, to be rebuilt after the load");
    } else if (drop instanceof IndexDrop.Kept keeping) {
      kept(table, keeping.why());
    }
  }

  private static void kept(RebuildTable table, String why) {
    LOG.atWarn()
        .addKeyValue("event", "indexes-kept")
        .addKeyValue("service", table.service())
        .addKeyValue("table", table.table().displayName())
        .addKeyValue("why", why)
        .log("indexes are not dropped before the load");
  }

  /** Rebuilds, on the caller's thread, the indexes of the tables that are loaded by now. */
  void rebuildLoaded() {
    for (Optional<RebuildTable> next = loaded.next(); next.isPresent(); next = loaded.next()) {
      RebuildTable table = next.get();
      try {
        rebuild(
            table.service(),
            index -> index.runId().equals(runId) && table.has(index),
            DroppedIndexes::rebuild);
      } finally {
        loaded.built(table);
      }
    }
  }

  /** The run is at its end: whatever is missing because of it, or of dead ones, is rebuilt. */
  void finish() {
    try {
      services.forEach(
          service ->
              rebuild(
                  service,
                  index -> index.runId().equals(runId) || !index.runLives(),
                  DroppedIndexes::rebuild));
    } finally {
      loaded.over();
    }
  }

  /** What is missing at the end since it could not be rebuilt. */
  List<Problem> problems() {
    synchronized (problems) {
      return List.copyOf(problems.values());
    }
  }

  private void rebuild(
      String service,
      Predicate<DroppedIndex> wanted,
      BiPredicate<DroppedIndexes, DroppedIndex> way) {
    attempt(
        service,
        () -> {
          Map<String, List<DroppedIndex>> byTable = new LinkedHashMap<>();
          indexes(service).missing().stream()
              .filter(wanted)
              .forEach(
                  index ->
                      byTable
                          .computeIfAbsent(index.displayTable(), name -> new ArrayList<>())
                          .add(index));
          byTable.forEach((table, missing) -> rebuild(service, table, missing, way));
        });
  }

  private void rebuild(
      String service,
      String table,
      List<DroppedIndex> missing,
      BiPredicate<DroppedIndexes, DroppedIndex> way) {
    listener.rebuilding(service, table, missing.size());
    for (DroppedIndex index : missing) {
      attempt(
          service + " " + index.number(),
          () -> {
            long begun = System.nanoTime();
            if (way.test(indexes(service), index)) {
              LOG.atInfo()
                  .addKeyValue("event", "index-rebuilt")
                  .addKeyValue("service", service)
                  .addKeyValue("table", table)
                  .addKeyValue("index", index.name())
                  .addKeyValue("millis", millisSince(begun))
                  .log("index rebuilt");
            }
          });
    }
  }

  /** What fails is a problem, unless it succeeds when it is tried again. */
  private void attempt(String what, Runnable work) {
    Optional<Problem> problem = Optional.empty();
    try {
      work.run();
    } catch (TributaryException e) {
      problem = Optional.of(e.problems().get(0));
      LOG.atWarn()
          .addKeyValue("event", "index-not-rebuilt")
          .addKeyValue("what", what)
          .setCause(WithoutWords.of(e))
          .log("an index is missing and could not be rebuilt");
    }
    synchronized (problems) {
      problems.remove(what);
      problem.ifPresent(found -> problems.put(what, found));
    }
  }

  private DroppedIndexes indexes(String service) {
    return databases.ledger(service).indexes();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
