package io.tributary.run;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tributary.batch.Checkpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Progress an entity over all tenants as gauges: rows done and rows expected. */
final class ProgressMeters implements RunListener {

  private final MeterRegistry meters;
  private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();

  ProgressMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void planned(WorkPlan plan) {
    Map<String, AtomicLong> expected = new ConcurrentHashMap<>();
    for (PlannedPartition partition : plan.partitions()) {
      String entity = partition.entity().name();
      counter(expected, entity).addAndGet(Math.max(0, partition.estimatedRows()));
      counter(done, entity).addAndGet(partition.committedRows());
    }
    expected.forEach(
        (entity, rows) -> gauge("tributary.progress.expected", "Rows in legacy", entity, rows));
    done.forEach(
        (entity, rows) -> gauge("tributary.progress.done", "Rows committed", entity, rows));
  }

  private void gauge(String name, String description, String entity, AtomicLong rows) {
    Gauge.builder(name, rows, AtomicLong::get)
        .description(description)
        .baseUnit("rows")
        .tag("entity", entity)
        .strongReference(true)
        .register(meters);
  }

  private static AtomicLong counter(Map<String, AtomicLong> counters, String entity) {
    return counters.computeIfAbsent(entity, name -> new AtomicLong());
  }

  @Override
  public void started(String entity, String tenant) {}

  @Override
  public void committed(Checkpoint checkpoint) {
    if (!checkpoint.replayed()) {
      counter(done, checkpoint.claim().entity().name()).addAndGet(checkpoint.accounting().read());
    }
  }

  @Override
  public void waiting(String entity, String tenant, String why) {}

  @Override
  public void ended(PartitionResult result) {}
}
