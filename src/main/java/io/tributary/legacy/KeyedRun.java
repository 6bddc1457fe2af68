package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends rows through a route by their keys, one batch after the other: those that were missed, and
 * those that are tried again. For one thread.
 */
final class KeyedRun {

  private final KeyedReader reader;
  private final ByteBudget budget;
  private final BatchSender sender;
  private final ClaimSource claims;

  KeyedRun(KeyedReader reader, ByteBudget budget, BatchSender sender, ClaimSource claims) {
    this.reader = reader;
    this.budget = budget;
    this.sender = sender;
    this.claims = claims;
  }

  /**
   * Reads and sends the rows of these keys.
   *
   * @param mayGoOn asked before each question to the server
   * @return the keys that were gone through, from the first
   */
  List<String> run(List<String> keys, BooleanSupplier mayGoOn) {
    int done = 0;
    while (done < keys.size() && mayGoOn.getAsBoolean()) {
      int end = Math.min(done + KeyedReader.KEYS_AT_ONCE, keys.size());
      sendAll(keys.subList(done, end));
      done = end;
    }
    return keys.subList(0, done);
  }

  /** A batch, or several where the byte budget cuts them. */
  private void sendAll(List<String> keys) {
    List<String> wanted = keys;
    boolean more = true;
    while (more) {
      Optional<Batch> batch = readAndSend(wanted);
      more = batch.isPresent() && !batch.get().isLast();
      if (more) {
        List<String> left = without(batch.get(), wanted);
        if (left.size() == wanted.size()) {
          sendOneByOne(wanted);
          return;
        }
        wanted = left;
      }
    }
  }

  /**
   * Legacy writes the keys of all the rows that came otherwise than they were asked for (its
   * collation takes the two for one), so that nothing tells which of them have come: they are asked
   * for one at a time. Rows that came already are found to be there.
   */
  private void sendOneByOne(List<String> keys) {
    keys.forEach(key -> readAndSend(List.of(key)));
  }

  private Optional<Batch> readAndSend(List<String> keys) {
    Optional<Batch> batch;
    Checkpoint checkpoint;
    try (ByteBudget.Share memory = budget.reserve(reader.maxBytes())) {
      batch = reader.read(keys);
      if (batch.isEmpty()) {
        return batch;
      }
      memory.correct(batch.get().bytes());
      checkpoint = sender.send(batch.get(), () -> true);
    }
    claims.committed(batch.get(), checkpoint);
    return batch;
  }

  private static List<String> without(Batch read, List<String> wanted) {
    Set<String> had =
        IntStream.range(0, read.size()).mapToObj(read::keyText).collect(Collectors.toSet());
    return wanted.stream().filter(key -> !had.contains(key)).toList();
  }
}
