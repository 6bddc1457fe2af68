package io.tributary.mapping;

import io.tributary.copy.CopyBuffer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final byte TENANT_PREFIX = 1;
  private static final byte TENANT_ROW = 2;
  private static final byte SHARED_ROW = 3;
  private static final byte CHECK = 4;

  private final HmacSha256 hmac;
  private final ParentIds parents = new ParentIds();
  private final Map<UUID, Long> tenantPrefixes = new ConcurrentHashMap<>();

  // One instance lives as long as a run, so its buffer a thread is no leak.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<CopyBuffer> buffers =
      ThreadLocal.withInitial(() -> new CopyBuffer(128));

  /**
   * Derives with this secret.
   *
   * @param secret not empty; the same for the whole life of a migration. Copied
   */
  public UuidDerivation(byte[] secret) {
    this.hmac = new HmacSha256(secret);
  }

  /**
   * The UUID of a tenant's legacy row: that of its row in the entity's main table.
   *
   * @param identity the entity's stable name
   */
  public UUID row(UUID tenant, String identity, CanonicalKey key) {
    // The prefix first: it may need the thread's buffer itself.
    long prefix = prefix(tenant);
    return assemble(prefix, key.order(), message(TENANT_ROW, tenant, identity, key.text()));
  }

  /**
   * The UUID of a tenant's legacy row whose key is one integer, as {@link #row} derives it:
   * remembered for a while, for rows that others refer to.
   *
   * @param identity the entity's stable name
   */
  public UUID parent(UUID tenant, String identity, long key) {
    UUID known = parents.find(tenant, identity, key);
    if (known == null) {
      known = row(tenant, identity, CanonicalKey.of(key));
      parents.keep(tenant, identity, key, known);
    }
    return known;
  }

  /**
   * The UUID of another target row that a tenant's legacy row makes.
   *
   * @param identity the entity's stable name
   * @param table the target table
   * @param row what tells it from its siblings in that table; empty if it has none
   */
  public UUID splitRow(UUID tenant, String identity, CanonicalKey key, String table, String row) {
    long prefix = prefix(tenant);
    return assemble(
        prefix, key.order(), message(TENANT_ROW, tenant, identity, key.text(), table, row));
  }

  /**
   * The UUID of a row that all tenants share, by its natural key after cleaning.
   *
   * @param identity the entity's stable name
   */
  public UUID sharedRow(String identity, CanonicalKey naturalKey) {
    return assemble(0, naturalKey.order(), message(SHARED_ROW, null, identity, naturalKey.text()));
  }

  /**
   * The UUID of another target row that a shared row makes.
   *
   * @param identity the entity's stable name
   * @param table the target table
   * @param row what tells it from its siblings in that table; empty if it has none
   */
  public UUID sharedSplitRow(String identity, CanonicalKey naturalKey, String table, String row) {
    return assemble(
        0, naturalKey.order(), message(SHARED_ROW, null, identity, naturalKey.text(), table, row));
  }

  /**
   * Whether a UUID may be one that was derived for a row of this tenant: it has the form and the
   * tenant's bits. One that may not be was certainly not.
   */
  public boolean mayBeOf(UUID tenant, UUID id) {
    return id.version() == 8 && id.getMostSignificantBits() >>> 48 == prefix(tenant);
  }

  /** The same for a row that all tenants share. */
  public boolean mayBeShared(UUID id) {
    return id.version() == 8 && id.getMostSignificantBits() >>> 48 == 0;
  }

  /**
   * A text that stays the same while the secret does. It can be stored to notice a changed secret;
   * the secret cannot be computed from it, as long as the secret is too long to be guessed.
   */
  public String secretCheck() {
    byte[] digest = hmac.of(new byte[] {CHECK}, 1);
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** Sixteen bits that stand for a tenant; never 0, which stands for shared rows. */
  private long prefix(UUID tenant) {
    return tenantPrefixes.computeIfAbsent(
        tenant,
        id -> {
          int bits = (int) (first(message(TENANT_PREFIX, id)) >>> 48);
          return bits == 0 ? 1L : bits;
        });
  }

  private UUID assemble(long prefix, long order, CopyBuffer message) {
    long code = first(message) >>> 6;
    long high = (prefix << 48) | ((order >>> 16) << 16) | 0x8000L | ((order >>> 4) & 0xFFF);
    long low = (0b10L << 62) | ((order & 0xF) << 58) | code;
    return new UUID(high, low);
  }

  /** The first 64 bits of the message's HMAC. */
  private long first(CopyBuffer message) {
    return ByteBuffer.wrap(hmac.of(message.array(), message.size())).getLong();
  }

  private CopyBuffer message(byte tag, @Nullable UUID tenant, String... texts) {
    CopyBuffer message = buffers.get();
    message.truncate(0);
    message.putByte(tag);
    if (tenant != null) {
      message.putLong(tenant.getMostSignificantBits());
      message.putLong(tenant.getLeastSignificantBits());
    }
    for (String text : texts) {
      int lengthAt = message.size();
      message.putInt(0);
      message.putUtf8(text);
      message.setInt(lengthAt, message.size() - lengthAt - Integer.BYTES);
    }
    return message;
  }
}
