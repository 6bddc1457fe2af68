package io.tributary.demo;

/** The PostgreSQL server with the demo's service databases. */
interface Services extends AutoCloseable {

  /** The JDBC URL of a service database, for the role {@code tributary}. */
  String url(String database);

  /** Host and port, as they stand in a URL for psql. */
  String address();

  /** That role's password. */
  String password();

  @Override
  void close();
}
