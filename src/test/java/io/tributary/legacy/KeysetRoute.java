package io.tributary.legacy;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.manifest.Entity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A route {@code keyset:student} over a table of ten students, in batches of three. */
final class KeysetRoute implements AutoCloseable {

  final District district = new District();
  final HandClaims claims = new HandClaims();
  final DefaultCamelContext context = new DefaultCamelContext();
  final Entity student;

  KeysetRoute() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[Student] ([Id] INT PRIMARY KEY)",
        "INSERT INTO [dbo].[Student] SELECT X FROM SYSTEM_RANGE(1, 10)");
    student = district.add("student", District.table("Student", "Id"));
    context.getRegistry().bind("claims", claims);
    context.getRegistry().bind("legacy", district.databases());
    context.getRegistry().bind("manifest", district.manifest());
  }

  /** Starts the route with one step that is to answer with a checkpoint. */
  KeysetRoute start(Processor step) throws Exception {
    return start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("keyset:student").routeId("student").process(step);
          }
        });
  }

  KeysetRoute start(RouteBuilder routes) throws Exception {
    context.addRoutes(routes);
    context.start();
    return this;
  }

  PartitionRunner.End run() {
    return runner().run(district.claim(student));
  }

  PartitionRunner runner() {
    return claims.attached.get("student");
  }

  List<String> committedKeys() {
    return District.keys(claims.committed);
  }

  /** Answers as a load does that committed the whole batch. */
  static void commit(Exchange exchange) {
    exchange.getMessage().setBody(checkpoint(exchange.getMessage().getBody(Batch.class)));
  }

  static Checkpoint checkpoint(Batch batch) {
    return checkpoint(batch, batch.upper(), false);
  }

  static Checkpoint checkpoint(Batch batch, List<String> upper, boolean replayed) {
    return new Checkpoint(
        batch.claim(), batch.batchId(), upper, Accounting.NONE, 0, Duration.ZERO, replayed);
  }

  @Override
  public void close() throws SQLException {
    context.stop();
    district.close();
  }
}
