package io.tributary.drift;

/**
 * What a change means.
 *
 * @param element what differs
 * @param what how it differs, in words
 * @param severity how bad that is
 * @param why the reason for it
 */
record Judgement(String element, String what, Severity severity, String why) {

  static Judgement harmless(String element, String what, String why) {
    return new Judgement(element, what, Severity.HARMLESS, why);
  }

  static Judgement attention(String element, String what, String why) {
    return new Judgement(element, what, Severity.ATTENTION, why);
  }

  static Judgement breaking(String element, String what, String why) {
    return new Judgement(element, what, Severity.BREAKING, why);
  }
}
