package io.tributary.fault;

/** What can go wrong with breaking Tributary on purpose. */
enum FaultCode implements ErrorCode {
  FAILPOINT_MALFORMED("TRB-0001", "a failpoint is set in a way that is not understood"),
  FAILPOINT_UNHEARD("TRB-0002", "a failpoint was hit and nobody listens to it");

  private final String id;
  private final String meaning;

  FaultCode(String id, String meaning) {
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
