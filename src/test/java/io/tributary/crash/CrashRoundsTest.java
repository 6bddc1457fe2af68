package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random disturbances: {@code ./mvnw verify -Pcrash -Dcrash.rounds=N -Dcrash.seed=S}. A round is
 * named by its own seed; that seed with one round repeats it, as far as processes can be repeated.
 */
@Tag("crash")
class CrashRoundsTest {

  private static final long ROUNDS = Long.getLong("crash.rounds", 20);
  private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));

  @TempDir static Path shared;
  private static CrashServer server;
  private static CrashContents undisturbed;

  @BeforeAll
  static void start() throws Exception {
    System.out.println("crash rounds with -Dcrash.seed=" + SEED);
    server = CrashServer.start(shared.resolve("data"));
    undisturbed = CrashContents.of(Undisturbed.migrate(shared.resolve("undisturbed")));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + ROUNDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostAndNothingDoubled(long seed) throws Exception {
    Path directory = Files.createDirectory(shared.resolve("round-" + seed));
    try (Round round = new Round(seed, directory, server)) {
      CrashContents contents = round.run();
      System.out.println("crash round of seed " + seed + ": " + round.story());
      assertThat(contents.differencesFrom(undisturbed)).as("seed %d", seed).isEmpty();
    }
  }
}
