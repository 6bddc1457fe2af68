package io.tributary.serve;

import java.util.Optional;

/** Drift checks over JMX. Thread-safe. */
final class DriftControl implements DriftControlMXBean {

  static final String NAME = "io.tributary:type=drift";

  private final DriftWatch watch;
  private final Optional<String> schedule;
  private final OnDemand onDemand;

  DriftControl(DriftWatch watch, Optional<String> schedule, OnDemand onDemand) {
    this.watch = watch;
    this.schedule = schedule;
    this.onDemand = onDemand;
  }

  @Override
  public String getSchedule() {
    return schedule.orElse("never");
  }

  @Override
  public boolean isRunning() {
    return watch.turn().isOn();
  }

  @Override
  public String getLastVerdict() {
    return watch.last().verdict();
  }

  @Override
  public String getLastEndedAt() {
    return watch.last().endedAt();
  }

  @Override
  public boolean checkNow() {
    if (!watch.turn().isFree()) {
      return false;
    }
    onDemand.send("direct:drift");
    return true;
  }
}
