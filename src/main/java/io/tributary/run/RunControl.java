package io.tributary.run;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.UUID;
import javax.management.JMException;
import javax.management.ObjectName;

/** The MBean of a run, registered while the run is on. */
final class RunControl implements RunControlMXBean, AutoCloseable {

  private static final String NAME = "io.tributary:type=Run";

  private final UUID runId;
  private final WorkQueue queue;
  private final Pace pace;
  private final Set<String> tenants;
  private final int workers;

  private RunControl(UUID runId, WorkQueue queue, Pace pace, Set<String> tenants, int workers) {
    this.runId = runId;
    this.queue = queue;
    this.pace = pace;
    this.tenants = tenants;
    this.workers = workers;
  }

  static RunControl register(
      UUID runId, WorkQueue queue, Pace pace, Set<String> tenants, int workers) {
    RunControl control = new RunControl(runId, queue, pace, tenants, workers);
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(control, new ObjectName(NAME));
    } catch (JMException e) {
      throw new IllegalStateException("cannot register " + NAME, e);
    }
    return control;
  }

  @Override
  public String getRunId() {
    return runId.toString();
  }

  @Override
  public String getProgress() {
    return queue.describe();
  }

  @Override
  public int getParallel() {
    return queue.parallel();
  }

  @Override
  public void setParallel(int parallel) {
    if (parallel < 1 || parallel > workers) {
      throw new IllegalArgumentException("parallel goes from 1 to " + workers);
    }
    queue.setParallel(parallel);
  }

  @Override
  public int getWorkers() {
    return workers;
  }

  @Override
  public int getEffectiveParallel() {
    return queue.effectiveParallel();
  }

  @Override
  public double getRowsPerSecond() {
    return pace.rowsPerSecond();
  }

  @Override
  public void setRowsPerSecond(double rowsPerSecond) {
    pace.setRowsPerSecond(rowsPerSecond);
  }

  @Override
  public boolean isBackPressure() {
    return pace.hasBackPressure();
  }

  @Override
  public void setBackPressure(boolean on) {
    pace.setBackPressure(on);
  }

  @Override
  public String getSlowServers() {
    return pace.pressure();
  }

  @Override
  public Set<String> getPausedTenants() {
    return queue.pausedTenants();
  }

  @Override
  public void pauseTenant(String tenant) {
    queue.pauseTenant(known(tenant));
  }

  @Override
  public void resumeTenant(String tenant) {
    queue.resumeTenant(known(tenant));
  }

  private String known(String tenant) {
    if (!tenants.contains(tenant)) {
      throw new IllegalArgumentException("the manifest has no tenant " + tenant);
    }
    return tenant;
  }

  @Override
  public void stop() {
    queue.stop();
  }

  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
    } catch (JMException e) {
      throw new IllegalStateException("cannot unregister " + NAME, e);
    }
  }
}
