package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.legacy.LegacyTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class CyclesTest {

  @Test
  void aReferenceThatMayBeNullIsDeferredRatherThanOneThatMayNot() {
    Reference nullable = reference("a", "b", true);
    Reference needed = reference("b", "a", false);

    assertThat(Cycles.broken(List.of(nullable, needed)))
        .containsExactly(nullable.asDeferred(), needed);
  }

  @Test
  void aSelfReferenceIsDeferredAndWhatFormsNoCycleIsNot() {
    Reference self = reference("a", "a", true);
    Reference plain = reference("a", "b", true);
    Reference further = reference("b", "c", true);

    assertThat(Cycles.broken(List.of(self, plain, further)))
        .containsExactly(self.asDeferred(), plain, further);
  }

  @Test
  void oneOfALongCycleIsEnough() {
    List<Reference> cycle =
        List.of(reference("a", "b", false), reference("b", "c", false), reference("c", "a", false));

    assertThat(Cycles.broken(cycle)).filteredOn(Reference::deferred).hasSize(1);
  }

  private static Reference reference(String child, String parent, boolean nullable) {
    return new Reference(
        new LegacyTable.Name("dbo", child),
        new LegacyTable.Name("dbo", parent),
        List.of(parent + "Id"),
        nullable,
        false,
        true);
  }
}
