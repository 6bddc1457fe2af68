package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tributary.batch.Batch;
import io.tributary.batch.RowChunk;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.MappedChunk;
import io.tributary.copy.TableRows;
import io.tributary.fault.MigrationException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The split of the migrate route, as operators write it, in a real Camel. */
class PayloadAggregationTest {

  private static final String PLAIN = "stopOnException: true";
  private static final String PARALLEL = "parallelProcessing: true, stopOnException: true";
  private static final String GOES_ON = "stopOnException: false";

  private final CamelContext camel = new DefaultCamelContext();
  private final MappingBench bench = bench().into(table("things", column("id", "uuid")));
  private final AtomicInteger after = new AtomicInteger();

  @BeforeEach
  void start() {
    camel.getRegistry().bind("payload", new PayloadAggregation());
    camel.getRegistry().bind("rows", new RowSteps());
    camel.getRegistry().bind("thingMapper", bench.mapper());
    camel.getRegistry().bind("broken", new Broken());
    camel.getRegistry().bind("after", new After());
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  /** Steps that go wrong. */
  public static final class Broken {

    /** Fails for the chunk that begins at row 4. */
    public RowChunk failAtFour(RowChunk chunk) {
      if (chunk.from() == 4) {
        throw new IllegalStateException("step broke");
      }
      return chunk;
    }

    /** Maps nothing. */
    public MappedChunk pretend(RowChunk chunk) {
      return new MappedChunk(chunk, List.of());
    }
  }

  /** What stands for the load: must not be reached after a failure. */
  public final class After {

    /** Counts. */
    public void reached() {
      after.incrementAndGet();
    }
  }

  private Exchange run(String options, String steps) throws Exception {
    return run(options, steps, "");
  }

  private Exchange run(String options, String steps, String configuration) throws Exception {
    String yaml =
        configuration
            + """
            - route:
                id: migrate
                from:
                  uri: direct:migrate
                  steps:
                    - split:
                        simple: "${body.chunks(2)}"
                        aggregationStrategy: "#payload"
                        %s
                        steps:
            %s
                    - bean: { ref: after, method: reached }
            """
                .formatted(options.replace(", ", "\n" + " ".repeat(12)), steps.indent(16));
    Resource resource = ResourceHelper.fromString("migrate.yaml", yaml);
    PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
    Object[][] rows =
        IntStream.range(0, 7).mapToObj(i -> values((long) i)).toArray(Object[][]::new);
    Batch batch = bench.batch(NEW_YORK, rows);
    return camel
        .createProducerTemplate()
        .send("direct:migrate", e -> e.getMessage().setBody(batch));
  }

  private static final String MAP = "- bean: { ref: thingMapper, method: map }\n";

  private void assertFailed(Exchange exchange, String... message) {
    assertThat(exchange.getException()).isNotNull();
    assertThat(String.valueOf(rootMessage(exchange))).contains(message);
    assertThat(after).hasValue(0);
  }

  private static @Nullable String rootMessage(Exchange exchange) {
    Throwable cause = exchange.getException();
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void chunksBecomeOnePayloadInTheirOrder(String options) throws Exception {
    Exchange exchange = run(options, MAP);

    CopyPayload payload = exchange.getMessage().getBody(CopyPayload.class);
    assertThat(exchange.getException()).isNull();
    assertThat(payload.tables()).hasSize(1);
    assertThat(payload.tables().get(0)).hasSize(4);
    assertThat(payload.tables().get(0).stream().flatMapToInt(PayloadAggregationTest::legacyRows))
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(after).hasValue(1);
  }

  private static IntStream legacyRows(TableRows rows) {
    return IntStream.range(0, rows.size()).map(rows::legacyRow);
  }

  @Test
  void droppedRowsAreNoLostRows() throws Exception {
    Exchange exchange =
        run(
            PLAIN,
            "- bean: { ref: rows, method: \"dropWhere(${body}, 'Id', '3')\" }\n"
                + "- bean: { ref: rows, method: \"dropWhereBlank(${body}, 'Id')\" }\n"
                + MAP);

    assertThat(exchange.getException()).isNull();
    CopyPayload payload = exchange.getMessage().getBody(CopyPayload.class);
    assertThat(payload.batch().accounting().filtered()).isEqualTo(1);
    assertThat(payload.tables().get(0).stream().flatMapToInt(PayloadAggregationTest::legacyRows))
        .containsExactly(0, 1, 2, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void aStepThatFailsFailsTheBatch(String options) throws Exception {
    assertFailed(run(options, "- bean: { ref: broken, method: failAtFour }\n" + MAP), "step broke");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void anErrorThatSomeHandlerCallsHandledStillFailsTheBatch(String options) throws Exception {
    String handler =
        """
        - onException:
            exception: [ "java.lang.Exception" ]
            handled: { constant: "true" }
        """;

    run(options, "- bean: { ref: broken, method: failAtFour }\n" + MAP, handler);
    assertThat(after).hasValue(0);

    camel.getRouteController().stopRoute("migrate");
    camel.removeRoute("migrate");
    String late = "- throwException: { message: late, exceptionType: java.io.IOException }\n";
    run(options, MAP + late, handler);
    assertThat(after).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void aStepThatFailsAfterTheMapperFailsTheBatch(String options) throws Exception {
    assertFailed(
        run(
            options,
            MAP + "- throwException: { message: late, exceptionType: java.io.IOException }\n"),
        "late");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void aFilterThatSwallowsAChunkFailsTheBatch(String options) throws Exception {
    String filter =
        """
        - filter:
            simple: "${body.from} != 2"
            steps:
              - bean: { ref: thingMapper, method: map }
        """;

    assertFailed(run(options, filter), "thing/district-a", "2 of 7 rows went missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void aBodyThatIsNoChunkFailsTheBatch(String options) throws Exception {
    String steps =
        """
        - bean: { ref: thingMapper, method: map }
        - filter:
            simple: "${body.chunk.from} == 2"
            steps:
              - setBody: { constant: nothing }
        """;

    assertFailed(run(options, steps), "2 of 7 rows went missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PARALLEL, GOES_ON})
  void aStepThatStopsTheRouteFailsTheBatch(String options) throws Exception {
    String steps =
        """
        - filter:
            simple: "${body.from} == 2"
            steps:
              - stop: {}
        - bean: { ref: thingMapper, method: map }
        """;

    assertFailed(run(options, steps), "rows went missing");
  }

  @Test
  void rowsThatNobodyMappedFailTheBatch() throws Exception {
    assertFailed(
        run(PLAIN, "- bean: { ref: broken, method: pretend }\n"),
        "7 of 7 rows were not mapped, dropped or refused");
  }

  @Test
  void theErrorIsOneOfTributarys() throws Exception {
    Exchange exchange = run(PLAIN, "- log: nothing maps here\n");

    assertThat(exchange.getException()).isInstanceOf(MigrationException.class);
    assertThat(exchange.getException()).hasMessageContaining("TRB-0222");
  }

  @Test
  void aChunkThatComesTwiceFailsTheBatch() {
    Batch batch = bench.batch(NEW_YORK, values(1L));
    MappedChunk mapped = bench.mapper().map(batch.chunks(1).get(0));

    assertThat(catchThrowable(() -> PayloadCheck.close(List.of(mapped, mapped))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("came twice");
  }

  @Test
  void aChunkOfAnotherBatchFailsTheBatch() {
    Batch batch = bench.batch(NEW_YORK, values(1L), values(2L));
    Batch other = bench.batch(NEW_YORK, values(1L), values(2L));
    EntityMapper mapper = bench.mapper();
    MappedChunk first = mapper.map(batch.chunks(1).get(0));
    MappedChunk second = mapper.map(other.chunks(1).get(1));

    assertThat(catchThrowable(() -> PayloadCheck.close(List.of(first, second))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("another batch");
  }
}
