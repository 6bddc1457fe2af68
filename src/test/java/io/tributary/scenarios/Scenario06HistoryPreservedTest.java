package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Problem;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scenario 6: timestamps, soft-delete and archive flags and audit rows arrive as they are, and the
 * migration's own clock touches nothing.
 */
class Scenario06HistoryPreservedTest {

  private static final int STUDENTS = 200;
  private static final int AUDIT_ROWS = 500;

  /** The rows refer to their own table, so that the second pass updates them as well. */
  private static final String ENTITIES =
      """
      student:
        service: students
        phase: 2
        load: %1$s
        legacy: { table: dbo.Student, key: Id }
        batch: { rows: 64 }
        into:
          students:
            name: Name
            deleted: IsDeleted
            archived: { from: IsActive, as: boolean, negate: true }
            withdrawn: { from: Withdrawn, as: boolean }
            archived_on: ArchivedOn
            deleted_at: { from: DeletedOn, as: timestamptz }
            created_at: { from: CreatedOn, as: timestamptz }
            updated_at: { from: ModifiedOn, as: timestamptz }
            seen_at: LastSeen
            printed: { from: Printed, as: timestamp }
            merged_into_id: { from: MergedIntoId, ref: student, deferred: true }
      audit:
        service: students
        phase: 2
        load: %1$s
        legacy: { table: dbo.AuditLog, key: Id }
        batch: { rows: 64 }
        into:
          audit_log:
            table_name: TableName
            record_key: RecordId
            action: Action
            user_name: UserName
            occurred_at: { from: OccurredAt, as: timestamptz }
            details: Details
      """;

  @TempDir private Path directory;
  private Stage stage;
  private TestLegacy legacy;

  @BeforeEach
  void buildADistrictWithHistory() {
    stage = new Stage(directory);
    legacy = stage.district("district-a", "America/New_York");
    legacy.execute(
        """
        CREATE TABLE [dbo].[Student] (
          [Id] INT NOT NULL PRIMARY KEY, [Name] NVARCHAR(50) NOT NULL, [IsDeleted] BIT NOT NULL,
          [IsActive] BIT NULL, [Withdrawn] CHAR(1) NULL, [ArchivedOn] DATE NULL,
          [DeletedOn] DATETIME NULL, [CreatedOn] DATETIME NOT NULL, [ModifiedOn] DATETIME2(6) NULL,
          [LastSeen] DATETIMEOFFSET(6) NULL, [Printed] SMALLDATETIME NULL, [MergedIntoId] INT NULL)
        """,
        """
        CREATE TABLE [dbo].[AuditLog] (
          [Id] BIGINT NOT NULL PRIMARY KEY, [TableName] NVARCHAR(30) NOT NULL,
          [RecordId] INT NOT NULL, [Action] CHAR(1) NOT NULL, [UserName] NVARCHAR(60) NULL,
          [OccurredAt] DATETIME2(6) NOT NULL, [Details] NVARCHAR(200) NULL)
        """,
        """
        INSERT INTO [dbo].[Student]
        SELECT n, 'Student ' || n, MOD(n, 5) = 0, CASE WHEN MOD(n, 11) > 0 THEN MOD(n, 7) > 0 END,
               CASE MOD(n, 3) WHEN 0 THEN 'Y' WHEN 1 THEN 'N' END,
               CASE WHEN MOD(n, 7) = 0 THEN DATEADD(DAY, n, DATE '2011-01-31') END,
               CASE WHEN MOD(n, 5) = 0
                    THEN DATEADD(MILLISECOND, 997, DATEADD(DAY, 20 * n, TIMESTAMP '2009-12-31 12:59:59')) END,
               DATEADD(MILLISECOND, 3, DATEADD(DAY, 25 * n, TIMESTAMP '2009-08-15 07:45:00')),
               CASE WHEN MOD(n, 4) > 0
                    THEN DATEADD(MICROSECOND, n, DATEADD(DAY, 26 * n, TIMESTAMP '2009-09-01 23:59:59.123')) END,
               CASE WHEN MOD(n, 6) > 0
                    THEN DATEADD(DAY, n, TIMESTAMP WITH TIME ZONE '2015-03-08 02:30:00.000001-05:00') END,
               CASE WHEN MOD(n, 9) > 0 THEN DATEADD(DAY, n, TIMESTAMP '2016-03-13 02:30:00') END,
               CASE WHEN MOD(n, 10) = 0 THEN %d + 1 - n END
          FROM SYSTEM_RANGE(1, %d) AS r(n)
        """
            .formatted(STUDENTS, STUDENTS),
        """
        INSERT INTO [dbo].[AuditLog]
        SELECT n, CASE MOD(n, 2) WHEN 0 THEN 'Student' ELSE 'Gone' END, n * 7, SUBSTRING('IUD', MOD(n, 3) + 1, 1),
               CASE WHEN MOD(n, 4) > 0 THEN 'DISTRICT\\user' || MOD(n, 13) END,
               DATEADD(MICROSECOND, n, DATEADD(HOUR, 262 * n, TIMESTAMP '2009-07-01 12:00:00')),
               CASE WHEN MOD(n, 8) > 0 THEN '{ "old" : ' || n || ',  "new":null }  ' END
          FROM SYSTEM_RANGE(1, %d) AS r(n)
        """
            .formatted(AUDIT_ROWS));
  }

