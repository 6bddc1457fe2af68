package io.tributary.demo;

import io.tributary.fault.ErrorCode;

/** What can go wrong with the demo's embedded parts. */
enum DemoCode implements ErrorCode {
  /** Another process uses the directory. */
  DIRECTORY_IN_USE("TRB-0801", "another demo runs in this directory"),
  /** The directory cannot be made or written. */
  DIRECTORY_UNUSABLE("TRB-0802", "the demo's directory cannot be used"),
  /** PostgreSQL refuses to run as root, and there is no way around it here. */
  ROOT_REFUSED("TRB-0803", "embedded PostgreSQL cannot run as root on this machine"),
  /** Embedded PostgreSQL did not come up. */
  POSTGRES_FAILED("TRB-0804", "embedded PostgreSQL did not start or stop"),
  /** The target databases could not be prepared. */
  TARGET_FAILED("TRB-0805", "the target databases could not be created"),
  /** A legacy database could not be generated. */
  LEGACY_FAILED("TRB-0806", "a legacy database could not be generated"),
  /** A legacy database of the demo's name is somebody else's. */
  LEGACY_NOT_OURS("TRB-0807", "a database of the demo's name is not the demo's"),
  /** A service database of the demo's name is somebody else's, or holds other rows. */
  TARGET_NOT_OURS("TRB-0808", "a service database of the demo's name is not this demo's");

  private final String id;
  private final String meaning;

  DemoCode(String id, String meaning) {
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
