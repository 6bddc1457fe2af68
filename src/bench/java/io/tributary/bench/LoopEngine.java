package io.tributary.bench;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.tributary.mapping.CanonicalKey;
import io.tributary.mapping.UuidDerivation;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a good engineer would write in an afternoon for the rows of {@link Shape#MIDDLE} and nothing
 * else: read a page, encode it as binary COPY, copy it and its mapping rows, write the ledger's
 * row, commit. It makes the same UUIDs, hashes and ledger rows as Tributary, checks nothing, and
 * cannot be resumed.
 */
final class LoopEngine implements Engine {

  private static final Hasher64 HASHER = Hashing.xxh3_64();
  private static final long EPOCH_SECONDS_2000 = 946_684_800;
  private static final long EPOCH_DAY_2000 = 10_957;

  private final BenchCase which;
  private final Sites sites;
  private final UuidDerivation uuids =
      new UuidDerivation(Sites.UUID_SECRET.getBytes(StandardCharsets.UTF_8));
  private final ZoneId zone = ZoneId.of("America/Chicago");

  LoopEngine(BenchCase which, Sites sites) {
    if (which.data().shape() != Shape.MIDDLE || which.data().badPerMillion() > 0) {
      throw new IllegalArgumentException("the loop knows good rows of one shape");
    }
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
          try (Connection legacy = sites.legacy(data.legacyDatabase(slice.tenant()));
              LoopTarget target = LoopTarget.open(sites, data, slice)) {
            UUID tenant = DataSet.tenantId(slice.tenant());
            return pages.read(
                legacy,
                slice.from(),
                slice.to(),
                rows -> {
                  Pages.Taken taken = encode(rows, tenant, target);
                  if (taken.rows() > 0) {
                    target.commit(taken);
                  }
                  return taken;
                });
          }
        });
  }

  private Pages.Taken encode(ResultSet rows, UUID tenant, LoopTarget target) throws SQLException {
    ByteBuffer out = target.begin();
    int count = 0;
    long key = 0;
    while (rows.next()) {
      key = rows.getLong(1);
      UUID id = uuids.row(tenant, "middle", CanonicalKey.of(key));
      int start = out.position();
      out.putShort((short) 10);
      putUuid(out, id);
      putUuid(out, tenant);
      out.putInt(8).putLong(key);
      putUuid(out, uuids.row(tenant, "learner", CanonicalKey.of(rows.getLong(2))));
      putUuid(out, uuids.row(tenant, "course", CanonicalKey.of(rows.getLong(3))));
      putDecimal(out, rows.getBigDecimal(4));
      out.putInt(4)
          .putInt((int) (rows.getObject(5, LocalDate.class).toEpochDay() - EPOCH_DAY_2000));
      out.putInt(8).putLong(micros(rows.getObject(6, LocalDateTime.class)));
      out.putInt(1).put((byte) (rows.getBoolean(7) ? 1 : 0));
      putText(out, rows.getString(8));
      long part = HASHER.hashBytesToLong(target.rowBytes(), start, out.position() - start);
      target.mapping(key, id, HASHER.hashLongLongToLong(0, part));
      count++;
    }
    return new Pages.Taken(key, count);
  }

  private long micros(LocalDateTime local) {
    long seconds = local.atZone(zone).toEpochSecond() - EPOCH_SECONDS_2000;
    return seconds * 1_000_000 + local.get(ChronoField.MICRO_OF_SECOND);
  }

  static void putUuid(ByteBuffer out, UUID id) {
    out.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static void putText(ByteBuffer out, @Nullable String text) {
    if (text == null) {
      out.putInt(-1);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.putInt(utf8.length).put(utf8);
  }

  /** A numeric of scale 2 below 10^12: groups of four decimal digits, the last behind the point. */
  private static void putDecimal(ByteBuffer out, @Nullable BigDecimal value) {
    if (value == null) {
      out.putInt(-1);
      return;
    }
    long hundredths = value.unscaledValue().longValue();
    long whole = hundredths / 100;
    int[] groups = new int[4];
    groups[3] = (int) (hundredths % 100) * 100;
    for (int i = 2; i >= 0; i--) {
      groups[i] = (int) (whole % 10_000);
      whole /= 10_000;
    }
    int first = 0;
    while (first < 4 && groups[first] == 0) {
      first++;
    }
    int end = 4;
    while (end > first && groups[end - 1] == 0) {
      end--;
    }
    out.putInt(8 + 2 * (end - first));
    out.putShort((short) (end - first));
    out.putShort((short) (end == first ? 0 : 2 - first));
    out.putShort((short) 0);
    out.putShort((short) 2);
    for (int i = first; i < end; i++) {
      out.putShort((short) groups[i]);
    }
  }
}
