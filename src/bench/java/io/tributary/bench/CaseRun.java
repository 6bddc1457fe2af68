package io.tributary.bench;

/** A case that takes its turns. */
interface CaseRun extends AutoCloseable {

  /** What is done once, before the first round and untimed. */
  void prepare() throws Exception;

  /** Brings all rows over, in the round's fresh database. */
  Measured round() throws Exception;

  @Override
  void close();

  /** Begins a case; it is not prepared yet. */
  @FunctionalInterface
  interface Starter {
    CaseRun start(BenchCase which, Sites sites) throws Exception;
  }
}
