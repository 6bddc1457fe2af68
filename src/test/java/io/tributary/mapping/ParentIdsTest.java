package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A remembered UUID is the one that would be derived, whoever else has had its place. */
class ParentIdsTest {

  private static final UUID OAK = new UUID(1, 1);
  private static final UUID ELM = new UUID(2, 2);

  private final UuidDerivation uuids =
      new UuidDerivation("a secret".getBytes(StandardCharsets.UTF_8));

  @Test
  void aParentHasTheUuidOfItsRow() {
    for (UUID tenant : new UUID[] {OAK, ELM, OAK}) {
      for (String entity : new String[] {"student", "course", "student"}) {
        LongStream.of(0, 1, -1, 65_536, 65_537, Long.MAX_VALUE, Long.MIN_VALUE, 1)
            .forEach(
                key ->
                    assertThat(uuids.parent(tenant, entity, key))
                        .isEqualTo(uuids.row(tenant, entity, CanonicalKey.of(key))));
      }
    }
  }

  @Test
  void aParentThatWasReferredToIsNotDerivedAgain() {
    ParentIds parents = new ParentIds();
    AtomicInteger derived = new AtomicInteger();

    for (int i = 0; i < 3; i++) {
      parents.get(
          OAK,
          "student",
          7,
          () -> {
            derived.incrementAndGet();
            return OAK;
          });
    }

    assertThat(derived).hasValue(1);
  }

  @Test
  void anotherKeyTakesThePlaceOver() {
    ParentIds parents = new ParentIds();

    parents.get(OAK, "student", 7, () -> OAK);
    UUID other = parents.get(OAK, "student", 7 + 65_536, () -> ELM);

    assertThat(other).isEqualTo(ELM);
    assertThat(parents.get(OAK, "student", 7, () -> OAK)).isEqualTo(OAK);
  }
}
