package io.tributary.testing;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Follows what one client says in PostgreSQL's wire protocol, as far as to know when a batch's
 * transaction copies and when it commits. A batch's transaction is one that inserts into the
 * ledger. For one thread.
 */
final class BatchTransactionWatch {

  private static final String LEDGER_ROW = "INSERT INTO \"MIGRATION\".\"BATCH_STATE\"";

  private final Map<String, String> statements = new HashMap<>();
  private boolean inBatch;

  /** What a message is to a batch. */
  enum Sight {
    NOTHING,
    COPY_DATA,
    COMMIT
  }

  /**
   * Looks at a message.
   *
   * @param type its first byte: P parses a statement, B binds one to run it, Q is a simple query, d
   *     holds rows of a COPY
   * @param body what follows its length
   */
  Sight see(int type, byte[] body) {
    return switch (type) {
      case 'P' -> {
        String name = text(body, 0);
        statements.put(name, text(body, name.length() + 1));
        yield Sight.NOTHING;
      }
      case 'B' -> run(statements.getOrDefault(text(body, text(body, 0).length() + 1), ""));
      case 'Q' -> run(text(body, 0));
      case 'd' -> inBatch ? Sight.COPY_DATA : Sight.NOTHING;
      default -> Sight.NOTHING;
    };
  }

  private Sight run(String sql) {
    String statement = sql.strip().toUpperCase(Locale.ROOT);
    if (statement.startsWith(LEDGER_ROW)) {
      inBatch = true;
    } else if (statement.equals("COMMIT") && inBatch) {
      inBatch = false;
      return Sight.COMMIT;
    } else if (statement.equals("ROLLBACK")) {
      inBatch = false;
    }
    return Sight.NOTHING;
  }

  /** Names and SQL of ours are ASCII, so that bytes and characters count the same. */
  private static String text(byte[] body, int from) {
    int end = from;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
  }
}
