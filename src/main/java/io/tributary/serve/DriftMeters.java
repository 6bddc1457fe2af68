package io.tributary.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Drift checks as meters: how many ended how, and whether the last one matters. Thread-safe. */
final class DriftMeters {

  private final MeterRegistry meters;
  private final AtomicLong matters = new AtomicLong();

  DriftMeters(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("tributary.drift.failed", matters, AtomicLong::get)
        .description("1 if the last check found drift that matters, or could not look")
        .strongReference(true)
        .register(meters);
  }

  void ended(String verdict, boolean lastMatters) {
    Counter.builder("tributary.drift.checks")
        .description("Drift checks of this service")
        .tag("verdict", verdict)
        .register(meters)
        .increment();
    matters.set(lastMatters ? 1 : 0);
  }
}
