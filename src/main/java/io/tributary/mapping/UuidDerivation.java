package io.tributary.mapping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Derives the UUIDs of target rows from what identifies them in legacy, so that a reference to a
 * parent needs no lookup and a rerun makes the same ids.
 *
 * <p>A UUID is of version 8 and reads, from the left: 16 bits of the tenant (0 for shared rows), 48
 * bits that follow the key's order, 58 bits of an HMAC-SHA-256 over everything that identifies the
 * row; the version's four bits and the variant's two stand where RFC 9562 wants them. Tenant and
 * order keep the target's indexes warm; the HMAC makes ids unguessable and carries uniqueness.
 *
 * <p><b>The format never changes</b>: ids of migrated rows depend on it. Each text goes into the
 * HMAC after its length, and each kind of message begins with a tag of its own, so that no two
 * different rows give the same message.
 *
 * <p>Thread-safe.
 */
public final class UuidDerivation {

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte TENANT_PREFIX = 1;
  private static final byte TENANT_ROW = 2;
  private static final byte SHARED_ROW = 3;
  private static final byte CHECK = 4;

  private final ThreadLocal<Mac> macs;
  private final Map<UUID, Long> tenantPrefixes = new ConcurrentHashMap<>();

  /**
   * Derives with this secret.
   *
   * @param secret not empty; the same for the whole life of a migration. Copied
   */
  // One instance lives as long as a run, so its Mac a thread is no leak; a shared Mac is not safe.
  @SuppressWarnings("ThreadLocalUsage")
  public UuidDerivation(byte[] secret) {
    SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
    this.macs = ThreadLocal.withInitial(() -> newMac(key));
  }

  /**
   * The UUID of a tenant's legacy row: that of its row in the entity's main table.
   *
   * @param identity the entity's stable name
   */
  public UUID row(UUID tenant, String identity, CanonicalKey key) {
    byte[] message = message(TENANT_ROW, tenant, identity, key.text());
    return assemble(prefix(tenant), key.order(), message);
  }

  /**
   * The UUID of another target row that a tenant's legacy row makes.
   *
   * @param identity the entity's stable name
   * @param table the target table
   * @param row what tells it from its siblings in that table; empty if it has none
   */
  public UUID splitRow(UUID tenant, String identity, CanonicalKey key, String table, String row) {
    byte[] message = message(TENANT_ROW, tenant, identity, key.text(), table, row);
    return assemble(prefix(tenant), key.order(), message);
  }

  /**
   * The UUID of a row that all tenants share, by its natural key after cleaning.
   *
   * @param identity the entity's stable name
   */
  public UUID sharedRow(String identity, CanonicalKey naturalKey) {
    byte[] message = message(SHARED_ROW, null, identity, naturalKey.text());
    return assemble(0, naturalKey.order(), message);
  }

  /**
   * The UUID of another target row that a shared row makes.
   *
   * @param identity the entity's stable name
   * @param table the target table
   * @param row what tells it from its siblings in that table; empty if it has none
   */
  public UUID sharedSplitRow(String identity, CanonicalKey naturalKey, String table, String row) {
    byte[] message = message(SHARED_ROW, null, identity, naturalKey.text(), table, row);
    return assemble(0, naturalKey.order(), message);
  }

  /**
   * A text that stays the same while the secret does. It can be stored to notice a changed secret;
   * the secret cannot be computed from it, as long as the secret is too long to be guessed.
   */
  public String secretCheck() {
    byte[] digest = macs.get().doFinal(new byte[] {CHECK});
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** Sixteen bits that stand for a tenant; never 0, which stands for shared rows. */
  private long prefix(UUID tenant) {
    return tenantPrefixes.computeIfAbsent(
        tenant,
        id -> {
          byte[] digest = macs.get().doFinal(message(TENANT_PREFIX, id));
          int bits = ByteBuffer.wrap(digest).getShort() & 0xFFFF;
          return bits == 0 ? 1L : bits;
        });
  }

  private UUID assemble(long prefix, long order, byte[] message) {
    long hmac = ByteBuffer.wrap(macs.get().doFinal(message)).getLong() >>> 6;
    long high = (prefix << 48) | ((order >>> 16) << 16) | 0x8000L | ((order >>> 4) & 0xFFF);
    long low = (0b10L << 62) | ((order & 0xF) << 58) | hmac;
    return new UUID(high, low);
  }

  private static byte[] message(byte tag, @Nullable UUID tenant, String... texts) {
    byte[][] encoded = new byte[texts.length][];
    int size = 1 + (tenant == null ? 0 : 16);
    for (int i = 0; i < texts.length; i++) {
      encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
      size += 4 + encoded[i].length;
    }
    ByteBuffer message = ByteBuffer.allocate(size).put(tag);
    if (tenant != null) {
      message.putLong(tenant.getMostSignificantBits()).putLong(tenant.getLeastSignificantBits());
    }
    for (byte[] text : encoded) {
      message.putInt(text.length).put(text);
    }
    return message.array();
  }

  private static Mac newMac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
