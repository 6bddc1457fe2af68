package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.legacy.PartitionRunner.End;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Suspendable;
import org.apache.camel.SuspendableService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Suspending, resuming and stopping a route: never in the middle of a batch. */
class SuspendedRouteTest {

  private final KeysetRoute route = new KeysetRoute();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch inHand = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    goOn.countDown();
    threads.shutdown();
    route.close();
  }

  @Test
  void suspendingWaitsForTheBatchInHandAndThePartitionPauses() throws Exception {
    Future<End> run = runUntilABatchIsInHand();

    Future<List<String>> suspension =
        threads.submit(
            () -> {
              ((SuspendableService) route.context.getRoute("student").getConsumer()).suspend();
              return route.committedKeys();
            });
    awaitDetached();
    assertThat(suspension.isDone()).isFalse();
    goOn.countDown();

    assertThat(suspension.get(10, TimeUnit.SECONDS)).containsExactly("1", "2", "3");
    assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(End.PAUSED);
  }

  @Test
  void stoppingWaitsForTheBatchInHandToo() throws Exception {
    Future<End> run = runUntilABatchIsInHand();

    Future<List<String>> stop =
        threads.submit(
            () -> {
              route.context.getRoute("student").getConsumer().stop();
              return route.committedKeys();
            });
    awaitDetached();
    assertThat(stop.isDone()).isFalse();
    goOn.countDown();

    assertThat(stop.get(10, TimeUnit.SECONDS)).containsExactly("1", "2", "3");
    assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(End.PAUSED);
  }

  @Test
  void aBatchThatDoesNotEndHoldsASuspensionNoLongerThanCamelsTimeout() throws Exception {
    route.context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
    route.context.getShutdownStrategy().setTimeout(50);
    Future<End> run = runUntilABatchIsInHand();

    threads
        .submit(
            () -> ((SuspendableService) route.context.getRoute("student").getConsumer()).suspend())
        .get(10, TimeUnit.SECONDS);

    assertThat(run.isDone()).isFalse();
    goOn.countDown();
    assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(End.PAUSED);
    assertThat(route.committedKeys()).containsExactly("1", "2", "3");
  }

  @Test
  void aSuspendedRouteTakesNoWorkAndAResumedOneGoesOn() throws Exception {
    route.start(KeysetRoute::commit);
    PartitionRunner runner = route.runner();
    route.claims.afterCommit = () -> route.claims.pause = true;
    assertThat(route.run()).isEqualTo(End.PAUSED);
    route.claims.pause = false;
    route.claims.afterCommit = () -> {};

    route.context.getRouteController().suspendRoute("student");
    assertThat(route.claims.attached).isEmpty();
    assertThat(runner.run(route.district.claim(route.student))).isEqualTo(End.PAUSED);
    assertThat(route.committedKeys()).containsExactly("1", "2", "3");

    route.context.getRouteController().resumeRoute("student");
    Batch last = route.claims.committed.get(0);
    End end = route.runner().run(route.district.claim(route.student, Optional.of(last.upper())));
    assertThat(end).isEqualTo(End.COMPLETE);
    assertThat(route.committedKeys())
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void aStoppedRouteCanBeStartedAgain() throws Exception {
    route.start(KeysetRoute::commit);

    route.context.getRouteController().stopRoute("student");
    assertThat(route.claims.attached).isEmpty();
    route.context.getRouteController().startRoute("student");

    assertThat(route.run()).isEqualTo(End.COMPLETE);
  }

  @Test
  void anOperatorSuspendsAndResumesOverJmx() throws Exception {
    route.start(KeysetRoute::commit);
    assertThat(route.context.getRoute("student").getConsumer()).isInstanceOf(Suspendable.class);
    MBeanServer server =
        route.context.getManagementStrategy().getManagementAgent().getMBeanServer();
    ObjectName bean = routeBean(server);

    Set<String> operations =
        Stream.of(server.getMBeanInfo(bean).getOperations())
            .map(MBeanOperationInfo::getName)
            .collect(Collectors.toSet());
    assertThat(operations).contains("suspend", "resume");

    server.invoke(bean, "suspend", new Object[0], new String[0]);
    assertThat(server.getAttribute(bean, "State")).isEqualTo("Suspended");
    assertThat(route.claims.attached).isEmpty();

    server.invoke(bean, "resume", new Object[0], new String[0]);
    assertThat(server.getAttribute(bean, "State")).isEqualTo("Started");
    assertThat(route.run()).isEqualTo(End.COMPLETE);
  }

  private Future<End> runUntilABatchIsInHand() throws Exception {
    route.start(
        exchange -> {
          inHand.countDown();
          goOn.await();
          KeysetRoute.commit(exchange);
        });
    Future<End> run = threads.submit(route::run);
    assertThat(inHand.await(10, TimeUnit.SECONDS)).isTrue();
    return run;
  }

  private void awaitDetached() {
    Awaitility.await().until(() -> route.claims.attached.isEmpty());
  }

  private ObjectName routeBean(MBeanServer server) throws Exception {
    String context = route.context.getManagementName();
    ObjectName pattern =
        new ObjectName("org.apache.camel:context=" + context + ",type=routes,name=\"student\"");
    return server.queryNames(pattern, null).iterator().next();
  }
}
