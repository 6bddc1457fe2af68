package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operator's route files: all of the directory, and of {@code entities/} below it those that
 * are named after an entity of the manifest, so that several manifests can share one directory.
 *
 * @param directory where they are
 * @param entityFiles the files in {@code entities/} that belong to the manifest
 * @param unusedFiles the files in {@code entities/} that belong to no entity of the manifest
 */
record RouteFiles(Path directory, List<Path> entityFiles, List<Path> unusedFiles) {

  private static final String SUFFIX = ".camel.yaml";

  /**
   * Looks into the directory.
   *
   * @throws InvalidInputException if there is no such directory
   */
  static RouteFiles in(Path directory, Manifest manifest) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          new Problem(
              RunCode.ROUTES_MISSING,
              directory.toString(),
              "there is no such directory",
              "Name the directory of the route files with --routes."));
    }
    var byUse =
        filesIn(directory.resolve("entities")).stream()
            .collect(
                Collectors.partitioningBy(
                    file -> manifest.entities().containsKey(entityName(file))));
    return new RouteFiles(directory, byUse.get(true), byUse.get(false));
  }

  private static List<Path> filesIn(Path entities) {
    if (!Files.isDirectory(entities)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(entities)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String entityName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** What Camel is to load, in its own form. */
  String includePattern() {
    return Stream.concat(
            Stream.of("file:" + directory + "/*" + SUFFIX),
            entityFiles.stream().map(file -> "file:" + file))
        .collect(Collectors.joining(","));
  }

  /**
   * SHA-256 over the names and texts of all route files, in hexadecimal.
   *
   * @throws UncheckedIOException if one cannot be read
   */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : Stream.concat(filesIn(directory).stream(), entityFiles.stream()).toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(Files.readAllBytes(file));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What an operator should know: files that nothing uses may be misnamed. */
  List<Finding> findings() {
    return unusedFiles.stream()
        .map(
            file ->
                Finding.warning(
                    file.toString(),
                    new Problem(
                        RunCode.ROUTE_FILE_UNUSED,
                        file.toString(),
                        "is named after no entity of the manifest and was not loaded",
                        "Name it after its entity, or leave it for another manifest.")))
        .toList();
  }
}
