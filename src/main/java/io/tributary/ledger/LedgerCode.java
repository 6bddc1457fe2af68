package io.tributary.ledger;

import io.tributary.fault.ErrorCode;

/** What can go wrong in the ledger. */
enum LedgerCode implements ErrorCode {
  DATABASE("TRB-0501", "The ledger's database refused a statement or could not be reached."),
  SCHEMA("TRB-0502", "Schema migration could not be created or upgraded."),
  SECRET_CHANGED("TRB-0503", "The UUID secret is not the one that this database was begun with."),
  FINGERPRINT_CHANGED("TRB-0504", "Something that decides what rows become has changed."),
  NO_TRANSACTION("TRB-0505", "A batch was to be written outside the transaction of its route."),
  TAKEN_OVER("TRB-0506", "Another worker has claimed the partition."),
  UNKNOWN_PARTITION("TRB-0507", "The ledger has no such partition."),
  OUT_OF_STEP("TRB-0508", "A batch does not begin where the ledger's cursor stands."),
  NOT_SETTLED("TRB-0509", "A batch was to be closed before all its rows were accounted for."),
  NOT_OPEN("TRB-0510", "A batch was to be closed that is not open."),
  NOT_CLOSED("TRB-0511", "A transaction was to commit a batch that was opened and not closed."),
  ROWS_NOT_FOUND_AGAIN("TRB-0512", "Rows that are loaded would not be found again by a refresh."),
  PARTITION_LOCKED("TRB-0513", "A session of nobody's run keeps a partition locked."),
  TOO_MANY_DEAD_LETTERS("TRB-0520", "A partition has more dead letters than its manifest allows."),
  UNKNOWN_LETTER("TRB-0521", "There is no such dead letter."),
  LETTER_CLOSED("TRB-0522", "A dead letter is closed already."),
  LETTER_IN_HAND("TRB-0523", "A run works on the partition of a dead letter."),
  PAYLOAD_KEY("TRB-0524", "A source row is encrypted with a key that the manifest does not have."),
  PAYLOAD_CHANGED("TRB-0525", "An encrypted source row is not the one that was encrypted."),
  INDEX_NOT_REBUILT("TRB-0530", "An index that was dropped for a first load cannot be rebuilt.");

  private final String id;
  private final String meaning;

  LedgerCode(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
