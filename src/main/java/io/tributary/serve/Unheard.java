package io.tributary.serve;

import io.tributary.batch.Checkpoint;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunListener;
import io.tributary.run.WorkPlan;

/** Nobody watches a validation at night; the log and the meters have what counts. */
final class Unheard implements RunListener {

  @Override
  public void planned(WorkPlan plan) {}

  @Override
  public void started(String entity, String tenant) {}

  @Override
  public void committed(Checkpoint checkpoint) {}

  @Override
  public void waiting(String entity, String tenant, String why) {}

  @Override
  public void ended(PartitionResult result) {}
}
