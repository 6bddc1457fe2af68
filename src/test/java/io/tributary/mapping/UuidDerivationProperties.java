package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class UuidDerivationProperties {

  private final UuidDerivation uuids =
      new UuidDerivation("a secret".getBytes(StandardCharsets.UTF_8));

  @Property(tries = 300)
  void everyUuidIsOfVersionEightAndOfTheUsualVariant(
      @ForAll long high, @ForAll long low, @ForAll long key) {
    UUID uuid = uuids.row(new UUID(high, low), "e", CanonicalKey.of(key));

    assertThat(uuid.version()).isEqualTo(8);
    assertThat(uuid.variant()).isEqualTo(2);
  }

  @Property(tries = 300)
  void rowsThatDifferInAnythingHaveDifferentUuids(
      @ForAll @LongRange(min = 0, max = 3) long tenantA,
      @ForAll @LongRange(min = 0, max = 3) long tenantB,
      @ForAll @StringLength(max = 3) String identityA,
      @ForAll @StringLength(max = 3) String identityB,
      @ForAll @LongRange(min = 0, max = 9) long keyA,
      @ForAll @LongRange(min = 0, max = 9) long keyB) {
    UUID a = uuids.row(new UUID(0, tenantA), identityA, CanonicalKey.of(keyA));
    UUID b = uuids.row(new UUID(0, tenantB), identityB, CanonicalKey.of(keyB));

    boolean sameRow = tenantA == tenantB && identityA.equals(identityB) && keyA == keyB;
    assertThat(a.equals(b)).isEqualTo(sameRow);
  }

  @Property(tries = 300)
  void uuidsOfATenantAscendWithIntegerKeys(
      @ForAll @LongRange(min = -(1L << 47), max = (1L << 47) - 1) long a,
      @ForAll @LongRange(min = -(1L << 47), max = (1L << 47) - 1) long b) {
    UUID tenant = new UUID(7, 7);
    String first = uuids.row(tenant, "e", CanonicalKey.of(Math.min(a, b))).toString();
    String second = uuids.row(tenant, "e", CanonicalKey.of(Math.max(a, b))).toString();

    assertThat(first).isLessThanOrEqualTo(second);
  }
}
