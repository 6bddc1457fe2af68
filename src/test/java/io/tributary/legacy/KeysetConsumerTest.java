package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.legacy.PartitionRunner.End;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a route must do with a batch, and what becomes of the run otherwise. */
class KeysetConsumerTest {

  private final KeysetRoute route = new KeysetRoute();

  @AfterEach
  void close() throws Exception {
    route.close();
  }

  @Test
  void aPartitionGoesThroughTheRouteBatchByBatch() throws Exception {
    List<Object> headers = Collections.synchronizedList(new ArrayList<>());
    route.start(
        exchange -> {
          headers.add(exchange.getMessage().getHeader(KeysetConstants.ENTITY));
          headers.add(exchange.getMessage().getHeader(KeysetConstants.TENANT));
          Batch batch = exchange.getMessage().getBody(Batch.class);
          assertThat(exchange.getMessage().getHeader(KeysetConstants.BATCH_ID))
              .isEqualTo(batch.batchId());
          KeysetRoute.commit(exchange);
        });

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(route.claims.committed).extracting(Batch::size).containsExactly(3, 3, 3, 1);
    assertThat(route.committedKeys())
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(headers).containsOnly("student", "north");
    assertThat(route.claims.committed.get(1).lower()).contains(List.of("3"));
  }

  @Test
  void theEndpointMayCutBatchesOtherwise() throws Exception {
    route.start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("keyset:student?batchRows=4&batchBytes=100000&fetchSize=2")
                .process(KeysetRoute::commit);
          }
        });

    route.run();

    assertThat(route.claims.committed).extracting(Batch::size).containsExactly(4, 4, 2);
  }

  @Test
  void aClaimGoesOnAfterItsCursor() throws Exception {
    route.start(KeysetRoute::commit);

    End end = route.runner().run(route.district.claim(route.student, Optional.of(List.of("8"))));

    assertThat(end).isEqualTo(End.COMPLETE);
    assertThat(route.committedKeys()).containsExactly("9", "10");
  }

  @Test
  void aRangeThatIsCutIsReadUpToTheCutAndNotBeyond() throws Exception {
    route.claims.cut =
        rest -> {
          route.claims.cut = none -> Optional.empty();
          return rest.key(5);
        };
    route.start(KeysetRoute::commit);

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(route.claims.committed).extracting(Batch::size).containsExactly(3, 2);
    assertThat(route.committedKeys()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aCutLiesBehindWhatIsReadAhead() throws Exception {
    List<String> keys = Collections.synchronizedList(new ArrayList<>());
    route.claims.cut =
        rest -> {
          Optional<List<String>> key = rest.key(2);
          key.ifPresent(k -> keys.add(k.get(0)));
          return keys.size() == 3 ? key : Optional.empty();
        };
    route.start(KeysetRoute::commit);

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(keys).as("two rows behind what was read before").startsWith("2", "5", "8");
    assertThat(route.committedKeys()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
  }

  @Test
  @Timeout(60)
  void whatHasToBeReadAgainAfterACutIsReadUpToTheCut() throws Exception {
    CountDownLatch isCut = new CountDownLatch(1);
    route.claims.cut =
        rest -> {
          Optional<List<String>> key = rest.key(4).filter(List.of("7")::equals);
          key.ifPresent(behindTheFirstBatch -> isCut.countDown());
          return key;
        };
    route.start(
        exchange -> {
          Batch batch = exchange.getMessage().getBody(Batch.class);
          boolean first = batch.lower().isEmpty();
          if (first) {
            isCut.await();
          }
          List<String> upper = first ? List.of("2") : batch.upper();
          exchange.getMessage().setBody(KeysetRoute.checkpoint(batch, upper, first));
        });

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(route.claims.committed.get(0).upper())
        .as("the ledger says 2")
        .isEqualTo(List.of("3"));
    assertThat(route.committedKeys()).containsExactly("1", "2", "3", "3", "4", "5", "6", "7");
  }

  @Test
  @Timeout(60)
  void aCutThatFailsCostsNoBatchBeforeItAndNoneBehindItIsRead() throws Exception {
    CountDownLatch hasFailed = new CountDownLatch(1);
    MigrationException lost =
        new MigrationException(new Problem(LegacyCode.READ_FAILED, "x", "y", "z"), null);
    route.claims.cut =
        rest -> {
          if (rest.key(4).filter(List.of("7")::equals).isPresent()) {
            hasFailed.countDown();
            throw lost;
          }
          return Optional.empty();
        };
    route.start(
        exchange -> {
          hasFailed.await();
          KeysetRoute.commit(exchange);
        });

    assertThatThrownBy(route::run).isSameAs(lost);

    assertThat(route.committedKeys()).containsExactly("1", "2", "3");
  }

  @Test
  void aReplayedBatchMayHaveEndedElsewhereAndReadingGoesOnThere() throws Exception {
    route.start(
        exchange -> {
          Batch batch = exchange.getMessage().getBody(Batch.class);
          boolean first = batch.lower().isEmpty();
          List<String> upper = first ? List.of("5") : batch.upper();
          exchange.getMessage().setBody(KeysetRoute.checkpoint(batch, upper, first));
        });

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(route.claims.committed.get(1).lower()).contains(List.of("5"));
  }

  @Test
  void aReplayedLastBatchIsNotTakenForTheEnd() throws Exception {
    route.start(
        exchange -> {
          Batch batch = exchange.getMessage().getBody(Batch.class);
          if (batch.isLast()) {
            route.district.legacy.execute(
                "INSERT INTO [dbo].[Student] SELECT 11 WHERE NOT EXISTS (SELECT 1 FROM"
                    + " [dbo].[Student] WHERE [Id] = 11)");
          }
          exchange.getMessage().setBody(KeysetRoute.checkpoint(batch, batch.upper(), true));
        });

    assertThat(route.run()).isEqualTo(End.COMPLETE);

    assertThat(route.committedKeys()).endsWith("10", "11");
  }

  @Test
  void theRunMayAskForARestAtABatchsEdge() throws Exception {
    route.start(KeysetRoute::commit);
    route.claims.afterCommit = () -> route.claims.pause = true;

    assertThat(route.run()).isEqualTo(End.PAUSED);

    assertThat(route.committedKeys()).containsExactly("1", "2", "3");
  }

  @Test
  void anErrorInAStepReachesTheCaller() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    route.start(
        exchange -> {
          throw broken;
        });

    assertThatThrownBy(route::run)
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("TRB-0317", "student/north")
        .hasCause(broken);
    assertThat(route.claims.committed).isEmpty();
  }

  @Test
  void anErrorOfTributarysOwnReachesTheCallerAsItIs() throws Exception {
    MigrationException own =
        new MigrationException(new Problem(LegacyCode.READ_FAILED, "x", "y", "z"), null);
    route.start(
        exchange -> {
          throw own;
        });

    assertThatThrownBy(route::run).isSameAs(own);
  }

  @Test
  void anErrorThatAStepHandledIsStillAnErrorWithoutACheckpoint() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    route.start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true);
            from("keyset:student")
                .process(
                    exchange -> {
                      throw broken;
                    });
          }
        });

    assertThatNoCheckpoint("without a checkpoint").hasCause(broken);
  }

  @Test
  void aFilterThatSwallowsTheBatchIsAnError() throws Exception {
    route.start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("keyset:student").filter(constant(false)).process(KeysetRoute::commit);
          }
        });

    assertThatNoCheckpoint("without a checkpoint");
  }

  @Test
  void aStopIsAnErrorEvenBehindACheckpoint() throws Exception {
    route.start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("keyset:student").process(KeysetRoute::commit).stop();
          }
        });

    assertThatNoCheckpoint("stopped");
  }

  @Test
  void aMarkForRollbackIsAnErrorEvenBehindACheckpoint() throws Exception {
    route.start(
        exchange -> {
          KeysetRoute.commit(exchange);
          exchange.setRollbackOnly(true);
        });

    assertThatNoCheckpoint("rollback");
  }

  @Test
  void aMarkForRollbackOfTheLastTransactionIsAnErrorToo() throws Exception {
    route.start(
        exchange -> {
          KeysetRoute.commit(exchange);
          exchange.setRollbackOnlyLast(true);
        });

    assertThatNoCheckpoint("rollback");
  }

  @Test
  void theCheckpointOfAnotherBatchIsAnError() throws Exception {
    AtomicReference<Object> first = new AtomicReference<>();
    route.start(
        exchange -> {
          Batch batch = exchange.getMessage().getBody(Batch.class);
          if (batch.lower().isEmpty()) {
            first.set(KeysetRoute.checkpoint(batch));
            exchange.getMessage().setBody(first.get());
          } else {
            exchange.getProperty(KeysetConstants.LOAD_TURN, LoadTurn.class).await();
            exchange.getMessage().setBody(first.get());
          }
        });

    assertThatNoCheckpoint("another batch");
    assertThat(route.claims.committed).hasSize(1);
  }

  @Test
  void aCheckpointThatGoesNoFurtherIsAnError() throws Exception {
    route.start(
        exchange -> {
          Batch batch = exchange.getMessage().getBody(Batch.class);
          List<String> upper = batch.lower().orElse(batch.upper());
          exchange.getMessage().setBody(KeysetRoute.checkpoint(batch, upper, true));
        });

    assertThatNoCheckpoint("no further");
  }

  @Test
  void aRouteOfAnotherEntityRefusesTheClaim() throws Exception {
    route.start(KeysetRoute::commit);
    var other = route.district.add("other", District.table("Student", "Id"));

    assertThatThrownBy(() -> route.runner().run(route.district.claim(other)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRouteOfAnUnknownEntityDoesNotStart() {
    assertThatThrownBy(
            () ->
                route.start(
                    new RouteBuilder() {
                      @Override
                      public void configure() {
                        from("keyset:studnet").log("never");
                      }
                    }))
        .isInstanceOf(FailedToCreateRouteException.class)
        .hasRootCauseInstanceOf(InvalidInputException.class)
        .hasStackTraceContaining("TRB-0316");
  }

  @Test
  void aMissingClaimSourceIsSaid() {
    route.context.getRegistry().unbind("claims");

    assertThatThrownBy(() -> route.start(KeysetRoute::commit))
        .hasStackTraceContaining("TRB-0315")
        .hasStackTraceContaining("ClaimSource");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertThatNoCheckpoint(String what) {
    return assertThatThrownBy(route::run)
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("TRB-0318", "student/north", what);
  }
}
