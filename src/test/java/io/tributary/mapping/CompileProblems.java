package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.fault.Problem;
import java.util.List;

/** What tests of a mapping's compilation ask: which one problem it has. */
final class CompileProblems {

  static final TargetColumn ID = column("id", "uuid");

  private CompileProblems() {}

  /** Asserts that there is exactly this problem. */
  static Problem only(MappingBench bench, MappingCode code) {
    List<Problem> problems = bench.problems();

    assertThat(problems).extracting(Problem::code).containsExactly(code);
    assertThat(problems.get(0).hint()).isNotBlank();
    return problems.get(0);
  }

  /** Legacy column {@code V} goes into one column of a table with an id. */
  static MappingBench one(SourceType type, TargetColumn column, Line line) {
    return bench().legacy("V", type).into(table("things", ID, column), line);
  }
}
