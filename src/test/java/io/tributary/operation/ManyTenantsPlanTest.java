package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Entity;
import io.tributary.run.Migration;
import io.tributary.run.PlannedPartition;
import io.tributary.run.Selection;
import io.tributary.run.WorkPlan;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan of the size of the real thing: 300 districts, 383 entities, 11 services. */
class ManyTenantsPlanTest {

  private static final int TENANTS = 300;
  private static final int SERVICES = 11;
  private static final int ENTITIES = 383;
  private static final int PHASES = 5;
  private static final int ROWS = 7;

  /**
   * Eight that ask legacy databases, one that keeps their pools, for each service the pool's own
   * and one that opens its connection; and a few for what else the JVM does meanwhile.
   */
  private static final int THREADS = 8 + 1 + 2 * SERVICES + 4;

  private static final List<TestPostgres> DATABASES =
      Stream.generate(TestPostgres::create).limit(SERVICES).toList();

  @TempDir Path directory;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private TestMigration migration = TestMigration.by(Path.of("."));

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("districts.csv"), tenants());
    migration = TestMigration.by(manifest(), directory);
    for (int i = 0; i < SERVICES; i++) {
      migration.with("SERVICE_" + i, DATABASES.get(i).url());
    }
  }

  @AfterAll
  static void close() {
    DATABASES.forEach(TestPostgres::close);
  }

  @Test
  void everythingIsPlannedInOrderWithFewThreadsAndConnections() throws Exception {
    try (CountingDriver legacy = CountingDriver.of("jdbc:h2:mem:many_")) {
      int threadsBefore = threads.getThreadCount();
      threads.resetPeakThreadCount();

      WorkPlan plan;
      try (Migration opened = migration.open()) {
        assertThat(legacy.opened()).isZero();
        plan = opened.plan(Selection.ALL);
      }

      assertThat(plan.partitions()).hasSize(TENANTS * ENTITIES);
      assertThat(plan.toDo()).hasSize(TENANTS * ENTITIES);
      assertThat(plan.remainingRows()).isEqualTo((long) TENANTS * ROWS);
      assertParentsAndPhasesComeFirst(plan);
      assertThat(threads.getPeakThreadCount() - threadsBefore).isLessThanOrEqualTo(THREADS);
      assertThat(legacy.mostByUrl()).hasSize(TENANTS);
      assertThat(legacy.mostByUrl().values()).containsOnly(1);
      assertThat(legacy.opened()).isEqualTo(TENANTS);
    }
  }

  @Test
  void aSelectionAsksOnlyTheDatabasesThatItNeeds() throws Exception {
    try (CountingDriver legacy = CountingDriver.of("jdbc:h2:mem:many_");
        Migration opened = migration.open()) {
      WorkPlan plan =
          opened.plan(new Selection(Set.of(), Set.of("service-3"), Set.of("district-7"), Set.of()));

      assertThat(plan.partitions())
          .allSatisfy(partition -> assertThat(partition.tenant().name()).isEqualTo("district-7"))
          .hasSize(ENTITIES / SERVICES + 1);
      assertThat(legacy.opened()).isEqualTo(1);
    }
  }

  private static void assertParentsAndPhasesComeFirst(WorkPlan plan) {
    List<Entity> order =
        plan.partitions().stream()
            .filter(partition -> partition.tenant().name().equals("district-0"))
            .map(PlannedPartition::entity)
            .toList();
    assertThat(order).hasSize(ENTITIES);
    assertThat(order).extracting(Entity::phase).isSorted();
    Set<String> planned = new HashSet<>();
    for (Entity entity : order) {
      assertThat(planned).containsAll(entity.dependsOn());
      planned.add(entity.name());
    }
    for (int i = 0; i < plan.partitions().size(); i++) {
      if (!plan.partitions().get(i).entity().name().equals(order.get(i / TENANTS).name())) {
        throw new AssertionError("partition " + i + " does not stand with its entity's");
      }
    }
  }

  /** Their databases come into being with their first connection, and go with their last. */
  private static String tenants() {
    StringBuilder csv = new StringBuilder("id,name,zone,url,user\n");
    for (int i = 0; i < TENANTS; i++) {
      csv.append(
          "%s,district-%d,America/Chicago,\"%s\",sa\n".formatted(new UUID(1, i), i, legacyUrl(i)));
    }
    return csv.toString();
  }

  private static String legacyUrl(int i) {
    return "jdbc:h2:mem:many_"
        + i
        + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
        + ";INIT=CREATE SCHEMA IF NOT EXISTS dbo\\;"
        + "CREATE TABLE IF NOT EXISTS dbo.Table0 AS SELECT X AS Id FROM SYSTEM_RANGE(1, "
        + ROWS
        + ")";
  }

  /** Each entity refers to the one after it, so that all of a phase must change places. */
  private static String manifest() {
    StringBuilder yaml =
        new StringBuilder(
            """
            name: large
            uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
            tenants: { file: districts.csv }
            services:
            """);
    for (int i = 0; i < SERVICES; i++) {
      yaml.append(
          "  service-%1$d: { url: \"{{env:SERVICE_%1$d}}\", user: %2$s, password: \"{{env:TRIBUTARY_UUID_SECRET}}\" }\n"
              .formatted(i, TestPostgres.ROLE));
    }
    yaml.append("phases: {");
    for (int phase = PHASES; phase > 0; phase--) {
      yaml.append(" %1$d: Phase %1$d%2$s".formatted(phase, phase > 1 ? "," : " }\n"));
    }
    yaml.append("entities:\n");
    for (int i = 0; i < ENTITIES; i++) {
      yaml.append(entity(i));
    }
    return yaml.toString();
  }

  private static String entity(int i) {
    String parent =
        phase(i + 1) == phase(i) && i + 1 < ENTITIES
            ? "{ from: ParentId, ref: entity-%d }".formatted(i + 1)
            : "ParentId";
    return """
      entity-%1$d:
        service: service-%2$d
        phase: %3$d
        legacy: { table: dbo.Table%1$d, key: Id }
        into:
          table_%1$d: { parent_id: %4$s, a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H }
    """
        .formatted(i, i % SERVICES, phase(i), parent)
        .indent(0);
  }

  private static int phase(int entity) {
    return PHASES - entity * PHASES / ENTITIES;
  }
}
