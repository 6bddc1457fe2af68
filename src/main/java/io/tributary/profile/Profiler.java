package io.tributary.profile;

import io.tributary.batch.Batch;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.copy.UniqueKeys;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.RepeatedRows;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Watches the batches of a dry run, and asks legacy what no row can tell by itself. It keeps a few
 * numbers for each column of each partition. Thread-safe.
 */
public final class Profiler {

  private final Manifest manifest;
  private final LocalDate today;
  private final Map<String, Targets> targets;
  private final Map<Place, List<ColumnTally>> tallies = new ConcurrentHashMap<>();

  private record Place(String entity, String tenant) {}

  /**
   * What is known of a service's target tables.
   *
   * @param tables by name
   * @param unique their unique keys
   */
  public record Targets(Map<String, TargetTable> tables, UniqueKeys unique) {}

  /**
   * What legacy said of a partition.
   *
   * @param repeated keys that repeat
   * @param orphaned references to nothing
   */
  public record Asked(List<RepeatedKey> repeated, List<OrphanedReference> orphaned) {}

  /**
   * A profiler that has seen nothing.
   *
   * @param targets of each service that is looked at, by name
   * @param today what tells a date that is far ahead
   */
  public Profiler(Manifest manifest, Map<String, Targets> targets, LocalDate today) {
    this.manifest = manifest;
    this.targets = Map.copyOf(targets);
    this.today = today;
  }

  /** One more batch of a partition, as its route has left it. */
  public void saw(Batch batch) {
    Entity entity = batch.claim().entity();
    Place place = new Place(entity.name(), batch.claim().tenant().name());
    List<ColumnTally> columns =
        tallies.computeIfAbsent(
            place,
            p -> {
              Map<String, TextLimit> limits = limits(entity);
              return batch.shape().columns().stream()
                  .map(
                      column ->
                          new ColumnTally(
                              column,
                              limits.getOrDefault(fold(column.name()), TextLimit.NONE),
                              today))
                  .toList();
            });
    synchronized (columns) {
      for (int row = 0; row < batch.size(); row++) {
        Object[] values = batch.row(row);
        for (int i = 0; i < values.length; i++) {
          columns.get(i).add(values[i]);
        }
      }
    }
  }

  /** What was seen of a partition's own columns; empty if no row was. */
  public List<ColumnStatistics> columns(Entity entity, Tenant tenant) {
    List<ColumnTally> columns =
        tallies.getOrDefault(new Place(entity.name(), tenant.name()), List.of());
    synchronized (columns) {
      return columns.stream().map(ColumnTally::statistics).toList();
    }
  }

  /**
   * Has the legacy server count keys that repeat and references to nothing.
   *
   * @throws TributaryException if it cannot
   */
  public Asked ask(Entity entity, LegacyDatabase legacy) {
    List<RepeatedKey> repeated = new ArrayList<>();
    UniqueKeys unique = targets(entity).unique;
    for (NaturalKeys.NaturalKey key : NaturalKeys.of(entity, manifest, unique)) {
      RepeatedRows rows = legacy.repeated(entity, key.legacy());
      if (rows.keys() > 0) {
        repeated.add(
            new RepeatedKey(
                key.table(),
                key.columns(),
                key.legacy().stream().map(column -> column.column()).toList(),
                rows.keys(),
                rows.rows()));
      }
    }
    return new Asked(repeated, orphaned(entity, legacy));
  }

  private List<OrphanedReference> orphaned(Entity entity, LegacyDatabase legacy) {
    record Held(List<String> columns, String parent) {}
    Set<Held> seen = new HashSet<>();
    List<OrphanedReference> orphaned = new ArrayList<>();
    mappings(entity)
        .map(ColumnMapping::source)
        .filter(ValueSource.Reference.class::isInstance)
        .map(ValueSource.Reference.class::cast)
        .filter(reference -> seen.add(new Held(reference.columns(), reference.entity())))
        .forEach(
            reference -> {
              long rows = legacy.orphans(entity, reference, manifest.entity(reference.entity()));
              if (rows > 0) {
                orphaned.add(new OrphanedReference(reference.columns(), reference.entity(), rows));
              }
            });
    return orphaned;
  }

  private Targets targets(Entity entity) {
    Targets known = targets.get(entity.service());
    if (known == null) {
      throw new IllegalArgumentException("nothing is known of service " + entity.service());
    }
    return known;
  }

  /** By legacy column: texts that go into a column of bounded length as they are. */
  private Map<String, TextLimit> limits(Entity entity) {
    Map<String, TextLimit> limits = new HashMap<>();
    for (TableMapping table : entity.into()) {
      TargetTable target = targets(entity).tables.get(table.table());
      if (target != null) {
        mappings(table).forEach(mapping -> addLimit(mapping, target, limits));
      }
    }
    return limits;
  }

  private static void addLimit(
      ColumnMapping mapping, TargetTable target, Map<String, TextLimit> limits) {
    boolean asItIs = mapping.values().isEmpty() && mapping.as().isEmpty();
    int length = target.column(mapping.column()).map(TargetColumn::length).orElse(0);
    if (asItIs && length > 0 && mapping.source() instanceof ValueSource.From from) {
      limits.merge(
          fold(from.column()), new TextLimit(length, mapping.clean()), TextLimit::narrower);
    }
  }

  private static Stream<ColumnMapping> mappings(Entity entity) {
    return entity.into().stream().flatMap(Profiler::mappings);
  }

  private static Stream<ColumnMapping> mappings(TableMapping table) {
    return Stream.concat(
        table.columns().stream(), table.each().stream().flatMap(row -> row.columns().stream()));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
