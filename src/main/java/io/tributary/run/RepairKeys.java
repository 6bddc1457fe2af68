package io.tributary.run;

import io.tributary.validate.Check;
import io.tributary.validate.Difference;
import io.tributary.validate.DifferenceKind;
import io.tributary.validate.EntityFindings;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The legacy rows that a validation found to differ, by entity and tenant: those that are to be
 * brought in again.
 */
final class RepairKeys {

  /** What bringing a row in again can mend. */
  private static final Set<DifferenceKind> MENDED =
      EnumSet.of(
          DifferenceKind.MISSING,
          DifferenceKind.DIFFERENT,
          DifferenceKind.MAPPING_WRONG,
          DifferenceKind.ORPHAN,
          DifferenceKind.CROSS_TENANT,
          DifferenceKind.EXTRA);

  private static final Set<DifferenceKind> SHARED_MENDED =
      EnumSet.of(DifferenceKind.MISSING, DifferenceKind.DIFFERENT);

  private final Map<String, List<String>> byPartition = new HashMap<>();

  /**
   * The rows of these findings.
   *
   * @param isShared whether the rows of an entity, by its name, are shared: there a district's row
   *     is written only if the target has it otherwise, since what counts is the first district's
   * @param tenantColumn the column with the tenant's UUID: a row that carries another tenant's is
   *     not ours to write, and a merge would leave it alone
   */
  RepairKeys(List<EntityFindings> findings, Predicate<String> isShared, String tenantColumn) {
    for (EntityFindings one : findings) {
      Set<String> keys = new LinkedHashSet<>();
      Set<String> elsewhere = new HashSet<>();
      for (Check check : one.checks()) {
        for (Difference difference : check.differences()) {
          boolean isElsewhere =
              difference.kind() == DifferenceKind.CROSS_TENANT
                  && difference.column().filter(tenantColumn::equals).isPresent();
          boolean isMended =
              isShared.test(one.entity())
                  ? SHARED_MENDED.contains(difference.kind())
                  : MENDED.contains(difference.kind());
          if (isMended) {
            difference.legacyKey().ifPresent((isElsewhere ? elsewhere : keys)::add);
          }
        }
      }
      keys.removeAll(elsewhere);
      if (!keys.isEmpty()) {
        byPartition.put(name(one.entity(), one.tenant()), List.copyOf(keys));
      }
    }
  }

  private static String name(String entity, String tenant) {
    return entity + "/" + tenant;
  }

  /** Adds rows that a validation has listed by their UUIDs alone. */
  void add(String entity, String tenant, Collection<String> keys) {
    if (!keys.isEmpty()) {
      Set<String> all = new LinkedHashSet<>(of(entity, tenant));
      all.addAll(keys);
      byPartition.put(name(entity, tenant), List.copyOf(all));
    }
  }

  /** The canonical keys of a partition's rows; none if it is to be left alone. */
  List<String> of(String entity, String tenant) {
    return byPartition.getOrDefault(name(entity, tenant), List.of());
  }
}
