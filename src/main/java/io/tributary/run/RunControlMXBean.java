package io.tributary.run;

import java.util.Set;
import javax.management.MXBean;

/**
 * What an operator sees and steers of a run over JMX, as {@code io.tributary:type=Run}. Entities
 * are steered through their Camel routes: suspending one finishes its batches in hand.
 */
@MXBean
public interface RunControlMXBean {

  /** The run's id, as the ledgers and logs have it. */
  String getRunId();

  /** How many partitions have ended, run and wait, and why they wait. */
  String getProgress();

  /** How many partitions may run at once. */
  int getParallel();

  /** Sets how many partitions may run at once, from 1 to the run's number of workers. */
  void setParallel(int parallel);

  /** The most partitions that can run at once in this run. */
  int getWorkers();

  /** How many partitions may run at once right now: fewer while a server is slow. */
  int getEffectiveParallel();

  /** How many rows all partitions together may bring in a second; 0 for no bound. */
  double getRowsPerSecond();

  /** Sets how many rows all partitions together may bring in a second; 0 for no bound. */
  void setRowsPerSecond(double rowsPerSecond);

  /** Whether fewer partitions run while a server is slow. */
  boolean isBackPressure();

  /** Sets whether fewer partitions run while a server is slow. */
  void setBackPressure(boolean on);

  /** Which servers are slow, and how many times slower than at their best. */
  String getSlowServers();

  /** The tenants that are paused. */
  Set<String> getPausedTenants();

  /** Lets the partitions of a tenant rest from their next batch's edge on. */
  void pauseTenant(String tenant);

  /** Lets the partitions of a paused tenant go on. */
  void resumeTenant(String tenant);

  /** Ends the run at its batches' edges; running again goes on from there. */
  void stop();
}
