package io.tributary.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Counts what is sent over a connection: statements, savepoint commands and COPYs. */
public final class CountedStatements {

  private final Connection real;
  private int count;

  /** Nothing is sent over it yet. */
  public CountedStatements(Connection real) {
    this.real = real;
  }

  /** How many were sent. */
  public int count() {
    return count;
  }

  /** The connection, counted. */
  public Connection connection() {
    return proxy(Connection.class, (method, arguments) -> onConnection(method, arguments));
  }

  private Object onConnection(Method method, Object[] arguments) throws Throwable {
    boolean ofSavepoint =
        method.getName().endsWith("Savepoint")
            || (method.getName().equals("rollback") && arguments != null);
    count += ofSavepoint ? 1 : 0;
    if (method.getName().equals("unwrap") && arguments[0] == PGConnection.class) {
      return proxy(
          PGConnection.class,
          (call, values) ->
              call.getName().equals("getCopyAPI")
                  ? new CountingCopies()
                  : invoke(call, real.unwrap(PGConnection.class), values));
    }
    Object result = invoke(method, real, arguments);
    if (result instanceof Statement statement) {
      return proxy(method.getReturnType(), (call, values) -> onStatement(call, statement, values));
    }
    return result;
  }

  private Object onStatement(Method method, Statement statement, Object[] arguments)
      throws Throwable {
    count += method.getName().startsWith("execute") ? 1 : 0;
    return invoke(method, statement, arguments);
  }

  private final class CountingCopies extends CopyManager {

    CountingCopies() throws SQLException {
      super(real.unwrap(BaseConnection.class));
    }

    @Override
    public CopyIn copyIn(String sql) throws SQLException {
      count++;
      return super.copyIn(sql);
    }
  }

  @FunctionalInterface
  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            CountedStatements.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.on(method, arguments)));
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
