package io.tributary.manifest;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read, in a few words that show nothing of its content. */
final class ReadFailure {

  private ReadFailure() {}

  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (e instanceof AccessDeniedException) {
      return "access is denied";
    } else if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    } else if (e instanceof InvalidPathException) {
      return "that is no path";
    }
    return e.getClass().getSimpleName();
  }
}
