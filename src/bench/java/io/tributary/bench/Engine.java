package io.tributary.bench;

/** One way of bringing rows over, in its own process. */
interface Engine {

  /** What is done once, before the first round and untimed. */
  default void prepare() throws Exception {}

  /** What is done before each round, untimed, in the round's database. */
  default void beforeRound() throws Exception {}

  /**
   * Brings all rows over.
   *
   * @return how many legacy rows there were
   */
  long run() throws Exception;
}
