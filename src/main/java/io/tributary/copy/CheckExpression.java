package io.tributary.copy;

import io.tributary.copy.ColumnCheck.Bound;
import io.tributary.copy.ColumnCheck.Comparison;
import io.tributary.copy.ColumnCheck.OneOf;
import io.tributary.copy.ColumnCheck.OneOfNumbers;
import io.tributary.copy.ColumnCheck.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the expression of a CHECK constraint on one column, as {@code pg_get_expr} prints it (with
 * all parentheses), if it is one of these or an AND of them:
 *
 * <pre>
 * (age &gt;= 0)                    also &gt;, &lt;, &lt;= and =
 * (age = ANY (ARRAY[1, 2]))     an IN list
 * </pre>
 *
 * Whatever is not certain to mean that is not understood, and PostgreSQL is left to judge by it.
 */
final class CheckExpression {

  /** A word, a quoted name, a string without escapes, a number, a cast, an operator or a mark. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*([a-z_][a-z_0-9]*|ANY|ARRAY|AND|\"(?:[^\"]|\"\")+\"|'(?:[^'\\\\]|'')*'"
              + "|[0-9]+(?:\\.[0-9]+)?|::|>=|<=|>|<|=|[()\\[\\],])");

  private final TargetColumn column;
  private final CheckConstants constants;
  private final List<String> tokens;
  private final List<Rule> rules = new ArrayList<>();
  private int at;

  private CheckExpression(TargetColumn column, CheckConstants constants, List<String> tokens) {
    this.column = column;
    this.constants = constants;
    this.tokens = tokens;
  }

  /**
   * The rules that the expression stands for; empty if it is not understood.
   *
   * @param column the only one that it is about
   * @param exactText whether texts in that column are equal only if they are the same
   */
  static Optional<List<Rule>> rules(String expression, TargetColumn column, boolean exactText) {
    Optional<CheckConstants> constants = CheckConstants.of(column, exactText);
    Optional<List<String>> tokens = tokens(expression);
    if (constants.isEmpty() || tokens.isEmpty()) {
      return Optional.empty();
    }
    CheckExpression parser = new CheckExpression(column, constants.get(), tokens.get());
    boolean understood = parser.condition() && parser.at == parser.tokens.size();
    return understood ? Optional.of(List.copyOf(parser.rules)) : Optional.empty();
  }

  private static Optional<List<String>> tokens(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    int from = 0;
    while (from < expression.length()) {
      if (!matcher.find(from) || matcher.start() != from) {
        return Optional.empty();
      }
      tokens.add(matcher.group(1));
      from = matcher.end();
    }
    return Optional.of(tokens);
  }

  private boolean condition() {
    int start = at;
    int known = rules.size();
    if (comparison()) {
      return true;
    }
    at = start;
    rules.subList(known, rules.size()).clear();
    return conjunction();
  }

  private boolean conjunction() {
    if (!take("(") || !condition()) {
      return false;
    }
    int parts = 1;
    while (take("AND")) {
      if (!condition()) {
        return false;
      }
      parts++;
    }
    return parts > 1 && take(")");
  }

  private boolean comparison() {
    if (!take("(") || !columnItself()) {
      return false;
    }
    String operator = next();
    Optional<Rule> rule =
        operator.equals("=") ? equality() : bound(operator).flatMap(c -> bounded(c));
    rule.ifPresent(rules::add);
    return rule.isPresent() && take(")");
  }

  private boolean columnItself() {
    boolean isCast = take("(");
    String token = next();
    String name =
        token.startsWith("\"")
            ? token.substring(1, token.length() - 1).replace("\"\"", "\"")
            : token;
    if (!name.equals(column.name())) {
      return false;
    }
    return !isCast || (take(")") && take("::") && constants.castsExactly(column, typeName()));
  }

  private static Optional<Comparison> bound(String operator) {
    return switch (operator) {
      case ">" -> Optional.of(Comparison.ABOVE);
      case ">=" -> Optional.of(Comparison.AT_LEAST);
      case "<" -> Optional.of(Comparison.BELOW);
      case "<=" -> Optional.of(Comparison.AT_MOST);
      default -> Optional.empty();
    };
  }

  private Optional<Rule> bounded(Comparison comparison) {
    return constants.isOrdered() ? constant().map(c -> new Bound(comparison, c)) : Optional.empty();
  }

  private Optional<Rule> equality() {
    List<Comparable<?>> listed = new ArrayList<>();
    boolean understood =
        take("ANY")
            ? take("(") && array(listed) && take(")")
            : constant().map(listed::add).orElse(false);
    if (!understood) {
      return Optional.empty();
    }
    if (listed.stream().allMatch(BigDecimal.class::isInstance)) {
      return Optional.of(new OneOfNumbers(listed.stream().map(BigDecimal.class::cast).toList()));
    }
    return Optional.of(new OneOf(new HashSet<>(listed)));
  }

  /** {@code ARRAY[...]}, or that in parentheses and cast: {@code (ARRAY[...])::text[]}. */
  private boolean array(List<Comparable<?>> listed) {
    boolean isCast = take("(");
    if (!take("ARRAY") || !take("[")) {
      return false;
    }
    List<CheckConstants.Typed> elements = new ArrayList<>();
    do {
      CheckConstants.Typed element = typed();
      if (element == null) {
        return false;
      }
      elements.add(element);
    } while (take(","));
    if (!take("]")) {
      return false;
    }
    String cast = "";
    if (isCast) {
      if (!take(")") || !take("::")) {
        return false;
      }
      cast = typeName();
      if (!take("[") || !take("]")) {
        return false;
      }
    }
    for (CheckConstants.Typed element : elements) {
      Optional<Comparable<?>> value =
          constants.value(cast.isEmpty() ? element : CheckConstants.cast(element, cast));
      if (value.isEmpty()) {
        return false;
      }
      listed.add(value.get());
    }
    return true;
  }

  private Optional<Comparable<?>> constant() {
    return constants.value(typed());
  }

  /** {@code 5}, {@code 'text'::type}, or one in parentheses and cast; null if it is none. */
  private CheckConstants.@Nullable Typed typed() {
    if (take("(")) {
      CheckConstants.Typed inner = typed();
      return inner != null && take(")") && take("::")
          ? CheckConstants.cast(inner, typeName())
          : null;
    }
    String token = next();
    if (token.startsWith("'")) {
      String text = token.substring(1, token.length() - 1).replace("''", "'");
      return take("::") ? new CheckConstants.Typed(text, typeName()) : null;
    }
    if (token.isEmpty() || !Character.isDigit(token.charAt(0))) {
      return null;
    }
    return new CheckConstants.Typed(token, token.contains(".") ? "numeric" : "integer");
  }

  /** The words of a type's name. A modifier after them is not understood, as nothing expects it. */
  private String typeName() {
    StringBuilder name = new StringBuilder(next());
    if (name.toString().equals("character") && take("varying")) {
      name.append(" varying");
    }
    return name.toString();
  }

  private boolean take(String token) {
    if (at < tokens.size() && tokens.get(at).equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  private String next() {
    return at < tokens.size() ? tokens.get(at++) : "";
  }
}
