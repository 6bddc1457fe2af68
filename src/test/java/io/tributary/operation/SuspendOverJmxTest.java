package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.run.PartitionStatus;
import io.tributary.run.RunControlMXBean;
import io.tributary.run.RunResult;
import io.tributary.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An operator steers a run over JMX. A lock on the target table keeps a batch in hand for as long
 * as a test wants to look.
 */
class SuspendOverJmxTest {

  private static final int PUPILS = 200;
  private static final int BATCHES = PUPILS / 10;
  private static final String OAK = "0a000000-0000-4000-8000-000000000001";

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, PUPILS, 3);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();
  private SmallDistrict.Hold hold = hold();

  SuspendOverJmxTest() throws Exception {}

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @AfterEach
  void close() throws Exception {
    hold.close();
    if (mbeans.isRegistered(runBean())) {
      control().stop();
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    district.close();
  }

  @ParameterizedTest
  @CsvSource({"suspend, resume", "stop, start"})
  void anEntityRestsAfterTheBatchInHandAndGoesOnWhereItWas(String rest, String goOn)
      throws Exception {
    Future<RunResult> run = runUntilInHand(1, 1);

    Future<Object> resting = threads.submit(() -> invokeRoute(rest));
    awaitProgress("pupil/elm waits: its route is suspended or stopped");
    assertThat(resting.isDone()).isFalse();
    hold.close();
    resting.get(60, TimeUnit.SECONDS);

    assertThat(district.batches("pupil")).isEqualTo(1);
    await().until(() -> district.legacyIds("clubs").size() == 6);
    awaitProgress("2 of 4 partitions ended, 0 running");
    awaitProgress("pupil/oak waits: its route is suspended or stopped");
    assertThat(district.batches("pupil")).isEqualTo(1);
    assertThat(run.isDone()).isFalse();

    invokeRoute(goOn);
    assertThat(run.get(60, TimeUnit.SECONDS).isComplete()).isTrue();
    assertEveryRowOnce();
  }

  @Test
  void otherEntitiesGoOnWhileOneIsSuspended() throws Exception {
    Future<RunResult> run = runUntilInHand(1, 1);
    Future<Object> resting = threads.submit(() -> invokeRoute("suspend"));
    awaitProgress("waits: its route is suspended or stopped");
    hold.close();
    resting.get(60, TimeUnit.SECONDS);

    await().until(() -> district.legacyIds("clubs").size() == 6);

    assertThat(state("club")).isEqualTo("Started");
    assertThat(state("pupil")).isEqualTo("Suspended");
    invokeRoute("resume");
    run.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aPausedTenantRestsAfterItsBatchInHandWhileOthersGoOn() throws Exception {
    Future<RunResult> run = runUntilInHand(2, 2);

    control().pauseTenant("oak");
    hold.close();
    awaitProgress("pupil/oak waits: its tenant is paused");
    await().until(() -> district.batches("pupil") == BATCHES + 1);

    assertThat(control().getPausedTenants()).containsExactly("oak");
    assertThat(batchesOfOak()).isEqualTo(1);
    assertThat(run.isDone()).isFalse();

    control().resumeTenant("oak");
    assertThat(run.get(60, TimeUnit.SECONDS).isComplete()).isTrue();
    assertEveryRowOnce();
  }

  @Test
  void loweringParallelTakesEffectAtTheNextBatchesAndRaisingItAtOnce() throws Exception {
    Future<RunResult> run = runUntilInHand(2, 2);

    control().setParallel(1);
    hold = hold.passOn();
    await().until(() -> hold.waiting() == 1);
    awaitProgress("0 of 4 partitions ended, 1 running");

    control().setParallel(2);
    await().until(() -> hold.waiting() == 2);
    awaitProgress("0 of 4 partitions ended, 2 running");

    hold.close();
    assertThat(run.get(60, TimeUnit.SECONDS).isComplete()).isTrue();
    assertEveryRowOnce();
  }

  @Test
  void parallelGoesFromOneToTheRunsWorkers() throws Exception {
    Future<RunResult> run = runUntilInHand(2, 2);

    assertThat(control().getWorkers()).isEqualTo(2);
    assertThatThrownBy(() -> control().setParallel(0)).hasMessageContaining("from 1 to 2");
    assertThatThrownBy(() -> control().setParallel(3)).hasMessageContaining("from 1 to 2");
    assertThat(control().getParallel()).isEqualTo(2);
    hold.close();
    run.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aTenantThatTheManifestDoesNotHaveCannotBePaused() throws Exception {
    Future<RunResult> run = runUntilInHand(1, 1);

    assertThatThrownBy(() -> control().pauseTenant("ash")).hasMessageContaining("no tenant ash");
    assertThat(control().getPausedTenants()).isEmpty();
    hold.close();
    run.get(60, TimeUnit.SECONDS);
  }

  @Test
  void stoppingTheRunFinishesTheBatchesInHandAndAnotherRunGoesOn() throws Exception {
    Future<RunResult> run = runUntilInHand(2, 2);

    control().stop();
    hold.close();
    RunResult stopped = run.get(60, TimeUnit.SECONDS);

    assertThat(stopped.partitions())
        .extracting(partition -> partition.status())
        .containsOnly(PartitionStatus.STOPPED);
    assertThat(district.batches("pupil")).isEqualTo(2);
    assertThat(run(2).isComplete()).isTrue();
    assertEveryRowOnce();
  }

  @Test
  void theRunsBeanIsGoneWithTheRun() throws Exception {
    Future<RunResult> run = runUntilInHand(1, 1);
    String runId = control().getRunId();
    hold.close();

    assertThat(run.get(60, TimeUnit.SECONDS).runId()).hasToString(runId);
    assertThat(mbeans.isRegistered(runBean())).isFalse();
    assertThat(mbeans.isRegistered(routeBean("pupil"))).isFalse();
  }

  /** Starts a run of both districts; that many batches wait in hand for the lock. */
  private Future<RunResult> runUntilInHand(int parallel, int batches) {
    Future<RunResult> run = threads.submit(() -> run(parallel));
    await().until(() -> run.isDone() || hold.waiting() == batches);
    assertThat(run.isDone()).isFalse();
    return run;
  }

  private RunResult run(int parallel) {
    return district
        .migration(SmallDistrict.withElm(), directory)
        .overJmx()
        .parallel(parallel)
        .run();
  }

  private SmallDistrict.Hold hold() throws Exception {
    return district.hold("pupils");
  }

  private Object invokeRoute(String operation) throws Exception {
    return mbeans.invoke(routeBean("pupil"), operation, new Object[0], new String[0]);
  }

  private Object state(String route) throws Exception {
    return mbeans.getAttribute(routeBean(route), "State");
  }

  private static ObjectName routeBean(String route) throws Exception {
    return new ObjectName("org.apache.camel:context=tributary,type=routes,name=\"" + route + "\"");
  }

  private static ObjectName runBean() throws Exception {
    return new ObjectName("io.tributary:type=Run");
  }

  private RunControlMXBean control() throws Exception {
    return JMX.newMXBeanProxy(mbeans, runBean(), RunControlMXBean.class);
  }

  private void awaitProgress(String text) {
    await().until(() -> control().getProgress(), progress -> progress.contains(text));
  }

  private long batchesOfOak() {
    return district.number(
        "SELECT count(*) FROM migration.batch_state WHERE entity_type = 'pupil' AND tenant_id = '"
            + OAK
            + "'");
  }

  private void assertEveryRowOnce() {
    List<String> twice = new ArrayList<>();
    IntStream.rangeClosed(1, PUPILS)
        .mapToObj(String::valueOf)
        .forEach(id -> twice.addAll(List.of(id, id)));
    assertThat(district.legacyIds("pupils")).isEqualTo(twice);
    assertThat(district.batches("pupil")).isEqualTo(2 * BATCHES);
    assertThat(district.number("SELECT count(DISTINCT tenant_id) FROM pupils")).isEqualTo(2);
  }
}
