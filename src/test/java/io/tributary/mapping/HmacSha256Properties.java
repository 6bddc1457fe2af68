package io.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The platform's own HMAC is the measure. */
class HmacSha256Properties {

  @Property
  void itIsThePlatformsHmac(
      @ForAll @Size(min = 1, max = 200) byte[] key, @ForAll @Size(max = 300) byte[] message)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] longer = Arrays.copyOf(message, message.length + 7);

    HmacSha256 hmac = new HmacSha256(key);

    assertThat(hmac.of(longer, message.length)).isEqualTo(mac.doFinal(message));
    assertThat(hmac.of(longer, longer.length)).isEqualTo(mac.doFinal(longer));
  }
}
