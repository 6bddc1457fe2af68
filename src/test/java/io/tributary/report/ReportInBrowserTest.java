package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.profile.ProfileReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in headless Chromium, where one is installed. The pictures are left in {@code
 * target/report-pictures} to be looked at.
 */
class ReportInBrowserTest {

  private static final Path PICTURES = Path.of("target", "report-pictures");
  private static final int HEIGHT = 6_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void thePageFitsItsWindow(int width) throws Exception {
    fits(ReportFiles.write(Reports.damagedPart(), directory), "report", width);
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void aProfileFitsItsWindow(int width) throws Exception {
    ProfileReport profile =
        ProfilePageTest.of(List.of(ProfilePageTest.bad("student"), ProfilePageTest.good("school")));
    Path page = ReportFiles.write(profile, directory);
    Files.writeString(page, Files.readString(page).replace("<details>", "<details open>"));

    fits(page, "profile", width);
  }

  private void fits(Path page, String name, int width) throws Exception {
    Path picture = Files.createDirectories(PICTURES).resolve("%s-%d.png".formatted(name, width));
    Files.deleteIfExists(picture);

    Path framed = framed(page, width);
    String seen = chromium("--dump-dom", "--virtual-time-budget=5000", framed.toUri().toString());
    chromium("--screenshot=" + picture.toAbsolutePath(), framed.toUri().toString());

    assertThat(seen).as("wider than its window").contains("overflow=0");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(1400);
    assertThat(colours(image)).as("something is on the picture").isGreaterThan(20);
  }

  /**
   * A window narrower than Chromium makes one: a frame of that width, whose page is measured from
   * outside, since the page itself allows no scripts.
   */
  private Path framed(Path page, int width) throws IOException {
    String html =
        """
        <!DOCTYPE html><body style="margin:0;background:#888">
        <iframe id="frame" src="%s" style="border:0;width:%dpx;height:%dpx"></iframe>
        <p id="said"></p>
        <script>
        document.getElementById('frame').onload = function () {
          var page = this.contentDocument.documentElement;
          var wide = 0;
          this.contentDocument.querySelectorAll('body *').forEach(function (one) {
            var scrolled = one.closest('.scroll');
            if (!scrolled && one.getBoundingClientRect().right > page.clientWidth + 0.5) wide++;
          });
          document.getElementById('said').textContent =
              'overflow=' + Math.max(page.scrollWidth - page.clientWidth, wide);
        };
        </script>
        """
            .formatted(page.getFileName(), width, HEIGHT - 100);
    return Files.writeString(page.resolveSibling("framed-" + width + ".html"), html);
  }

  private static long colours(BufferedImage image) {
    return Stream.iterate(0, y -> y < image.getHeight(), y -> y + 3)
        .flatMap(
            y ->
                Stream.iterate(0, x -> x < image.getWidth(), x -> x + 3)
                    .map(x -> image.getRGB(x, y)))
        .distinct()
        .count();
  }

  private String chromium(String... options) throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium is installed: nothing was looked at");
    List<String> line = new ArrayList<>(List.of(browser.get().toString(), "--headless"));
    line.addAll(
        List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            "--user-data-dir=" + directory.resolve("profile"),
            "--window-size=1400," + HEIGHT));
    line.addAll(List.of(options));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Process process =
        new ProcessBuilder(line)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static Optional<Path> browser() throws IOException {
    List<Path> places = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome", "chrome")) {
        places.add(Path.of(folder, name));
      }
    }
    Path downloaded = Path.of(System.getProperty("user.home"), ".cache", "ms-playwright");
    if (Files.isDirectory(downloaded)) {
      try (Stream<Path> files = Files.walk(downloaded, 3)) {
        files.filter(file -> file.endsWith("chrome")).forEach(places::add);
      }
    }
    return places.stream().filter(Files::isExecutable).filter(Files::isRegularFile).findFirst();
  }
}