  @AfterEach
  void close() throws SQLException {
    stage.close();
  }

  private TestPostgres students(Way way) {
    TestPostgres target = stage.service("students", "student", way.serviceSettings());
    stage.entities(ENTITIES.formatted(way.load));
    target.execute(
        "CREATE SCHEMA student",
        """
        CREATE TABLE student.students (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text NOT NULL,
          deleted boolean NOT NULL DEFAULT false, archived boolean DEFAULT false, withdrawn boolean,
          archived_on date DEFAULT CURRENT_DATE, deleted_at timestamptz DEFAULT now(),
          created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz DEFAULT now(),
          seen_at timestamptz DEFAULT clock_timestamp(), printed timestamp,
          merged_into_id uuid REFERENCES student.students)
        """,
        """
        CREATE TABLE student.audit_log (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          table_name text NOT NULL, record_key int NOT NULL, action text NOT NULL, user_name text,
          occurred_at timestamptz NOT NULL DEFAULT now(), details text)
        """);
    target.execute(way.statements("student.students", "student.audit_log"));
    return target;
  }

  @ParameterizedTest
  @EnumSource
  void historyArrivesAsItIsAndNothingHoldsTheMigrationsTime(Way way) {
    TestPostgres target = students(way);
    String begun = target.query("SELECT clock_timestamp()").get(0);

    RunResult rehearsal = stage.dryRun(Selection.ALL);
    RunResult run = stage.run(Selection.ALL);

    assertThat(rehearsal.isComplete()).isTrue();
    assertThat(run.isComplete()).isTrue();
    assertThat(rehearsal.accounting()).isEqualTo(run.accounting());
    assertThat(DatabaseContents.query(target, TARGET_STUDENTS))
        .hasSize(STUDENTS)
        .containsExactlyElementsOf(legacy.query(LEGACY_STUDENTS));
    assertThat(DatabaseContents.query(target, TARGET_AUDIT))
        .hasSize(AUDIT_ROWS)
        .containsExactlyElementsOf(legacy.query(LEGACY_AUDIT));
    assertThat(
            DatabaseContents.query(target, "SELECT DISTINCT load_mode FROM migration.batch_state"))
        .containsExactly(way.name());
    assertThat(timesSince(target, begun)).isEmpty();
  }

  private static final String LEGACY_STUDENTS =
      """
      SELECT s.[Id], s.[Name], s.[IsDeleted], NOT s.[IsActive], s.[Withdrawn],
             TO_CHAR(s.[ArchivedOn], 'YYYY-MM-DD'),
             TO_CHAR(s.[DeletedOn], 'YYYY-MM-DD HH24:MI:SS.FF6'),
             TO_CHAR(s.[CreatedOn], 'YYYY-MM-DD HH24:MI:SS.FF6'),
             TO_CHAR(s.[ModifiedOn], 'YYYY-MM-DD HH24:MI:SS.FF6'),
             TO_CHAR(s.[LastSeen] AT TIME ZONE '00:00', 'YYYY-MM-DD HH24:MI:SS.FF6'),
             TO_CHAR(s.[Printed], 'YYYY-MM-DD HH24:MI:SS.FF6'), s.[MergedIntoId]
        FROM [dbo].[Student] s
       ORDER BY s.[Id]
      """;

  private static final String TARGET_STUDENTS =
      """
      SELECT s.legacy_id, s.name, upper(s.deleted::text), upper(s.archived::text),
             CASE s.withdrawn WHEN true THEN 'Y' WHEN false THEN 'N' END,
             to_char(s.archived_on, 'YYYY-MM-DD'),
             to_char(s.deleted_at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24:MI:SS.US'),
             to_char(s.created_at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24:MI:SS.US'),
             to_char(s.updated_at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24:MI:SS.US'),
             to_char(s.seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
             to_char(s.printed, 'YYYY-MM-DD HH24:MI:SS.US'), p.legacy_id
        FROM student.students s
        LEFT JOIN student.students p ON p.id = s.merged_into_id
       ORDER BY s.legacy_id
      """;

  private static final String LEGACY_AUDIT =
      """
      SELECT [Id], [TableName], [RecordId], [Action], [UserName],
             TO_CHAR([OccurredAt], 'YYYY-MM-DD HH24:MI:SS.FF6'), [Details]
        FROM [dbo].[AuditLog]
       ORDER BY [Id]
      """;

