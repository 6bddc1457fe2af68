package io.tributary.serve;

/** Drift checks of a service, as seen and asked for over JMX: {@code io.tributary:type=drift}. */
public interface DriftControlMXBean {

  /** When checks begin by the clock, as Quartz has it; "never" if none does. */
  String getSchedule();

  /** Whether one is on. */
  boolean isRunning();

  /**
   * What the last one came to: UNCHANGED, HARMLESS, ATTENTION, BREAKING, UNREADABLE (a database did
   * not answer), NOT_FROZEN or FAILED; empty before the first has ended.
   */
  String getLastVerdict();

  /** When the last one ended, by ISO 8601; empty before the first has ended. */
  String getLastEndedAt();

  /**
   * Checks now, as by the clock, and returns at once.
   *
   * @return whether it begins; not, if one is on or the service is about to end
   */
  boolean checkNow();
}
