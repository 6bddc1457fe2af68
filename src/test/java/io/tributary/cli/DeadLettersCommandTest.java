package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator sees and does of dead letters: pupils 2 and 4 have left, which is refused. */
class DeadLettersCommandTest {

  private static final String MANIFEST =
      """
      name: letters
      uuidSecret: "{{file:secret}}"
      deadLetters: { payload: encrypt, key: "{{file:key}}" }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: America/Chicago,
            legacy: { url: "OAK_URL", user: sa } }
      services:
        records: { url: "RECORDS_URL", user: tributary_test, password: "{{file:password}}" }
      phases: { 1: Pupils }
      entities:
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into: { pupils: { name: Name, status: { from: Status, values: { HERE: here } } } }
      """;

  @TempDir Path directory;
  private final TestLegacy oak = TestLegacy.create();
  private final TestPostgres records = TestPostgres.create();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String manifest = MANIFEST;

  @BeforeEach
  void runWithTwoLetters() throws IOException {
    oak.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(50), Status NVARCHAR(10))",
        """
        INSERT INTO dbo.Pupil VALUES (1, 'Ann', 'HERE'), (2, 'Bob', 'LEFT'), (3, 'Cid', 'HERE'),
          (4, 'Dot', 'LEFT')
        """);
    records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          legacy_id text NOT NULL, name text, status text)
        """);
    Files.writeString(directory.resolve("secret"), "a secret for tests");
    Files.writeString(directory.resolve("password"), TestPostgres.ROLE);
    Files.writeString(directory.resolve("key"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    assertThat(tributary("run")).as(err::toString).isEqualTo(4);
  }

  @AfterEach
  void close() throws SQLException {
    oak.close();
    records.close();
  }

  @Test
  void aListShowsLettersWithTotalsByReasonAndNoSourceRow() {
    assertThat(letters("list", "--limit", "1")).isZero();

    assertThat(out.toString())
        .contains(
            "records:1",
            "pupil",
            "oak",
            "status",
            "UNKNOWN_VALUE",
            "open",
            "2 dead letters: 2 UNKNOWN_VALUE",
            "1 more exist")
        .doesNotContain("records:2", "Bob");
    assertThat(letters("list", "--reason", "too_long", "--tenant", "oak")).isZero();
    assertThat(out.toString()).contains("No dead letters.");
    assertThat(letters("list", "--status", "closed")).isEqualTo(2);
    assertThat(err.toString()).contains("'closed' is none of open, waiting");
    assertThat(letters("list", "--entity", "puppil")).isEqualTo(2);
    assertThat(letters()).isEqualTo(2);
  }

  @Test
  void aLetterIsShownWholeAndItsRowDecrypted() {
    assertThat(letters("show", "records:1")).as(err::toString).isZero();

    assertThat(out.toString())
        .contains("legacy key  2", "attempts    1", "payload     encrypt", "\"Name\" : \"Bob\"");
    assertThat(records.query("SELECT source_row::text LIKE '%Bob%' FROM migration.dead_letter"))
        .containsOnly("f");
  }

  @Test
  void withoutTheKeyAllButTheRowIsShownAndTheErrorSaysWhichKey() {
    manifest = MANIFEST.replace("payload: encrypt, key: \"{{file:key}}\"", "payload: keep");

    assertThat(letters("show", "records:1")).isEqualTo(2);

    assertThat(out.toString()).contains("UNKNOWN_VALUE").doesNotContain("Bob");
    assertThat(err.toString()).contains("TRB-0524 records:1", "the manifest has none");
  }

  @Test
  void lettersAreNamedByServiceAndNumber() {
    assertThat(letters("show", "17")).isEqualTo(2);
    assertThat(err.toString()).contains("write service and number");
    assertThat(letters("show", "records:17")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-0521 records:17");
    assertThat(letters("show", "students:1")).isEqualTo(2);
    assertThat(err.toString()).contains("the manifest has no service students");
  }

  @Test
  void aReplaySaysWhatBecameOfEachAndEndsAccordingly() {
    oak.execute(
        "UPDATE dbo.Pupil SET Status = 'HERE' WHERE Id = 2", "DELETE FROM dbo.Pupil WHERE Id = 4");

    assertThat(letters("replay")).as(err::toString).isEqualTo(4);
    assertThat(out.toString())
        .contains(
            "1 loaded, 0 filtered, 0 still dead, 1 gone from legacy.",
            "gone from legacy, discard them: records:2");

    oak.execute("INSERT INTO dbo.Pupil VALUES (4, 'Dot', 'AWAY')");
    assertThat(letters("replay", "--numbers", "records:2")).isEqualTo(4);
    assertThat(out.toString()).contains("1 still dead", "still dead: 1 status UNKNOWN_VALUE");

    manifest = MANIFEST.replace("HERE: here", "HERE: here, AWAY: away");
    assertThat(letters("replay", "--parallel", "1")).isZero();
    assertThat(records.query("SELECT legacy_id FROM pupils ORDER BY 1"))
        .containsExactly("1", "2", "3", "4");
    assertThat(letters("replay")).isZero();
    assertThat(out.toString()).contains("No dead letters to replay.");
  }

  @Test
  void discardingIsAllOrNothingAndKeepsTheReason() {
    assertThat(letters("discard", "records:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--why");
    assertThat(letters("discard", "records:1", "records:9", "--why", "left long ago")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-0521 records:9");
    assertThat(statuses()).containsExactly("open", "open");

    assertThat(letters("discard", "records:1", "--why", "left long ago")).isZero();
    assertThat(statuses()).containsExactly("discarded", "open");
    assertThat(letters("discard", "records:1", "records:2", "--why", "again")).isEqualTo(2);
    assertThat(err.toString()).contains("TRB-0522 records:1", "discarded already");
    assertThat(statuses()).containsExactly("discarded", "open");
    letters("show", "records:1");
    assertThat(out.toString()).contains("why         left long ago");
    assertThat(letters("replay", "--numbers", "records:1")).isEqualTo(2);
  }

  @Test
  void aLetterIsNotDiscardedWhileARunHasItInHand() {
    records.execute(
        "UPDATE migration.partition SET held = TRUE",
        """
        UPDATE migration.run SET completed_at = NULL,
          heartbeat_at = clock_timestamp() + INTERVAL '1 hour'
        """);
    try (var session = records.dataSource().getConnection();
        var statement = session.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(migration.run_lock(run_id)) FROM migration.run");

      assertThat(letters("discard", "records:1", "--why", "left")).isEqualTo(5);
      assertThat(err.toString()).contains("TRB-0523");
      statement.execute("SELECT pg_advisory_unlock_all()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    assertThat(statuses()).containsExactly("open", "open");
  }

  private List<String> statuses() {
    return records.query("SELECT status FROM migration.dead_letter ORDER BY dead_letter_no");
  }

  private int letters(String... words) {
    List<String> line = new ArrayList<>(List.of("dead-letters"));
    line.addAll(List.of(words));
    return tributary(line.toArray(String[]::new));
  }

  /** Runs a command; the manifest goes after its name. */
  private int tributary(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line = new ArrayList<>(List.of(words));
    int names = words[0].equals("dead-letters") ? 2 : 1;
    if (words.length >= names) {
      line.add(names, write().toString());
    }
    if (List.of("run", "replay").contains(words[words.length >= names ? names - 1 : 0])) {
      line.addAll(List.of("--routes", TestMigration.ROUTES.toString()));
    }
    CommandLine command = Tributary.commandLine();
    return command
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(line.toArray(String[]::new));
  }

  private Path write() {
    try {
      return Files.writeString(
          directory.resolve("manifest.yaml"),
          manifest.replace("OAK_URL", oak.url()).replace("RECORDS_URL", records.url()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
