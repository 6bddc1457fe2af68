package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that meets an error, such as a heap that is full, is not waited for in vain. */
class WorkerErrorTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  @Timeout(120)
  void anErrorFailsItsPartitionAndTheOthersGoOn() throws Exception {
    try (SmallDistrict district = new SmallDistrict(SERVICE, 30, 5)) {
      RunResult result =
          district
              .migration(SmallDistrict.MANIFEST, directory)
              .tell(
                  new RunListener() {
                    @Override
                    public void committed(Checkpoint checkpoint) {
                      if (checkpoint.claim().entity().name().equals("pupil")) {
                        throw new OutOfMemoryError("as if the heap were full");
                      }
                    }
                  })
              .run();

      assertThat(of(result, "pupil").status()).isEqualTo(PartitionStatus.FAILED);
      assertThat(of(result, "pupil").failure())
          .hasValueSatisfying(why -> assertThat(why).contains("OutOfMemoryError"));
      assertThat(of(result, "club").status()).isEqualTo(PartitionStatus.COMPLETE);
      assertThat(district.migration(SmallDistrict.MANIFEST, directory).run().isComplete()).isTrue();
      assertThat(district.legacyIds("pupils")).hasSize(30).doesNotHaveDuplicates();
    }
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
