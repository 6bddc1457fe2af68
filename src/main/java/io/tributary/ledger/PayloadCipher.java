package io.tributary.ledger;

import io.tributary.manifest.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts source rows by AES-256-GCM, each with a random nonce of its own. What a text belongs to
 * is authenticated with it, so that a row cannot be put under another letter. Thread-safe.
 */
final class PayloadCipher {

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int NAME_DIGITS = 8;

  private final SecretKeySpec key;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key 32 bytes in base64
   */
  PayloadCipher(Secret key) {
    byte[] bytes = Base64.getDecoder().decode(key.reveal());
    this.key = new SecretKeySpec(bytes, "AES");
    this.name = name(bytes);
  }

  private static String name(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** What tells this key from others without giving it away: 8 digits of its SHA-256. */
  String name() {
    return name;
  }

  /** Nonce, ciphertext and tag, in base64. */
  String encrypt(String text, byte[] belongsTo) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance(TRANSFORMATION);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(belongsTo);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has AES-GCM", e);
    }
  }

  /**
   * What {@link #encrypt} was given.
   *
   * @throws GeneralSecurityException if it was encrypted with another key, belongs to something
   *     else, or was changed
   */
  String decrypt(String base64, byte[] belongsTo) throws GeneralSecurityException {
    byte[] all = bytes(base64);
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, all, 0, NONCE_BYTES));
    cipher.updateAAD(belongsTo);
    byte[] text = cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String base64) throws GeneralSecurityException {
    try {
      byte[] all = Base64.getDecoder().decode(base64);
      if (all.length > NONCE_BYTES) {
        return all;
      }
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not base64", e);
    }
    throw new GeneralSecurityException("too short");
  }
}
