package io.tributary.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of bytes in network order: what encoders write binary COPY fields to. Not
 * thread-safe.
 */
public final class CopyBuffer {

  private byte[] bytes;
  private int size;

  /** An empty buffer with room for that many bytes. */
  public CopyBuffer(int capacity) {
    this.bytes = new byte[capacity];
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** The bytes; valid up to {@link #size} and until the next write. Not a copy. */
  public byte[] array() {
    return bytes;
  }

  /** Takes back everything written after that size. */
  public void truncate(int newSize) {
    if (newSize > size) {
      throw new IllegalArgumentException("cannot truncate " + size + " bytes to " + newSize);
    }
    size = newSize;
  }

  /** Writes one byte. */
  public void putByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** Writes two bytes. */
  public void putShort(int value) {
    ensure(2);
    bytes[size++] = (byte) (value >>> 8);
    bytes[size++] = (byte) value;
  }

  /** Writes four bytes. */
  public void putInt(int value) {
    ensure(4);
    setInt(size, value);
    size += 4;
  }

  /** Overwrites four bytes that were written before: a length that is known only afterwards. */
  public void setInt(int position, int value) {
    bytes[position] = (byte) (value >>> 24);
    bytes[position + 1] = (byte) (value >>> 16);
    bytes[position + 2] = (byte) (value >>> 8);
    bytes[position + 3] = (byte) value;
  }

  /** Writes eight bytes. */
  public void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }

  /** Writes those bytes. */
  public void putBytes(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /**
   * Writes text as UTF-8, without its length. The text has no unpaired surrogates: they would be
   * written as question marks, so the encoder refuses them first.
   */
  public void putUtf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putBytes(encoded, 0, encoded.length);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
