package io.tributary.run;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Manifest;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.EntityProof;
import io.tributary.validate.RowComparison;
import io.tributary.validate.ValidationOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One entity of one tenant on its way through a validation, step by step; it can be left between
 * any two batches and gone on with. For one thread at a time.
 */
final class ValidationWork implements AutoCloseable {

  /** What comes next. */
  private enum Step {
    ROWS,
    AGAIN,
    EXTRAS,
    EXTRAS_AGAIN,
    SQL,
    DONE
  }

  private final Manifest manifest;
  private final ValidationOptions options;
  private final LegacyDatabase legacy;
  private final EntityProof proof;
  private Step step = Step.ROWS;
  private @Nullable List<String> sample;
  private int sampled;
  private @Nullable EntityFindings findings;

  ValidationWork(
      Manifest manifest, ValidationOptions options, LegacyDatabase legacy, EntityProof proof) {
    this.manifest = manifest;
    this.options = options;
    this.legacy = legacy;
    this.proof = proof;
  }

  EntityProof proof() {
    return proof;
  }

  /** What was found; empty until it is through. */
  Optional<EntityFindings> findings() {
    return Optional.ofNullable(findings);
  }

  /** Goes on until it is through, or is to be left. */
  PartitionRunner.End go(Claim claim, PartitionRunner runner, BooleanSupplier goesOn) {
    Optional<RowComparison> rows = proof.rows();
    if (rows.isEmpty()) {
      step = Step.SQL;
    }
    while (step != Step.DONE) {
      boolean through =
          switch (step) {
            case ROWS -> rows(claim, runner, goesOn);
            case AGAIN, EXTRAS_AGAIN -> again(rows.orElseThrow(), claim, runner);
            case EXTRAS -> {
              rows.orElseThrow().beginExtras();
              yield true;
            }
            case SQL -> {
              findings = proof.finish();
              yield true;
            }
            case DONE -> true;
          };
      if (!through) {
        return PartitionRunner.End.PAUSED;
      }
      step = next(rows);
      if (step != Step.DONE && !goesOn.getAsBoolean()) {
        return PartitionRunner.End.PAUSED;
      }
    }
    return PartitionRunner.End.COMPLETE;
  }

  private Step next(Optional<RowComparison> rows) {
    return switch (step) {
      case ROWS -> Step.AGAIN;
      case AGAIN -> Step.EXTRAS;
      case EXTRAS -> Step.EXTRAS_AGAIN;
      case EXTRAS_AGAIN -> {
        rows.orElseThrow().finishExtras();
        yield Step.SQL;
      }
      case SQL, DONE -> Step.DONE;
    };
  }

  private boolean rows(Claim claim, PartitionRunner runner, BooleanSupplier goesOn) {
    if (options.full()) {
      return runner.run(claim) == PartitionRunner.End.COMPLETE;
    }
    List<String> keys = sample;
    if (keys == null) {
      Optional<List<String>> drawn =
          new KeySample(options.sample(), options.seed(), claim)
              .draw(legacy, claim, manifest, goesOn);
      if (drawn.isEmpty()) {
        return false;
      }
      keys = drawn.get();
      sample = keys;
      proof.joinSample().drawn(keys);
    }
    List<String> left = keys.subList(sampled, keys.size());
    sampled += runner.run(claim, BatchKind.VALIDATION, left).size();
    return sampled == keys.size();
  }

  private static boolean again(RowComparison rows, Claim claim, PartitionRunner runner) {
    for (List<String> keys = rows.nextAgain(); !keys.isEmpty(); keys = rows.nextAgain()) {
      List<String> done = runner.run(claim, BatchKind.VALIDATION, keys);
      rows.wereAgain(done);
      if (done.size() < keys.size()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    proof.close();
  }
}
