package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.UUIDS;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.row;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.SourceType;
import io.tributary.copy.TableRows;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One legacy row becomes rows of several tables, and 0..n rows of one. */
class SplitTest {

  private static MappingBench student() {
    return bench()
        .legacy("Name", SourceType.TEXT)
        .legacy("Ethnicity", SourceType.TEXT)
        .legacy("Contact1", SourceType.TEXT)
        .legacy("Contact2", SourceType.TEXT)
        .legacy("Phone2", SourceType.TEXT)
        .into(
            table(
                "things",
                column("id", "uuid"),
                column("tenant_id", "uuid"),
                column("legacy_id", "int8"),
                varchar("name", 10)),
            Line.from("name", "Name"))
        .into(
            table(
                "demographics",
                notNull(column("student_id", "uuid")),
                column("tenant_id", "uuid"),
                column("ethnicity", "text")),
            Line.map("student_id", new ValueSource.Self()),
            Line.from("ethnicity", "Ethnicity"))
        .each(
            table(
                "contacts",
                column("id", "uuid"),
                column("student_id", "uuid"),
                column("position", "int4"),
                varchar("name", 10),
                column("phone", "text")),
            List.of(Line.map("student_id", new ValueSource.Self())),
            row(
                "1",
                List.of("Contact1"),
                Line.constant("position", "1"),
                Line.from("name", "Contact1")),
            row(
                "2",
                List.of("Contact2", "Phone2"),
                Line.constant("position", "2"),
                Line.from("name", "Contact2"),
                Line.from("phone", "Phone2")));
  }

  @Test
  void theTablesOfARowAreJoinedByItsUuid() {
    Mapped mapped = student().map(values(5L, "Ada", "x", "Mum", "Dad", "555"));

    CanonicalKey key = CanonicalKey.of(5L);
    UUID self = UUIDS.row(NEW_YORK.id(), "thing", key);
    assertThat(mapped.batch().uuid(0)).isEqualTo(self);
    assertThat(mapped.rows("things").get(0))
        .containsEntry("id", self)
        .containsEntry("tenant_id", NEW_YORK.id())
        .containsEntry("legacy_id", 5L);
    assertThat(mapped.rows("demographics").get(0))
        .containsEntry("student_id", self)
        .containsEntry("tenant_id", NEW_YORK.id());
    assertThat(mapped.rows("contacts"))
        .extracting(r -> r.get("id"), r -> r.get("student_id"), r -> r.get("position"))
        .containsExactly(
            tuple(UUIDS.splitRow(NEW_YORK.id(), "thing", key, "contacts", "1"), self, 1L),
            tuple(UUIDS.splitRow(NEW_YORK.id(), "thing", key, "contacts", "2"), self, 2L));
  }

  @Test
  void aRowOfSeveralExistsIfAnyOfItsColumnsIsNotBlank() {
    Mapped mapped =
        student()
            .map(
                values(1L, "a", null, " \u00A0", null, null),
                values(2L, "b", null, null, "", "555"),
                values(3L, "c", null, "Mum", null, null));

    TableRows contacts = mapped.chunk().tables().get(2);
    assertThat(contacts.size()).isEqualTo(2);
    assertThat(contacts.legacyRow(0)).isEqualTo(1);
    assertThat(contacts.legacyRow(1)).isEqualTo(2);
    assertThat(mapped.rows("contacts").get(0)).containsEntry("position", 2L);
    assertThat(mapped.rows("contacts").get(1))
        .containsEntry("position", 1L)
        .containsEntry("phone", null);
    assertThat(mapped.batch().outcome(0)).isEqualTo(RowOutcome.MAPPED);
  }

  @Test
  void aRowThatIsRefusedInOneTableLeavesNothingInAnother() {
    Mapped mapped =
        student()
            .map(
                values(1L, "a", "x", "Mum", null, null),
                values(2L, "b", "y", "Mum", "a name too long", null),
                values(3L, "c", "z", null, null, null));

    assertThat(mapped.refusal(1).reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(mapped.refusal(1).column()).contains("name");
    assertThat(mapped.rows("things")).extracting(r -> r.get("name")).containsExactly("a", "c");
    assertThat(mapped.rows("demographics")).hasSize(2);
    assertThat(mapped.rows("contacts")).hasSize(1);
    for (TableRows rows : mapped.chunk().tables()) {
      assertThat(rows.start(rows.size())).isEqualTo(rows.buffer().size());
    }
  }

  @Test
  void aTableOfItsOwnHasRowsOfItsOwnId() {
    Mapped mapped =
        bench()
            .into(table("things", column("id", "uuid")))
            .into(table("notes", column("id", "uuid")))
            .map(values(5L));

    assertThat(mapped.rows("things").get(0)).containsEntry("id", mapped.batch().uuid(0));
    assertThat(mapped.rows("notes").get(0))
        .containsEntry(
            "id", UUIDS.splitRow(NEW_YORK.id(), "thing", CanonicalKey.of(5L), "notes", ""));
  }

  @Test
  void theLegacyKeyOfManyPartsIsItsCanonicalText() {
    Mapped mapped =
        bench()
            .legacy("Code", SourceType.TEXT)
            .key("Id", "Code")
            .into(table("things", column("id", "uuid"), column("legacy_id", "text")))
            .map(values(5L, "a|b"));

    assertThat(mapped.value("legacy_id")).isEqualTo("5|a\\|b");
  }
}
