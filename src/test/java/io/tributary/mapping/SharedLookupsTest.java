package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.UUIDS;
import static io.tributary.mapping.MappingBench.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedLookupsTest {

  private static final Entity GRADE =
      MappingBench.entity("grade", Scope.SHARED, List.of("Id"), List.of("Code"));

  private final AtomicInteger reads = new AtomicInteger();

  private SharedLookups lookups(int mostTables, List<Object[]> rows) {
    return new SharedLookups(
        (tenant, parent, columns) -> {
          reads.incrementAndGet();
          return rows;
        },
        UUIDS,
        mostTables);
  }

  @Test
  void aTableIsReadOnceHoweverManyThreadsWantIt() throws Exception {
    CountDownLatch together = new CountDownLatch(8);
    SharedLookups lookups =
        new SharedLookups(
            (tenant, parent, columns) -> {
              reads.incrementAndGet();
              return List.<Object[]>of(new Object[] {1L, "K"});
            },
            UUIDS,
            10);
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          together.countDown();
                          lookups.table(NEW_YORK, GRADE);
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(lookups.table(NEW_YORK, GRADE)).containsOnlyKeys("1");
    assertThat(reads).hasValue(1);
  }

  @Test
  void onlyTheLastTablesAreKept() {
    SharedLookups lookups = lookups(2, List.of());

    for (String name : List.of("a", "b", "a", "c", "a", "b")) {
      lookups.table(tenant(name, "UTC"), GRADE);
    }

    assertThat(reads).hasValue(4);
  }

  @Test
  void aReadThatFailsIsThrownAndTriedAgain() {
    SharedLookups lookups =
        new SharedLookups(
            (tenant, parent, columns) -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("no connection");
              }
              return List.of();
            },
            UUIDS,
            2);

    assertThatThrownBy(() -> lookups.table(NEW_YORK, GRADE)).hasMessage("no connection");
    assertThat(lookups.table(NEW_YORK, GRADE)).isEmpty();
  }

  @Test
  void oneKeyForTwoRowsIsNoKey() {
    SharedLookups lookups = lookups(2, List.of(new Object[] {1L, "K"}, new Object[] {1L, "L"}));

    assertThatThrownBy(() -> lookups.table(NEW_YORK, GRADE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("grade/district-a")
        .hasMessageContaining("TRB-0223");
  }

  @Test
  void aTableOfMillionsIsNoLookup() {
    Object[] row = {1L, "K"};
    SharedLookups lookups = lookups(2, Collections.nCopies(SharedLookups.MOST_ROWS + 1, row));

    assertThatThrownBy(() -> lookups.table(NEW_YORK, GRADE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("too many for a shared lookup");
  }
}
