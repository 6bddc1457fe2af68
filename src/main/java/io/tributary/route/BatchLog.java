package io.tributary.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code batchLog}: one structured line and the meters of a committed batch. */
public final class BatchLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.tributary.batch");

  /** The header in which {@code keyset:} says from which key to which a batch goes. */
  private static final String KEY_BOUNDS = "TributaryKeyBounds";

  private final MeterRegistry meters;

  /** Counts into this registry. */
  public BatchLog(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Tells that a batch is committed; a replayed one is told without counting it again. */
  public void committed(@Body Checkpoint checkpoint, @Header(KEY_BOUNDS) String keyBounds) {
    Accounting rows = checkpoint.accounting();
    long millis = Math.max(1, checkpoint.duration().toMillis());
    LOG.atInfo()
        .addKeyValue("event", checkpoint.replayed() ? "batch-replayed" : "batch-committed")
        .addKeyValue("batch", checkpoint.batchId())
        .addKeyValue("run", checkpoint.claim().runId())
        .addKeyValue("entity", checkpoint.claim().entity().name())
        .addKeyValue("tenant", checkpoint.claim().tenant().name())
        .addKeyValue("mode", checkpoint.claim().mode())
        .addKeyValue("keys", keyBounds)
        .addKeyValue("read", rows.read())
        .addKeyValue("inserted", rows.inserted())
        .addKeyValue("updated", rows.updated())
        .addKeyValue("unchanged", rows.unchanged())
        .addKeyValue("deduplicated", rows.deduplicated())
        .addKeyValue("filtered", rows.filtered())
        .addKeyValue("deadLettered", rows.deadLettered())
        .addKeyValue("millis", millis)
        .addKeyValue("rowsPerSecond", rows.read() * 1000 / millis)
        .addKeyValue("checksum", Long.toHexString(checkpoint.checksum()))
        .log("batch");
    if (!checkpoint.replayed()) {
      count(checkpoint);
    }
  }

  private void count(Checkpoint checkpoint) {
    Tags tags =
        Tags.of(
            "entity", checkpoint.claim().entity().name(),
            "tenant", checkpoint.claim().tenant().name());
    Accounting rows = checkpoint.accounting();
    rows("read", "Legacy rows read", rows.read(), tags);
    rows("inserted", "Legacy rows inserted", rows.inserted(), tags);
    rows("updated", "Legacy rows updated", rows.updated(), tags);
    rows("unchanged", "Legacy rows found unchanged", rows.unchanged(), tags);
    rows("deduplicated", "Shared rows that were there already", rows.deduplicated(), tags);
    rows("filtered", "Legacy rows dropped by a route step", rows.filtered(), tags);
    rows("dead.lettered", "Legacy rows that could not be migrated", rows.deadLettered(), tags);
    Timer.builder("tributary.batch.duration")
        .description("From reading a batch's first row to its commit")
        .tags(tags)
        .register(meters)
        .record(checkpoint.duration());
  }

  private void rows(String outcome, String description, long count, Tags tags) {
    Counter.builder("tributary.rows." + outcome)
        .description(description)
        .baseUnit("rows")
        .tags(tags)
        .register(meters)
        .increment((double) count);
  }
}
