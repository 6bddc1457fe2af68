package io.tributary.scaffold;

import io.tributary.fault.ErrorCode;
import io.tributary.fault.Problem;

/** What can be wrong with a scaffold. */
enum ScaffoldCode implements ErrorCode {
  DIRECTORY_IN_USE(1201, "files stand where a scaffold would write its own"),
  DIRECTORY_UNUSABLE(1202, "the directory of a scaffold cannot be written"),
  SECRET_IN_URL(1203, "the URL of the database to scaffold from holds a password"),
  PASSWORD_UNSET(1204, "the environment variable of a password is not set"),
  BAD_SERVICE(1205, "a scaffold's service cannot have that name"),
  NOTHING_TO_MIGRATE(1206, "a legacy database has no table that can be migrated");

  private final int number;
  private final String meaning;

  ScaffoldCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return "TRB-%04d".formatted(number);
  }

  @Override
  public String meaning() {
    return meaning;
  }

  /** A problem of this kind. */
  Problem at(String where, String message, String hint) {
    return new Problem(this, where, message, hint);
  }
}
