package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The known answers were computed apart from this code; migrated databases depend on them. */
class UuidDerivationTest {

  private static final UUID TENANT = UUID.fromString("0b9f6a4e-1c1d-4f57-9d5a-2f6c0e0d7a11");
  private final UuidDerivation uuids = derivation("a secret for the known answers");

  private static UuidDerivation derivation(String secret) {
    return new UuidDerivation(secret.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRowOfAnIntegerKeyHasItsUuidForEver() {
    assertThat(uuids.row(TENANT, "student", CanonicalKey.of(42L)))
        .hasToString("e91d8000-0000-8002-a90a-de7395efefa3");
    assertThat(uuids.row(TENANT, "student", CanonicalKey.of(-1L)))
        .hasToString("e91d7fff-ffff-8fff-bf78-acb177591915");
  }

  @Test
  void aRowOfAGuidKeyHasItsUuidForEver() {
    UUID guid = UUID.fromString("6f9619ff-8b86-d011-b42d-00c04fc964ff");

    assertThat(uuids.row(TENANT, "note", CanonicalKey.of(guid)))
        .hasToString("e91d00c0-4fc9-864f-bffd-60a2052e9d8c");
  }

  @Test
  void aRowOfATextKeyHasItsUuidForEver() {
    assertThat(uuids.row(TENANT, "reason", CanonicalKey.of("Zoë")))
        .hasToString("e91d5a6f-c3ab-8000-8258-42f3e58ff413");
  }

  @Test
  void aRowOfACompositeKeyHasItsUuidForEver() {
    assertThat(uuids.row(TENANT, "section", CanonicalKey.of(7L, "A|1")))
        .hasToString("e91d8000-0741-87c3-8631-4256503f1a57");
  }

  @Test
  void splitAndSharedRowsHaveTheirUuidsForEver() {
    CanonicalKey key = CanonicalKey.of(42L);
    CanonicalKey naturalKey = CanonicalKey.of("K");

    assertThat(uuids.splitRow(TENANT, "student", key, "student_contacts", "2"))
        .hasToString("e91d8000-0000-8002-ab1e-362aa51c0e66");
    assertThat(uuids.sharedRow("grade", naturalKey))
        .hasToString("00004b00-0000-8000-81ec-9a4688fb08aa");
    assertThat(uuids.sharedSplitRow("grade", naturalKey, "grade_names", "en"))
        .hasToString("00004b00-0000-8000-822f-c87c9ee17e88");
  }

  @Test
  void equalNumbersAreOneKeyWhateverTheyWereReadAs() {
    assertThat(CanonicalKey.of(5L))
        .isEqualTo(CanonicalKey.of(new BigDecimal("5.00")))
        .isEqualTo(CanonicalKey.of(new BigDecimal("5")));
  }

  @Test
  void anotherSecretGivesOtherUuidsAndIsNoticed() {
    UuidDerivation other = derivation("another secret");

    assertThat(other.row(TENANT, "student", CanonicalKey.of(42L)))
        .isNotEqualTo(uuids.row(TENANT, "student", CanonicalKey.of(42L)));
    assertThat(uuids.secretCheck()).isEqualTo("cae2ad023faf3978");
    assertThat(other.secretCheck()).isNotEqualTo(uuids.secretCheck());
  }

  @Test
  void textsCannotBeFramedToMakeAnotherRowsUuid() {
    CanonicalKey key = CanonicalKey.of("k");

    assertThat(
            Stream.of(
                uuids.row(TENANT, "ab", CanonicalKey.of("c")),
                uuids.row(TENANT, "a", CanonicalKey.of("bc")),
                uuids.splitRow(TENANT, "a", key, "tr", ""),
                uuids.splitRow(TENANT, "a", key, "t", "r"),
                uuids.row(TENANT, "a", key),
                uuids.sharedRow("a", key),
                uuids.row(TENANT, "a", CanonicalKey.of("x", "y|z")),
                uuids.row(TENANT, "a", CanonicalKey.of("x|y", "z")),
                uuids.row(TENANT, "a", CanonicalKey.of("x\\", "|y", "z"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void keysThatNoTextCanHoldAreRefused() {
    assertThatThrownBy(() -> CanonicalKey.of("a\u0000"))
        .isInstanceOfSatisfying(
            RowRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NUL_CHARACTER));
    for (String bad : List.of("a\uD83D", "\uDE00a", "\uD83D\uD83D\uDE00")) {
      assertThatThrownBy(() -> CanonicalKey.of(1L, bad))
          .isInstanceOfSatisfying(
              RowRefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.UNPAIRED_SURROGATE));
    }
    assertThat(CanonicalKey.of("a\uD83D\uDE00").text()).isEqualTo("a😀");
  }

  @Test
  void keysOfAnyTypeKeepTheirOrder() {
    assertAscending(CanonicalKey.of(-5L), CanonicalKey.of(-1L), CanonicalKey.of(0L));
    assertAscending(CanonicalKey.of(1L << 40), CanonicalKey.of((1L << 40) + 1));
    assertAscending(CanonicalKey.of("Ada"), CanonicalKey.of("Bob"));
    assertAscending(CanonicalKey.of(1L, 9L), CanonicalKey.of(2L, 1L), CanonicalKey.of(2L, 2L));
    assertAscending(
        CanonicalKey.of(LocalDate.of(1969, 12, 31)), CanonicalKey.of(LocalDate.of(2024, 1, 1)));
    assertAscending(
        CanonicalKey.of(LocalDate.of(1999, 1, 1).atStartOfDay()),
        CanonicalKey.of(LocalDate.of(1999, 1, 1).atTime(0, 0, 1)));
  }

  @Test
  void guidsKeepSqlServersOrder() {
    assertAscending(
        CanonicalKey.of(UUID.fromString("ffffffff-ffff-ffff-ffff-000000000001")),
        CanonicalKey.of(UUID.fromString("00000000-0000-0000-0000-010000000000")));
  }

  private void assertAscending(CanonicalKey... keys) {
    List<String> texts = Stream.of(keys).map(k -> uuids.row(TENANT, "e", k).toString()).toList();
    assertThat(texts).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void manyThreadsDeriveTheSame() {
    List<UUID> alone =
        IntStream.range(0, 2_000)
            .mapToObj(i -> uuids.row(TENANT, "e", CanonicalKey.of((long) i)))
            .toList();
    List<UUID> together =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(i -> uuids.row(TENANT, "e", CanonicalKey.of((long) i)))
            .toList();

    assertThat(together).isEqualTo(alone);
  }
}
