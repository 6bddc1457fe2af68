package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.AT;
import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.UUIDS;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.entity;
import static io.tributary.mapping.MappingBench.tenant;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.DeferredReference;
import io.tributary.batch.Reason;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Clean;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReferenceTest {

  private static final SourceColumn INT_KEY =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);
  private static final SourceColumn TEXT_KEY =
      new SourceColumn("Code", SourceType.TEXT, "varchar(10)", 10, 0, false);

  private static MappingBench child(SourceType type, SourceColumn parentKey) {
    return bench()
        .parent(entity("school", Scope.TENANT, List.of(parentKey.name()), List.of()), parentKey)
        .legacy("SchoolRef", type)
        .into(
            table("things", column("id", "uuid"), column("school_id", "uuid")),
            Line.reference("school_id", "school", "SchoolRef"));
  }

  @Test
  void anIntegerReferenceIsTheParentsUuidInTheSameTenant() {
    MappingBench bench = child(SourceType.INTEGER, INT_KEY);
    Tenant other = tenant("district-b", "UTC");
    UUID parent = UUIDS.row(NEW_YORK.id(), "school", CanonicalKey.of(7L));

    assertThat(bench.map(values(1L, 7L)).value("school_id")).isEqualTo(parent);
    assertThat(bench.map(other, values(1L, 7L)).value("school_id"))
        .isEqualTo(UUIDS.row(other.id(), "school", CanonicalKey.of(7L)))
        .isNotEqualTo(parent);
  }

  @Test
  void aDecimalReferenceMeetsAnIntegerKey() {
    assertThat(
            child(SourceType.DECIMAL, INT_KEY)
                .map(values(1L, new BigDecimal("7.00")))
                .value("school_id"))
        .isEqualTo(UUIDS.row(NEW_YORK.id(), "school", CanonicalKey.of(7L)));
  }

  @Test
  void noReferenceStaysNone() {
    assertThat(child(SourceType.INTEGER, INT_KEY).map(values(1L, null)).value("school_id"))
        .isNull();
  }

  @Test
  void halfAReferenceIsRefused() {
    Mapped mapped =
        bench()
            .parent(
                entity("section", Scope.TENANT, List.of("A", "B"), List.of()),
                new SourceColumn("A", SourceType.INTEGER, "int", 0, 0, false),
                new SourceColumn("B", SourceType.INTEGER, "int", 0, 0, false))
            .legacy("A", SourceType.INTEGER)
            .legacy("B", SourceType.INTEGER)
            .into(
                table("things", column("id", "uuid"), column("section_id", "uuid")),
                Line.reference("section_id", "section", "A", "B"))
            .map(values(1L, 1L, 2L), values(2L, 1L, null), values(3L, null, null));

    assertThat(mapped.rows("things").get(0))
        .containsEntry("section_id", UUIDS.row(NEW_YORK.id(), "section", CanonicalKey.of(1L, 2L)));
    assertThat(mapped.refusal(1).reason()).isEqualTo(Reason.MISSING_PARENT);
    assertThat(mapped.refusal(1).message()).contains("a part of the reference is NULL");
    assertThat(mapped.rows("things").get(1)).containsEntry("section_id", null);
  }

  @Test
  void aTextReferenceTakesTheParentsOwnSpelling() {
    MappingBench bench =
        child(SourceType.TEXT, TEXT_KEY).legacy("SchoolRef->school.Code", SourceType.TEXT);

    assertThat(bench.map(values(1L, "abc ", "ABC")).value("school_id"))
        .isEqualTo(UUIDS.row(NEW_YORK.id(), "school", CanonicalKey.of("ABC")));
    assertThat(bench.map(values(1L, null, null)).value("school_id")).isNull();
    assertThat(bench.map(values(1L, "lost", null)).refusal(0).reason())
        .isEqualTo(Reason.MISSING_PARENT);
    assertThat(bench.map(values(1L, "", null)).refusal(0).reason())
        .isEqualTo(Reason.MISSING_PARENT);
  }

  @Test
  void aBlankTextReferenceIsNoneIfTheManifestSaysSo() {
    MappingBench bench =
        bench()
            .parent(entity("school", Scope.TENANT, List.of("Code"), List.of()), TEXT_KEY)
            .legacy("SchoolRef", SourceType.TEXT)
            .legacy("SchoolRef->school.Code", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("school_id", "uuid")),
                Line.reference("school_id", "school", "SchoolRef").clean(Clean.BLANK_TO_NULL));

    assertThat(bench.map(values(1L, " ", null)).value("school_id")).isNull();
  }

  @Test
  void aDeferredReferenceIsLeftToTheSecondPass() {
    MappingBench bench =
        bench()
            .legacy("MentorId", SourceType.INTEGER)
            .into(
                table("things", column("id", "uuid"), column("mentor_id", "uuid")),
                Line.deferred("mentor_id", "thing", "MentorId"));

    Mapped mapped = bench.map(values(1L, 2L), values(2L, null));
    Mapped changed = bench.map(values(1L, 3L), values(2L, null));

    UUID mentor = UUIDS.row(NEW_YORK.id(), "thing", CanonicalKey.of(2L));
    assertThat(mapped.value("mentor_id")).isNull();
    assertThat(mapped.batch().deferredReferences())
        .containsExactly(
            new DeferredReference(0, "things", "mentor_id", mapped.batch().uuid(0), mentor));
    assertThat(changed.batch().hash(0)).isNotEqualTo(mapped.batch().hash(0));
    assertThat(changed.batch().hash(1)).isEqualTo(mapped.batch().hash(1));
  }

  @Test
  void whichOfTwoDeferredReferencesIsSetShowsInTheHash() {
    MappingBench bench =
        bench()
            .legacy("A", SourceType.INTEGER)
            .legacy("B", SourceType.INTEGER)
            .into(
                table(
                    "things", column("id", "uuid"), column("a_id", "uuid"), column("b_id", "uuid")),
                Line.deferred("a_id", "thing", "A"),
                Line.deferred("b_id", "thing", "B"));

    assertThat(bench.map(values(1L, 2L, null)).batch().hash(0))
        .isNotEqualTo(bench.map(values(1L, null, 2L)).batch().hash(0));
  }

  @Test
  void aRefusedRowLeavesNothingToTheSecondPass() {
    Mapped mapped =
        bench()
            .legacy("MentorId", SourceType.INTEGER)
            .legacy("Name", SourceType.TEXT)
            .into(
                table(
                    "things",
                    column("id", "uuid"),
                    column("mentor_id", "uuid"),
                    Targets.varchar("name", 2)),
                Line.deferred("mentor_id", "thing", "MentorId"),
                Line.from("name", "Name"))
            .map(values(1L, 2L, "too long"));

    assertThat(mapped.refusal(0).reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(mapped.batch().deferredReferences()).isEmpty();
  }

  private static Entity grade() {
    return entity(
        "grade",
        Scope.SHARED,
        List.of("Id"),
        List.of("Code"),
        new TableMapping(
            "grades",
            List.of(Line.from("code", "code").clean(Clean.TRIM, Clean.UPPER).mapping()),
            List.of(),
            AT));
  }

  @Test
  void aSharedLookupIsOneRowForAllTenants() {
    List<String> reads = new ArrayList<>();
    MappingBench bench =
        bench()
            .parent(grade(), INT_KEY)
            .lookups(
                (tenant, parent, columns) -> {
                  reads.add(tenant.name() + columns);
                  return tenant.name().equals("district-a")
                      ? List.of(values(4L, " 9th "), values(5L, null))
                      : List.<Object[]>of(values(77L, "9TH"));
                })
            .legacy("GradeID", SourceType.INTEGER)
            .into(
                table("things", column("id", "uuid"), column("grade_id", "uuid")),
                Line.reference("grade_id", "grade", "GradeID"));
    EntityMapper mapper = bench.mapper();
    var first = bench.batch(NEW_YORK, values(1L, 4L), values(2L, 5L), values(3L, 6L));
    var second = bench.batch(tenant("district-b", "UTC"), values(1L, 77L));

    Mapped a = new Mapped(first, mapper.map(first.chunks(10).get(0)));
    Mapped b = new Mapped(second, mapper.map(second.chunks(10).get(0)));

    UUID shared = UUIDS.sharedRow("grade", CanonicalKey.of("9TH"));
    assertThat(a.value("grade_id")).isEqualTo(shared).isEqualTo(b.value("grade_id"));
    assertThat(a.refusal(1).reason()).isEqualTo(Reason.MISSING_PARENT);
    assertThat(a.refusal(2).reason()).isEqualTo(Reason.MISSING_PARENT);
    assertThat(reads).containsExactly("district-a[Id, Code]", "district-b[Id, Code]");
  }

  @Test
  void aSharedRowHasTheUuidThatItsReferencesHave() {
    MappingBench bench =
        bench()
            .shared("Code")
            .legacy("Code", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("code", "text")),
                Line.from("code", "Code").clean(Clean.TRIM, Clean.UPPER));

    Mapped mapped = bench.map(values(1L, " 9th "), values(2L, "9TH"), values(3L, null));

    UUID shared = UUIDS.sharedRow("thing", CanonicalKey.of("9TH"));
    assertThat(mapped.batch().uuid(0)).isEqualTo(shared).isEqualTo(mapped.batch().uuid(1));
    assertThat(mapped.value("id")).isEqualTo(shared);
    assertThat(mapped.refusal(2).reason()).isEqualTo(Reason.NULL_NOT_ALLOWED);
  }
}
