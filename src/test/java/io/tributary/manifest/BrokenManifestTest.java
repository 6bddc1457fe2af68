package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static io.tributary.manifest.ManifestFiles.problems;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each check by the smallest manifest that breaks it: a good one with one part replaced. The files
 * in {@code broken} have a mistake a paragraph: its code and what its message says, {@code -}
 * before the lines of the good manifest, {@code +} before what stands there instead, and {@code #!}
 * on the line that the one problem must point at.
 */
class BrokenManifestTest {

  private static final List<String> FILES =
      List.of(
          "syntax",
          "shape",
          "placeholders-and-secrets",
          "tenants",
          "entities",
          "columns",
          "references",
          "scopes",
          "dead-letters");

  @TempDir Path folder;

  /** A mistake, and what is to be said of it. */
  private record Mistake(ManifestCode code, String message, String part, String other) {

    static Mistake of(String paragraph) {
      String head = paragraph.lines().findFirst().orElseThrow();
      int colon = head.indexOf(": ");
      return new Mistake(
          ManifestCode.valueOf(head.substring(0, colon)),
          head.substring(colon + 2),
          lines(paragraph, '-'),
          lines(paragraph, '+'));
    }

    private static String lines(String paragraph, char sign) {
      return paragraph
          .lines()
          .skip(1)
          .filter(line -> line.charAt(0) == sign)
          .map(line -> line.length() > 1 ? line.substring(2) : "")
          .collect(joining("\n"));
    }

    @Override
    public String toString() {
      return code + ": " + message;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void oneMistakeIsOneProblemAtItsLine(Mistake mistake) {
    String text = edit(GOOD, mistake.part, mistake.other);

    List<Problem> problems = problems(folder, text);

    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.code()).isEqualTo(mistake.code);
    assertThat(problem.message() + " / " + problem.hint()).contains(mistake.message);
    assertThat(problem.hint()).isNotBlank();
    assertThat(problem.where()).startsWith(folder.resolve("m.yaml") + ":" + markedLine(text) + ":");
  }

  static Stream<Mistake> mistakes() {
    return FILES.stream().flatMap(file -> Stream.of(read(file).split("\n\n", -1))).map(Mistake::of);
  }

  private static String read(String file) {
    try (InputStream in = BrokenManifestTest.class.getResourceAsStream("broken/" + file + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int markedLine(String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("#!")) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("no line is marked");
  }
}
