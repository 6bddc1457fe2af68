package io.tributary.mapping;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA-256 with one key. The key's two blocks are hashed once, when it is made; {@code
 * javax.crypto.Mac} hashes them again for every message, which for short messages is half of the
 * work. Thread-safe: what is shared is only ever copied.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>
 */
final class HmacSha256 {

  private static final String ALGORITHM = "SHA-256";
  private static final int BLOCK_BYTES = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest inner;
  private final MessageDigest outer;

  /**
   * With this key.
   *
   * @param key not empty
   */
  HmacSha256(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("Empty key");
    }
    byte[] block =
        Arrays.copyOf(key.length > BLOCK_BYTES ? digest().digest(key) : key, BLOCK_BYTES);
    inner = begun(block, INNER);
    outer = begun(block, OUTER);
  }

  private static MessageDigest begun(byte[] block, byte pad) {
    byte[] padded = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    MessageDigest digest = digest();
    digest.update(padded);
    return digest;
  }

  /** The 32 bytes that authenticate the first {@code length} bytes of this message. */
  byte[] of(byte[] message, int length) {
    MessageDigest hash = copy(inner);
    hash.update(message, 0, length);
    byte[] first = hash.digest();
    MessageDigest second = copy(outer);
    second.update(first);
    return second.digest();
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's own " + ALGORITHM + " can be copied", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
