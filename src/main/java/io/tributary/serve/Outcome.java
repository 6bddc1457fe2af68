package io.tributary.serve;

import java.time.Instant;

/**
 * What the last validation, or check of schemas, came to.
 *
 * @param verdict the report's, or that it failed; empty before the first
 * @param endedAt when, by ISO 8601; empty before the first
 * @param page where the report is; empty if there is none
 */
record Outcome(String verdict, String endedAt, String page) {

  static final Outcome NONE = new Outcome("", "", "");

  static Outcome now(String verdict, String page) {
    return new Outcome(verdict, Instant.now().toString(), page);
  }
}
