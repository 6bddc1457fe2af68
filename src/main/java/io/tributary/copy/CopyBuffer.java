package io.tributary.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing buffer of bytes in network order: what encoders write binary COPY fields to. Not
 * thread-safe.
 */
public final class CopyBuffer {

  /** Chars that room is made for at once, so that long text doesn't ask for thrice its length. */
  private static final int UTF8_BLOCK = 4_096;

  /** Bytes of UTF-8 that one char can take; a pair of two takes four. */
  private static final int MAX_UTF8_BYTES = 3;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
    SHORTS.set(bytes, size, (short) value);
    size += 2;
  }

  /** Writes four bytes. */
  public void putInt(int value) {
    ensure(4);
    setInt(size, value);
    size += 4;
  }

  /** Overwrites four bytes that were written before: a length that is known only afterwards. */
  public void setInt(int position, int value) {
    INTS.set(bytes, position, value);
  }

  /** Writes eight bytes. */
  public void putLong(long value) {
    ensure(8);
    LONGS.set(bytes, size, value);
    size += 8;
  }

  /** Writes those bytes. */
  public void putBytes(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /**
   * Writes text as UTF-8, without its length and without an array in between.
   *
   * @throws IllegalArgumentException if there is half of a surrogate pair, which the encoder
   *     refuses before
   */
  public void putUtf8(String text) {
    for (int from = 0; from < text.length(); ) {
      from = putUtf8Block(text, from, Math.min(text.length(), from + UTF8_BLOCK));
    }
  }

  /** Returns where the next block begins: a pair at the end is written whole. */
  private int putUtf8Block(String text, int from, int to) {
    ensure((to - from + 1) * MAX_UTF8_BYTES);
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[size++] = (byte) c;
        i++;
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | (c >> 6));
        putContinuation(c);
        i++;
      } else if (!Character.isSurrogate(c)) {
        bytes[size++] = (byte) (0xE0 | (c >> 12));
        putContinuation(c >> 6);
        putContinuation(c);
        i++;
      } else {
        putPair(text, i);
        i += 2;
      }
    }
    return i;
  }

  private void putPair(String text, int at) {
    int codePoint = text.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(codePoint)) {
      throw new IllegalArgumentException("half of a surrogate pair at " + at);
    }
    bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
    putContinuation(codePoint >> 12);
    putContinuation(codePoint >> 6);
    putContinuation(codePoint);
  }

  private void putContinuation(int bits) {
    bytes[size++] = (byte) (0x80 | (bits & 0x3F));
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
