package io.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tributary.fault.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The codes that users see are unique, and listed in the docs. */
class ErrorCodesTest {

  @Test
  void noCodeMeansTwoThings() {
    assertThat(codes()).extracting(ErrorCode::id).doesNotHaveDuplicates();
  }

  @Test
  void theDocsListEveryCodeWithItsMeaning() throws IOException {
    List<String> documented =
        Files.readAllLines(Path.of("docs/errors.md")).stream()
            .filter(line -> line.startsWith("| TRB-"))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(
            codes().stream()
                .map(code -> "| " + code.id() + " | " + code.meaning() + " |")
                .sorted()
                .toList());
  }

  private static List<ErrorCode> codes() {
    return new ClassFileImporter()
        .importPackages("io.tributary").stream()
            .filter(type -> type.isEnum() && type.isAssignableTo(ErrorCode.class))
            .flatMap(ErrorCodesTest::constants)
            .toList();
  }

  private static Stream<ErrorCode> constants(JavaClass type) {
    return Stream.of(type.reflect().getEnumConstants()).map(ErrorCode.class::cast);
  }
}
