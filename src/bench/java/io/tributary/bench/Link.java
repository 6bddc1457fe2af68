package io.tributary.bench;

/** How PostgreSQL is spoken to. */
enum Link {
  /** Without TLS; a commit waits until it is on disk. */
  PLAIN("sslmode=disable"),

  /** With TLS, as it is between machines. */
  TLS("sslmode=require"),

  /** A commit does not wait for the disk: a power cut takes the last ones back, whole. */
  ASYNCHRONOUS_COMMIT("sslmode=disable&options=-c%20synchronous_commit=off");

  private final String parameters;

  Link(String parameters) {
    this.parameters = parameters;
  }

  /** What a JDBC URL says about it. */
  String parameters() {
    return parameters;
  }
}
