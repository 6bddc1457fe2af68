package io.tributary.mapping;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.List;

/** Reads a tenant's rows of a system-wide lookup. Thread-safe. */
public interface LookupSource {

  /**
   * The values of these columns for all rows of the entity's population (its {@code where} applied)
   * in that tenant's legacy database, in any order.
   *
   * @param parent an entity of scope shared
   * @param columns legacy columns; the values of each row are in this order, null or of their
   *     {@link io.tributary.batch.SourceType#javaType()}
   * @throws io.tributary.fault.TributaryException if they cannot be read; never fewer rows instead
   */
  List<Object[]> read(Tenant tenant, Entity parent, List<String> columns);
}
