package io.tributary.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that go over its connections. */
final class CountingSource extends DelegatingDataSource {

  private final AtomicInteger statements = new AtomicInteger();

  CountingSource(DataSource real) {
    super(real);
  }

  int statements() {
    return statements.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real = super.getConnection();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(method, real, arguments);
          return result instanceof Statement statement
              ? proxy(method.getReturnType(), (call, values) -> counted(call, statement, values))
              : result;
        });
  }

  private Object counted(Method method, Statement statement, Object[] arguments) throws Throwable {
    if (method.getName().startsWith("execute")) {
      statements.incrementAndGet();
    }
    return invoke(method, statement, arguments);
  }

  @FunctionalInterface
  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            CountingSource.class.getClassLoader(),
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
