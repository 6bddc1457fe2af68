package io.tributary.manifest;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a query can stand in brackets after FROM. */
final class DerivedTable {

  private static final Pattern ORDER_BY = Pattern.compile("\\bORDER\\s+BY\\b");

  private DerivedTable() {}

  /** What speaks against it, in words; empty if nothing does. */
  static Optional<String> objection(String query) {
    String outside = outermost(query).toUpperCase(Locale.ROOT).strip();
    if (outside.startsWith("WITH")) {
      return Optional.of("the query begins with WITH");
    } else if (outside.contains(";")) {
      return Optional.of("the query holds a semicolon");
    } else if (ORDER_BY.matcher(outside).find()) {
      return Optional.of("the query ends with ORDER BY");
    } else if (!outside.startsWith("SELECT") && !outside.startsWith("(")) {
      return Optional.of("the query does not begin with SELECT");
    }
    return Optional.empty();
  }

  /**
   * The query without what stands in brackets, quotes or comments, since an ORDER BY in a window, a
   * subquery or a text is no order of the query.
   */
  private static String outermost(String sql) {
    StringBuilder outside = new StringBuilder();
    int depth = 0;
    int at = 0;
    while (at < sql.length()) {
      int end = endOfOpaque(sql, at);
      if (end > at) {
        outside.append(' ');
        at = end;
        continue;
      }
      char c = sql.charAt(at);
      if (c == ')') {
        depth--;
      }
      if (depth == 0) {
        outside.append(c);
      }
      if (c == '(') {
        depth++;
      }
      at++;
    }
    return outside.toString();
  }

  /** Where the text, name or comment that begins here ends; {@code at} if none does. */
  private static int endOfOpaque(String sql, int at) {
    return switch (sql.charAt(at)) {
      case '\'' -> after(sql, "'", at + 1);
      case '"' -> after(sql, "\"", at + 1);
      case '[' -> afterBracket(sql, at + 1);
      case '-' -> sql.startsWith("--", at) ? after(sql, "\n", at) : at;
      case '/' -> sql.startsWith("/*", at) ? after(sql, "*/", at + 2) : at;
      default -> at;
    };
  }

  /** Two closing brackets are one that belongs to the name. */
  private static int afterBracket(String sql, int from) {
    int end = after(sql, "]", from);
    return sql.startsWith("]", end) ? afterBracket(sql, end + 1) : end;
  }

  private static int after(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }
}