  private static final String TARGET_AUDIT =
      """
      SELECT legacy_id, table_name, record_key, action, user_name,
             to_char(occurred_at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24:MI:SS.US'),
             details
        FROM student.audit_log
       ORDER BY legacy_id
      """;

  /** The columns of the target's tables that hold a time of this day or later. */
  private static List<String> timesSince(TestPostgres target, String begun) {
    List<String> questions =
        DatabaseContents.query(
            target,
            """
            SELECT format($$SELECT '%2$I' FROM student.%1$I
                             WHERE %2$I >= '{begun}'::timestamptz - interval '1 day'$$,
                          table_name, column_name)
              FROM information_schema.columns
             WHERE table_schema = 'student'
               AND data_type IN ('date', 'timestamp without time zone', 'timestamp with time zone')
            """
                .replace("{begun}", begun));
    assertThat(questions).hasSize(7);
    return questions.stream()
        .flatMap(question -> DatabaseContents.query(target, question).stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamptz NOT NULL DEFAULT now()",
        "timestamptz DEFAULT CURRENT_TIMESTAMP(3)",
        "timestamp DEFAULT (clock_timestamp() AT TIME ZONE 'UTC') + interval '1 day'",
        "date DEFAULT CURRENT_DATE",
        "text DEFAULT to_char(statement_timestamp(), 'YYYY')",
        "uuid DEFAULT uuidv7()",
        "student.moment"
      })
  void aColumnThatWouldTakeTheClockByDefaultIsRefusedBeforeAnythingIsWritten(String definition) {
    TestPostgres target = students(Way.DIRECT);
    target.execute(
        "CREATE DOMAIN student.moment AS timestamptz DEFAULT LOCALTIMESTAMP",
        "ALTER TABLE student.audit_log ADD imported " + definition);

    List<Problem> problems = stage.refusals(Selection.ALL);

    assertThat(problems).singleElement().extracting(p -> p.code().id()).isEqualTo("TRB-0207");
    assertThat(problems.get(0).message())
        .contains("student.audit_log.imported", "the migration's own clock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEFORE UPDATE ON student.students FOR EACH ROW",
        "BEFORE INSERT ON student.students FOR EACH ROW",
        "BEFORE INSERT OR UPDATE ON student.students FOR EACH ROW",
        "AFTER INSERT ON student.students FOR EACH STATEMENT"
      })
  void aTriggerThatSetsUpdatedAtIsRefusedBeforeAnythingIsWritten(String when) {
    TestPostgres target = students(Way.DIRECT);
    target.execute(TOUCH, "CREATE TRIGGER touch_row " + when + " EXECUTE FUNCTION student.touch()");

    List<Problem> problems = stage.refusals(Selection.ALL);

    assertThat(problems).singleElement().extracting(p -> p.code().id()).isEqualTo("TRB-0212");
    assertThat(problems.get(0).message()).contains("student.students", "touch_row");
  }

  @Test
  void aTriggerOfOnePartitionIsRefusedAsWell() {
    TestPostgres target = students(Way.DIRECT);
    target.execute(
        TOUCH,
        "DROP TABLE student.audit_log",
        """
        CREATE TABLE student.audit_log (
          id uuid, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL, table_name text,
          record_key int, action text, user_name text, occurred_at timestamptz, details text)
          PARTITION BY HASH (id)
        """,
        """
        CREATE TABLE student.audit_log_all PARTITION OF student.audit_log
          FOR VALUES WITH (MODULUS 1, REMAINDER 0)
        """,
        """
        CREATE TRIGGER touch_row BEFORE INSERT ON student.audit_log_all
          FOR EACH ROW EXECUTE FUNCTION student.touch()
        """);

    List<Problem> problems = stage.refusals(Selection.ALL);

    assertThat(problems).singleElement().extracting(p -> p.code().id()).isEqualTo("TRB-0212");
    assertThat(problems.get(0).message()).contains("touch_row");
  }

  @Test
  void aTriggerThatIsDisabledMeanwhileTouchesNothing() {
    TestPostgres target = students(Way.DIRECT);
    target.execute(
        TOUCH,
        """
        CREATE TRIGGER touch_row BEFORE INSERT OR UPDATE ON student.students
          FOR EACH ROW EXECUTE FUNCTION student.touch()
        """,
        "ALTER TABLE student.students DISABLE TRIGGER touch_row");

    RunResult run = stage.run(Selection.ALL);

    assertThat(run.isComplete()).isTrue();
    assertThat(DatabaseContents.query(target, TARGET_STUDENTS))
        .containsExactlyElementsOf(legacy.query(LEGACY_STUDENTS));
  }

  private static final String TOUCH =
      """
      CREATE FUNCTION student.touch() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$
      """;
}
