package io.tributary.fault;

/**
 * One thing that is wrong, said so that a person can mend it.
 *
 * @param code the kind of error
 * @param where the place: {@code file:line:column path} for a file, else the database, entity or
 *     tenant; empty only if there is no place
 * @param message what is wrong, with the offending value where it is no secret and no student data
 * @param hint what to do about it
 */
public record Problem(ErrorCode code, String where, String message, String hint) {

  /** The problem as a user reads it: code, place and message on one line, the hint on the next. */
  @Override
  public String toString() {
    String place = where.isEmpty() ? "" : where + ": ";
    return code.id() + " " + place + message + (hint.isEmpty() ? "" : "\n         " + hint);
  }
}
