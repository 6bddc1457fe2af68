package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.entity;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.numeric;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;

import io.tributary.batch.Batch;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Scope;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** Assessment results as they are mapped by the million: ten columns, two references. */
final class ResultRows {

  private static final SourceColumn KEY =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);

  final EntityMapper mapper;
  private final MappingBench bench;

  ResultRows() {
    bench =
        bench()
            .load(LoadStyle.COPY)
            .parent(entity("learner", Scope.TENANT, List.of("Id"), List.of()), KEY)
            .parent(entity("course", Scope.TENANT, List.of("Id"), List.of()), KEY)
            .legacy("LearnerId", SourceType.INTEGER)
            .legacy("CourseId", SourceType.INTEGER)
            .legacy("Score", SourceType.DECIMAL)
            .legacy("TakenOn", SourceType.DATE)
            .legacy("RecordedAt", SourceType.TIMESTAMP)
            .legacy("Passed", SourceType.BOOLEAN)
            .legacy("Comment", SourceType.TEXT)
            .into(
                table(
                    "results",
                    column("id", "uuid"),
                    column("tenant_id", "uuid"),
                    column("legacy_id", "int8"),
                    column("learner_id", "uuid"),
                    column("course_id", "uuid"),
                    numeric("score", 9, 2),
                    column("taken_on", "date"),
                    column("recorded_at", "timestamptz"),
                    column("passed", "bool"),
                    varchar("comment", 60)),
                Line.reference("learner_id", "learner", "LearnerId"),
                Line.reference("course_id", "course", "CourseId"),
                Line.from("score", "Score"),
                Line.from("taken_on", "TakenOn"),
                Line.from("recorded_at", "RecordedAt")
                    .instant(Conversion.Gap.SHIFT, Conversion.Overlap.EARLIER),
                Line.from("passed", "Passed"),
                Line.from("comment", "Comment"));
    mapper = bench.mapper();
  }

  /** A batch of that many rows. */
  Batch batch(int rows) {
    Object[][] values = new Object[rows][];
    LocalDateTime start = LocalDateTime.of(2010, 1, 4, 8, 0);
    for (int i = 0; i < rows; i++) {
      values[i] =
          new Object[] {
            (long) i,
            i * 7L % 1_000 + 1,
            i % 100 + 1L,
            BigDecimal.valueOf(i % 9_999, 2),
            LocalDate.of(2010, 1, 4).plusDays(i % 5_000),
            start.plusSeconds(i * 397L),
            i % 3 == 0,
            "Worked on unit " + i % 211 + " this term"
          };
    }
    return bench.batch(MappingBench.NEW_YORK, values);
  }
}
