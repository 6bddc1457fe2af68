package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
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
  void aParentThatWasReferredToIsRemembered() {
    ParentIds parents = new ParentIds();
    assertThat(parents.find(OAK, "student", 7)).isNull();

    parents.keep(OAK, "student", 7, OAK);

    assertThat(parents.find(OAK, "student", 7)).isEqualTo(OAK);
    assertThat(parents.find(ELM, "student", 7)).isNull();
    assertThat(parents.find(OAK, "course", 7)).isNull();
  }

  @Test
  void anotherKeyTakesThePlaceOver() {
    ParentIds parents = new ParentIds();
    parents.keep(OAK, "student", 7, OAK);

    parents.keep(OAK, "student", 7 + 65_536, ELM);

    assertThat(parents.find(OAK, "student", 7 + 65_536)).isEqualTo(ELM);
    assertThat(parents.find(OAK, "student", 7)).isNull();
  }
}
