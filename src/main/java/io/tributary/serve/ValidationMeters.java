package io.tributary.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Validations as meters: how many ended how, and what the last one came to. Thread-safe. */
final class ValidationMeters {

  private final MeterRegistry meters;
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong differences = new AtomicLong();
  private final AtomicLong endedAt = new AtomicLong();

  ValidationMeters(MeterRegistry meters) {
    this.meters = meters;
    gauge("tributary.validation.failed", "1 if the last validation did not prove all", failed);
    gauge("tributary.validation.differences", "Differences of the last validation", differences);
    gauge("tributary.validation.ended", "When the last one ended, epoch seconds", endedAt);
  }

  private void gauge(String name, String description, AtomicLong value) {
    Gauge.builder(name, value, AtomicLong::get)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  void ended(String verdict, boolean proven, long count) {
    Counter.builder("tributary.validation.runs")
        .description("Validations of this service")
        .tag("verdict", verdict)
        .register(meters)
        .increment();
    failed.set(proven ? 0 : 1);
    differences.set(count);
    endedAt.set(Instant.now().getEpochSecond());
  }
}
