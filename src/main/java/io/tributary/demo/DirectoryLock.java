package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The sole right to use a demo directory, held by an open file. The operating system gives it back
 * when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the right, making the directory if need be.
   *
   * @throws RefusedException if somebody has it
   */
  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isFree(channel)) {
        return new DirectoryLock(channel);
      }
      channel.close();
      throw new RefusedException(
          new Problem(
              DemoCode.DIRECTORY_IN_USE,
              directory.toString(),
              "another demo runs in this directory",
              "end it, or give this one a directory of its own"));
    } catch (IOException e) {
      throw new MigrationException(
          new Problem(
              DemoCode.DIRECTORY_UNUSABLE,
              directory.toString(),
              "cannot be used: " + e,
              "give the demo a directory that you may write to"),
          e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot release the demo's directory", e);
    }
  }
}
