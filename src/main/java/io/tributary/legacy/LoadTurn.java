package io.tributary.legacy;

/**
 * A batch's place in the order of loading. Batches of a partition are read and mapped while the one
 * before is being loaded; they are loaded one after the other. Thread-safe.
 */
public interface LoadTurn {

  /**
   * Waits until the batch before is committed. Calling it again answers the same at once.
   *
   * @return false if the batch is not to be loaded: one before it failed, or the partition is left
   *     at the edge before it
   * @throws io.tributary.fault.MigrationException if the thread is interrupted while it waits
   */
  boolean await();
}
