package io.tributary.bench;

import io.tributary.mapping.CanonicalKey;
import io.tributary.mapping.UuidDerivation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParametersBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.database.JdbcBatchItemWriter;
import org.springframework.batch.item.database.JdbcPagingItemReader;
import org.springframework.batch.item.database.Order;
import org.springframework.batch.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.batch.item.database.support.SqlServerPagingQueryProvider;
import org.springframework.batch.item.support.CompositeItemWriter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The peer: the same rows by a Spring Batch job as its users write it, a keyset reader by pages, a
 * processor, and a JDBC batch writer with {@code reWriteBatchedInserts}; with its mapping rows, and
 * its own tables of job executions in the same database.
 */
final class SpringBatchEngine implements Engine {

  private static final int CHUNK = 5_000;

  private final BenchCase which;
  private final Sites sites;
  private final UuidDerivation uuids =
      new UuidDerivation(Sites.UUID_SECRET.getBytes(StandardCharsets.UTF_8));
  private final ZoneId zone = ZoneId.of("America/Chicago");

  SpringBatchEngine(BenchCase which, Sites sites) {
    if (which.data().shape() != Shape.MIDDLE || which.workers() != 1) {
      throw new IllegalArgumentException("the job knows rows of one shape, on one thread");
    }
    this.which = which;
    this.sites = sites;
  }

  /** A legacy row. */
  record Entry(
      long id,
      int learnerId,
      int courseId,
      @Nullable BigDecimal score,
      LocalDate takenOn,
      LocalDateTime recordedAt,
      boolean passed,
      @Nullable String comment) {}

  /** A target row. */
  record Row(Entry entry, UUID id, UUID learner, UUID course, OffsetDateTime recordedAt) {}

  @Override
  public void beforeRound() throws SQLException {
    try (var connection = sites.target(which.data().database())) {
      ScriptUtils.executeSqlScript(
          connection,
          new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"));
    }
  }

  @Override
  public long run() throws Exception {
    SingleConnectionDataSource target =
        new SingleConnectionDataSource(
            sites.targetUrl(which.data().database(), which.link()) + "&reWriteBatchedInserts=true",
            Sites.TARGET_USER,
            Sites.TARGET_PASSWORD,
            true);
    try {
      long rows = 0;
      for (int tenant : which.data().tenantNumbers()) {
        rows += run(target, tenant);
      }
      return rows;
    } finally {
      target.destroy();
    }
  }

  private long run(DataSource target, int tenantNumber) throws Exception {
    DataSourceTransactionManager transactions = new DataSourceTransactionManager(target);
    JobRepositoryFactoryBean factory = new JobRepositoryFactoryBean();
    factory.setDataSource(target);
    factory.setTransactionManager(transactions);
    factory.setDatabaseType("POSTGRES");
    factory.setIsolationLevelForCreate("ISOLATION_DEFAULT");
    factory.afterPropertiesSet();
    JobRepository jobs = factory.getObject();
    UUID tenant = DataSet.tenantId(tenantNumber);
    CompositeItemWriter<Row> writer =
        new CompositeItemWriter<>(List.of(rows(target, tenant), mappings(target, tenantNumber)));
    Job job =
        new JobBuilder("entries", jobs)
            .start(
                new StepBuilder("load", jobs)
                    .<Entry, Row>chunk(CHUNK, transactions)
                    .reader(reader(tenantNumber))
                    .processor(entry -> process(tenant, entry))
                    .writer(writer)
                    .build())
            .build();
    TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
    launcher.setJobRepository(jobs);
    launcher.afterPropertiesSet();
    JobExecution execution =
        launcher.run(
            job,
            new JobParametersBuilder().addLong("tenant", (long) tenantNumber).toJobParameters());
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      throw new IllegalStateException(execution.toString());
    }
    return execution.getStepExecutions().iterator().next().getWriteCount();
  }

  private JdbcPagingItemReader<Entry> reader(int tenant) throws Exception {
    SqlServerPagingQueryProvider query = new SqlServerPagingQueryProvider();
    query.setSelectClause(
        "SELECT Id, LearnerId, CourseId, Score, TakenOn, RecordedAt, Passed, Comment");
    query.setFromClause("FROM dbo.Entry");
    query.setSortKeys(Map.of("Id", Order.ASCENDING));
    JdbcPagingItemReader<Entry> reader =
        new JdbcPagingItemReaderBuilder<Entry>()
            .name("entries")
            .dataSource(
                new DriverManagerDataSource(
                    sites.legacyUrl(which.data().legacyDatabase(tenant)),
                    sites.legacyUser(),
                    sites.legacyPassword()))
            .queryProvider(query)
            .pageSize(CHUNK)
            .fetchSize(CHUNK)
            .rowMapper(
                (row, number) ->
                    new Entry(
                        row.getLong(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getBigDecimal(4),
                        row.getObject(5, LocalDate.class),
                        row.getObject(6, LocalDateTime.class),
                        row.getBoolean(7),
                        row.getString(8)))
            .build();
    reader.afterPropertiesSet();
    return reader;
  }

  private Row process(UUID tenant, Entry entry) {
    return new Row(
        entry,
        uuids.row(tenant, "middle", CanonicalKey.of(entry.id())),
        uuids.row(tenant, "learner", CanonicalKey.of((long) entry.learnerId())),
        uuids.row(tenant, "course", CanonicalKey.of((long) entry.courseId())),
        entry.recordedAt().atZone(zone).toOffsetDateTime());
  }

  private static JdbcBatchItemWriter<Row> rows(DataSource target, UUID tenant) {
    JdbcBatchItemWriter<Row> writer =
        new JdbcBatchItemWriterBuilder<Row>()
            .dataSource(target)
            .assertUpdates(false)
            .sql(
                """
                INSERT INTO middle_rows (id, tenant_id, legacy_id, learner_id, course_id, score,
                  taken_on, recorded_at, passed, comment)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            .itemPreparedStatementSetter(
                (row, statement) -> {
                  statement.setObject(1, row.id());
                  statement.setObject(2, tenant);
                  statement.setLong(3, row.entry().id());
                  statement.setObject(4, row.learner());
                  statement.setObject(5, row.course());
                  statement.setBigDecimal(6, row.entry().score());
                  statement.setObject(7, row.entry().takenOn());
                  statement.setObject(8, row.recordedAt());
                  statement.setBoolean(9, row.entry().passed());
                  statement.setString(10, row.entry().comment());
                })
            .build();
    writer.afterPropertiesSet();
    return writer;
  }

  private static JdbcBatchItemWriter<Row> mappings(DataSource target, int tenant) {
    JdbcBatchItemWriter<Row> writer =
        new JdbcBatchItemWriterBuilder<Row>()
            .dataSource(target)
            .assertUpdates(false)
            .sql(
                """
                INSERT INTO migration.id_mapping_int
                  (entity_no, inserted, tenant_no, legacy_key, new_id, batch_no, row_hash)
                VALUES (1000, TRUE, ?, ?, ?, 0, 0)
                """)
            .itemPreparedStatementSetter(
                (row, statement) -> {
                  statement.setInt(1, tenant);
                  statement.setLong(2, row.entry().id());
                  statement.setObject(3, row.id());
                })
            .build();
    writer.afterPropertiesSet();
    return writer;
  }
}
