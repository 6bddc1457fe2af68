package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.tributary.batch.Accounting;
import io.tributary.fault.InvalidInputException;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What operators' edits of the route files do, for good and ill. Nothing is built between. */
class EditedRouteTest {

  private static final String TEMPLATED =
      """
      - templatedRoute:
          routeTemplateRef: migrate-entity
          routeId: pupil
          parameters:
            - { name: entity, value: pupil }
            - { name: beforeMapping, value: "direct:pupil-steps" }
      """;

  private static final String BEANS =
      """
      - beans:
          - { name: names, type: io.tributary.operation.ShoutedNames }
      """;

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, 25, 25);
  private final Logger operatorsLog = (Logger) LoggerFactory.getLogger("operators.log");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private Path routes = TestMigration.ROUTES;

  EditedRouteTest() throws SQLException {}

  @BeforeEach
  void copyRoutes() throws IOException {
    routes = TestMigration.copyRoutes(directory);
    logged.start();
    operatorsLog.addAppender(logged);
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @AfterEach
  void close() throws Exception {
    operatorsLog.detachAppender(logged);
    district.close();
  }

  @Test
  void aFilterALogAndABeanOfOnesOwnAreAddedToOneEntity() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: rows, method: "dropWhere(${body}, 'Status', 'LEFT')" }
        - log: { logName: operators.log, message: "${body.rows().size()} of ${header.TributaryEntity}" }
        - bean: { ref: names, method: shout }
        """));

    RunResult result = run();

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "pupil").accounting()).isEqualTo(inserted(25, 23, 2));
    assertThat(district.service.query("SELECT name FROM pupils ORDER BY legacy_id::int LIMIT 2"))
        .containsExactly("PUPIL 1", "PUPIL 2");
    assertThat(district.legacyIds("pupils")).hasSize(23).doesNotContain("10", "20");
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("9 of pupil", "9 of pupil", "5 of pupil");
  }

  @Test
  void theLedgerKeepsWhyRowsWereFiltered() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED
            + steps(
                """
        - bean: { ref: rows, method: "dropWhere(${body}, 'Status', 'LEFT')" }
        """));

    run();

    assertThat(
            district.service.query(
                """
                SELECT rows_read, rows_inserted, rows_filtered, filter_reasons
                FROM migration.batch_state WHERE entity_type = 'pupil' ORDER BY batch_no
                """))
        .containsExactly(
            "10|9|1|{\"Status = LEFT\": 1}", "10|9|1|{\"Status = LEFT\": 1}", "5|5|0|{}");
  }

  @Test
  void anotherEntityIsUntouchedByIt() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: names, method: shout }
        """));

    RunResult result = run();

    assertThat(of(result, "club").accounting()).isEqualTo(inserted(25, 25, 0));
    assertThat(district.service.query("SELECT name FROM clubs ORDER BY legacy_id::int LIMIT 1"))
        .containsExactly("Club 1");
  }

  @Test
  void aBareFilterFailsTheBatchAndNothingOfItIsCommitted() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        ownRoute(
            """
        - filter:
            simple: "${body.rows().size()} > 5"
            steps:
              - bean: { ref: mapper, method: map }
        """));

    RunResult result = run();

    assertThat(of(result, "pupil").failure().orElseThrow())
        .contains("TRB-0222", "pupil/oak", "5 of 5 rows", "bean `rows`");
    assertThat(district.legacyIds("pupils")).hasSize(20);
    assertThat(district.batches("pupil")).isEqualTo(2);
  }

  @Test
  void aStepThatReplacesTheBodyBeforeTheMapperFailsTheBatch() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED
            + steps(
                """
        - setBody: { constant: "gone" }
        """));

    assertNothingLoaded("pupil", run(), "TRB-0901", "by a String");
  }

  @Test
  void aStepThatDropsTheBodyBeforeTheMapperFailsTheBatch() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED
            + steps(
                """
        - setBody: { simple: "${null}" }
        """));

    assertNothingLoaded("pupil", run(), "TRB-0901", "by nothing");
  }

  @Test
  void aStepThatReplacesTheMappedChunkFailsTheBatch() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        ownRoute(
            """
        - bean: { ref: mapper, method: map }
        - setBody: { constant: "gone" }
        """));

    assertNothingLoaded("pupil", run(), "TRB-0222", "pupil/oak", "rows");
  }

  @Test
  void aStepThatStopsTheRouteFailsTheBatch() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED
            + steps(
                """
        - stop: {}
        """));

    assertNothingLoaded("pupil", run(), "pupil/oak", "stop");
  }

  @Test
  void aFailingBeanBeforeTheLoadIsNamedAndNothingGoesOn() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { id: lookUpPrices, ref: names, method: fail }
        """));

    assertNothingLoaded(
        "pupil",
        run(),
        "pupil/oak",
        "route pupil-steps",
        "IllegalStateException at io.tributary.operation.ShoutedNames.fail");
  }

  @Test
  void theLogTellsAFailedStepWithoutItsWordsWhichMayQuoteARow() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(logged);
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: names, method: fail }
        """));

    run();
    root.detachAppender(logged);

    assertThat(logged.list)
        .extracting(EditedRouteTest::everyWord)
        .anyMatch(text -> text.contains("IllegalStateException"))
        .noneMatch(text -> text.contains("price list"));
  }

  @Test
  void anotherEntityIsCompleteAllTheSame() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: names, method: fail }
        """));

    RunResult result = run();

    assertThat(result.hasFailures()).isTrue();
    assertThat(of(result, "club").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(district.legacyIds("clubs")).hasSize(25);
  }

  @Test
  void aMendedRouteFileGoesOnWhereTheBrokenOneStopped() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: names, method: fail }
        """));
    run();
    write(
        "entities/pupil.camel.yaml",
        BEANS
            + TEMPLATED
            + steps(
                """
        - bean: { ref: names, method: shout }
        """));

    RunResult result = run();

    assertThat(result.isComplete()).isTrue();
    assertThat(district.legacyIds("pupils")).hasSize(25).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "splitt: {}, splitt",
    "bean: { ref: nobody-bound-this }, nobody-bound-this",
    "to: { uri: 'nowhere:at-all' }, nowhere",
    "'log: { message: \"${unclosed\" }', unclosed",
  })
  void aBrokenStepIsRefusedBeforeAnythingIsTouched(String step, String named) throws IOException {
    write("entities/pupil.camel.yaml", TEMPLATED + steps("- " + step + "\n"));

    assertRefused("pupil", named);
  }

  @Test
  void aFileThatIsNoYamlIsRefusedByItsName() throws IOException {
    write("entities/pupil.camel.yaml", "- route: [ unclosed\n");

    assertRefused("pupil.camel.yaml");
  }

  @Test
  void aRouteOfAnEntityThatTheManifestDoesNotHaveIsRefused() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED.replace("value: pupil ", "value: pupill ") + steps("- log: { message: a }\n"));

    assertRefused("TRB-0316", "pupill");
  }

  @Test
  void aMissingTemplateIsRefused() throws IOException {
    Files.delete(routes.resolve("load.camel.yaml"));

    assertRefused("load-batch");
  }

  @Test
  void aTemplateThatAnEntitysFileMisspellsIsRefused() throws IOException {
    write(
        "entities/pupil.camel.yaml",
        TEMPLATED.replace("migrate-entity", "migrate-entty") + steps("- log: { message: a }\n"));

    assertRefused("migrate-entty");
  }

  @Test
  void aDirectEndpointThatNobodyListensToIsRefused() throws IOException {
    write("entities/pupil.camel.yaml", TEMPLATED);

    assertRefused("direct://pupil-steps", "no route begins there");
  }

  private void assertRefused(String... named) {
    assertThatThrownBy(this::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(named);
    assertThat(
            district.service.query("SELECT nspname FROM pg_namespace WHERE nspname = 'migration'"))
        .isEmpty();
  }

  private void assertNothingLoaded(String entity, RunResult result, String... named) {
    assertThat(of(result, entity).status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(of(result, entity).failure().orElseThrow()).contains(named);
    assertThat(of(result, entity).accounting()).isEqualTo(Accounting.NONE);
    assertThat(district.legacyIds("pupils")).isEmpty();
    assertThat(district.batches("pupil")).isZero();
    assertThat(
            district.service.query(
                "SELECT legacy_id FROM migration.legacy_id_mapping WHERE entity_type = 'pupil'"))
        .isEmpty();
  }

  private RunResult run() {
    return district.migration(SmallDistrict.MANIFEST, directory).routes(routes).run();
  }

  private void write(String file, String yaml) throws IOException {
    Files.writeString(routes.resolve(file), yaml);
  }

  private static String steps(String steps) {
    return """
    - route:
        id: pupil-steps
        from:
          uri: direct:pupil-steps
          steps:
    """
        + steps.indent(8);
  }

  /** A route of the entity's own, with these steps in its split. */
  private static String ownRoute(String steps) {
    return """
        - route:
            id: pupil
            routeConfigurationId: batch-errors
            from:
              uri: keyset:pupil
              steps:
                - split:
                    method: { ref: chunks, method: "of(${body}, 1000)" }
                    aggregationStrategy: "#payload"
                    stopOnException: true
                    steps:
        %s
                - to: direct:load
                - to: direct:checkpoint
        """
        .formatted(steps.indent(14).stripTrailing());
  }

  private static String everyWord(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(event.getFormattedMessage());
    for (IThrowableProxy cause = event.getThrowableProxy();
        cause != null;
        cause = cause.getCause()) {
      text.append('\n').append(cause.getClassName()).append(": ").append(cause.getMessage());
    }
    return text.toString();
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findAny()
        .orElseThrow();
  }

  private static Accounting inserted(int read, int inserted, int filtered) {
    return new Accounting(read, inserted, 0, 0, 0, filtered, 0);
  }
}
