package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.NOWHERE;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.DeferredReference;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.Retries;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Secret;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValidationRules;
import io.tributary.manifest.ValueSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeferredReferenceTest {

  private final Entity staff = staff("staff");
  private LedgerFixture fixture;

  @BeforeEach
  void createTarget() {
    fixture = LedgerFixture.migrated();
    fixture.postgres.execute(
        """
        CREATE TABLE staff (staff_uuid uuid PRIMARY KEY,
          manager_id uuid REFERENCES staff DEFERRABLE INITIALLY DEFERRED,
          tenant_id uuid NOT NULL)
        """);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void referencesAreSetInBoundedTransactionsAndLeaveTheList() {
    Batch batch = load(5, "");
    assertThat(waiting()).containsExactly("5");

    DeferredResult result = pass(2);

    assertThat(result.set()).isEqualTo(5);
    assertThat(result.missing()).isZero();
    assertThat(waiting()).containsExactly("0");
    assertThat(
            fixture.postgres.query(
                "SELECT manager_id FROM staff WHERE staff_uuid = '" + batch.uuid(3) + "'"))
        .containsExactly(batch.uuid(2).toString());
  }

  @Test
  void thePassCanBeRunAgain() {
    load(5, "");
    pass(2);

    assertThat(pass(2)).isEqualTo(new DeferredResult(0, new TreeMap<>()));
  }

  @Test
  void aReferenceToARowThatIsNotMigratedStaysInTheList() {
    Batch batch = load(5, "");
    fixture.postgres.execute(
        "DELETE FROM migration.id_mapping_int WHERE new_id = '" + batch.uuid(0) + "'");

    DeferredResult result = pass(2);

    assertThat(result.set()).isEqualTo(3);
    assertThat(result.kept()).containsExactly(Map.entry(DeferredPass.NO_PARENT, 2L));
    assertThat(waiting()).containsExactly("2");
  }

  @Test
  void aReferenceThatTheTargetRefusesStaysAndCostsItselfAlone() {
    Batch batch = load(5, "");
    fixture.postgres.execute("DELETE FROM staff WHERE staff_uuid = '" + batch.uuid(2) + "'");

    DeferredResult result = pass(100);

    assertThat(result.set()).isEqualTo(3);
    assertThat(result.kept())
        .containsOnly(
            Map.entry(DeferredPass.REFUSED + ": staff_manager_id_fkey", 1L),
            Map.entry(DeferredPass.NO_ROW, 1L));
    assertThat(waiting()).containsExactly("2");
  }

  @Test
  void rowLevelSecurityThatIsForcedSeesTheTenant() {
    fixture.postgres.execute(
        "ALTER TABLE staff ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE staff FORCE ROW LEVEL SECURITY",
        """
        CREATE POLICY own ON staff
        USING (tenant_id = nullif(current_setting('app.tenant_id', TRUE), '')::uuid)
        """);
    load(5, "SELECT set_config('app.tenant_id', '" + tenant("a").id() + "', TRUE)");

    assertThat(pass(2).kept()).containsExactly(Map.entry(DeferredPass.NO_ROW, 5L));
    assertThat(waiting()).containsExactly("5");

    Ledger bound =
        new Ledger(
            LedgerFixture.service(Optional.of("app.tenant_id")),
            fixture.postgres.dataSource(),
            LedgerTimes.DEFAULT,
            Retries.NONE,
            DeadLetterRules.DEFAULT);
    assertThat(bound.setDeferred(manifest(staff), staff, tenant("a"), 2).set()).isEqualTo(5);
  }

  @Test
  void aParentOfAnotherServiceIsNotLookedForHere() {
    fixture.postgres.execute("ALTER TABLE staff DROP CONSTRAINT staff_manager_id_fkey");
    Batch batch = load(5, "");
    fixture.postgres.execute(
        "DELETE FROM migration.id_mapping_int WHERE new_id = '" + batch.uuid(0) + "'");
    Entity child = staff("person");
    Entity elsewhere = inService(LedgerFixture.entity("person"), "identity");

    DeferredResult result =
        fixture.ledger.setDeferred(manifest(child, elsewhere), child, tenant("a"), 2);

    assertThat(result.set()).isEqualTo(5);
  }

  @Test
  void referencesOfRowsThatWereNotLoadedAreNoWork() {
    Claim claim = fixture.claim(staff, tenant("a"), LoadMode.DIRECT);
    Batch batch = mapped(students(claim, 1, 2));
    for (int i = 0; i < 2; i++) {
      batch.defer(new DeferredReference(i, "staff", "manager_id", batch.uuid(i), batch.uuid(0)));
      batch.defer(new DeferredReference(i, "staff", "manager_id", batch.uuid(i), batch.uuid(1)));
    }
    fixture.commit(
        batch,
        b -> {
          b.loaded(0, RowOutcome.INSERTED);
          b.refuse(
              1,
              new DeadLetter(DeadLetter.Stage.LOAD, Optional.empty(), Reason.DUPLICATE, "twice"));
        });

    assertThat(fixture.postgres.query("SELECT row_id, parent_id FROM migration.deferred_reference"))
        .containsExactly(batch.uuid(0) + "|" + batch.uuid(1));
  }

  /** Rows 1 to n, each managed by the one before it, the first by itself. */
  private Batch load(int rows, String before) {
    Claim claim = fixture.claim(staff, tenant("a"), LoadMode.DIRECT);
    Batch batch = mapped(students(claim, 1, rows));
    StringBuilder inserts = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      batch.defer(
          new DeferredReference(
              i, "staff", "manager_id", batch.uuid(i), batch.uuid(Math.max(0, i - 1))));
      inserts.append(
          "INSERT INTO staff VALUES ('%s', NULL, '%s');"
              .formatted(batch.uuid(i), tenant("a").id()));
    }
    fixture.commit(batch);
    fixture.postgres.execute(
        "BEGIN; " + before + (before.isEmpty() ? "" : "; ") + inserts + "COMMIT");
    return batch;
  }

  private DeferredResult pass(int limit) {
    return fixture.ledger.setDeferred(manifest(staff), staff, tenant("a"), limit);
  }

  private List<String> waiting() {
    return fixture.postgres.query("SELECT count(*) FROM migration.deferred_reference");
  }

  private static Entity staff(String parent) {
    List<ColumnMapping> columns =
        List.of(
            column("staff_uuid", new ValueSource.Self()),
            column("manager_id", new ValueSource.Reference(List.of("ManagerId"), parent, true)));
    Entity plain = LedgerFixture.entity("staff");
    return copy(
        plain, plain.service(), List.of(new TableMapping("staff", columns, List.of(), NOWHERE)));
  }

  private static Entity inService(Entity entity, String service) {
    return copy(entity, service, entity.into());
  }

  private static Entity copy(Entity entity, String service, List<TableMapping> into) {
    return new Entity(
        entity.name(),
        entity.identity(),
        service,
        entity.phase(),
        entity.dependsOn(),
        entity.scope(),
        entity.naturalKey(),
        entity.legacy(),
        entity.batch(),
        entity.load(),
        entity.indexes(),
        entity.ranges(),
        entity.plan(),
        into,
        entity.ignore(),
        entity.at());
  }

  private static ColumnMapping column(String name, ValueSource source) {
    return new ColumnMapping(name, source, List.of(), Optional.empty(), Optional.empty(), NOWHERE);
  }

  private static Manifest manifest(Entity... entities) {
    Map<String, Entity> byName = new LinkedHashMap<>();
    for (Entity entity : entities) {
      byName.put(entity.name(), entity);
    }
    return new Manifest(
        "test",
        Path.of("test.yaml"),
        new Secret("s"),
        new Manifest.Conventions("id", "tenant_id", "legacy_id"),
        DeadLetterRules.DEFAULT,
        ValidationRules.DEFAULT,
        List.of(tenant("a")),
        Map.of("students", LedgerFixture.service(Optional.empty())),
        List.of(),
        byName,
        List.of());
  }
}
