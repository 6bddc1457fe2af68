package io.tributary.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The ceiling of reading: every value of every row is fetched, and forgotten. */
final class ReadEngine implements Engine {

  private final BenchCase which;
  private final Sites sites;

  /** Where the last value goes, so that nothing can be optimised away. */
  volatile @Nullable Object last;

  ReadEngine(BenchCase which, Sites sites) {
    this.which = which;
    this.sites = sites;
  }

  @Override
  public long run() throws Exception {
    DataSet data = which.data();
    Pages pages = new Pages(data.shape());
    return Slices.inParallel(
        data,
        which.workers(),
        slice -> {
          try (Connection legacy = sites.legacy(data.legacyDatabase(slice.tenant()))) {
            return pages.read(legacy, slice.from(), slice.to(), this::take);
          }
        });
  }

  private Pages.Taken take(ResultSet rows) throws SQLException {
    int columns = which.data().shape().columns().size() + 1;
    long key = 0;
    int count = 0;
    while (rows.next()) {
      key = rows.getLong(1);
      for (int column = 2; column <= columns; column++) {
        last = rows.getObject(column);
      }
      count++;
    }
    return new Pages.Taken(key, count);
  }
}
