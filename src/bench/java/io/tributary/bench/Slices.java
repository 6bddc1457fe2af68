package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work cut up for several threads: a tenant each, or ranges of one tenant's keys. */
final class Slices {

  /** Keys of one tenant, from after one to another. */
  record Slice(int tenant, long from, long to) {}

  /** Works on a slice. */
  @FunctionalInterface
  interface SliceWork {
    long on(Slice slice) throws Exception;
  }

  private Slices() {}

  static List<Slice> of(DataSet data, int workers) {
    List<Slice> slices = new ArrayList<>();
    int ranges = data.tenants() >= workers ? 1 : workers;
    for (int tenant : data.tenantNumbers()) {
      for (int range = 0; range < ranges; range++) {
        long rows = data.rowsOfEach();
        slices.add(new Slice(tenant, rows * range / ranges, rows * (range + 1) / ranges));
      }
    }
    return slices;
  }

  /** Works on all of them; returns the sum. */
  static long inParallel(DataSet data, int workers, SliceWork work) throws Exception {
    Queue<Slice> queue = new ConcurrentLinkedQueue<>(of(data, workers));
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        sums.add(
            threads.submit(
                () -> {
                  long sum = 0;
                  for (Slice slice = queue.poll(); slice != null; slice = queue.poll()) {
                    sum += work.on(slice);
                  }
                  return sum;
                }));
      }
      long sum = 0;
      for (Future<Long> one : sums) {
        sum += one.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }
}
