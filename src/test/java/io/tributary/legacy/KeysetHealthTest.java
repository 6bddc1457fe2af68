package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.MigrationException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.health.ConsumersHealthCheckRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A health probe asks the databases in use, and opens none. */
class KeysetHealthTest {

  private final KeysetRoute route = new KeysetRoute();
  private final ConsumersHealthCheckRepository consumers = new ConsumersHealthCheckRepository();
  private final AtomicReference<HealthCheck.Result> during = new AtomicReference<>();

  @BeforeEach
  void health() {
    consumers.setCamelContext(route.context);
  }

  @AfterEach
  void close() throws Exception {
    route.close();
  }

  @Test
  void aProbeOpensNoPool() throws Exception {
    route.start(KeysetRoute::commit);

    assertThat(check().call().getState()).isEqualTo(HealthCheck.State.UP);
    assertThat(route.district.database().isOpen()).isFalse();
  }

  @Test
  void aDatabaseThatAnswersIsUp() throws Exception {
    route.start(
        exchange -> {
          during.set(check().call());
          KeysetRoute.commit(exchange);
        });

    route.run();

    assertThat(during.get().getState()).isEqualTo(HealthCheck.State.UP);
  }

  @Test
  void aDatabaseThatIsGoneIsDownWhileItIsRead() throws Exception {
    route.start(
        exchange -> {
          route.district.legacy.execute("SHUTDOWN");
          during.set(check().call());
          KeysetRoute.commit(exchange);
        });

    assertThatThrownBy(route::run).isInstanceOf(MigrationException.class);

    assertThat(during.get().getState()).isEqualTo(HealthCheck.State.DOWN);
    assertThat(during.get().getDetails()).containsEntry("tenant", "north");
  }

  @Test
  void theCheckCanBeSwitchedOffAtTheComponent() throws Exception {
    route
        .context
        .getComponent("keyset", KeysetComponent.class)
        .setHealthCheckConsumerEnabled(false);
    route.start(
        exchange -> {
          route.district.legacy.execute("SHUTDOWN");
          during.set(check().call());
          KeysetRoute.commit(exchange);
        });

    assertThatThrownBy(route::run).isInstanceOf(MigrationException.class);

    assertThat(during.get().getState()).isNotEqualTo(HealthCheck.State.DOWN);
  }

  private HealthCheck check() {
    return consumers.stream().findFirst().orElseThrow();
  }
}
