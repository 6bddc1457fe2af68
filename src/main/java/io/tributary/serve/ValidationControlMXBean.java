package io.tributary.serve;

/**
 * Validations of a service, as seen and asked for over JMX: {@code io.tributary:type=validation}.
 */
public interface ValidationControlMXBean {

  /** When validations begin by the clock, as Quartz has it; "never" if none does. */
  String getSchedule();

  /** Whether one is on. */
  boolean isRunning();

  /** What the last one came to; empty before the first has ended. */
  String getLastVerdict();

  /** When the last one ended, by ISO 8601; empty before the first has ended. */
  String getLastEndedAt();

  /** Where the page of the last report is; empty if there is none. */
  String getLastReport();

  /**
   * Validates now, as by the clock, and returns at once.
   *
   * @return whether it begins; not, if one is on or the service is about to end
   */
  boolean validateNow();
}
