package io.tributary.copy;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Load a mapped and encoded batch into PostgreSQL by binary COPY, straight or by stage-and-merge,
 * inside the transaction of the route.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "pgcopy",
    syntax = "pgcopy:service",
    title = "PostgreSQL Binary COPY",
    producerOnly = true,
    category = {Category.DATABASE})
public class PgCopyEndpoint extends DefaultEndpoint {

  @UriPath
  @Metadata(required = true)
  private final String service;

  @UriParam private @Nullable DataSource dataSource;
  @UriParam private @Nullable String tenantSetting;
  @UriParam private @Nullable String tenantColumn;

  /** Made by the component. */
  public PgCopyEndpoint(String uri, PgCopyComponent component, String service) {
    super(uri, component);
    this.service = service;
  }

  @Override
  public Producer createProducer() {
    return new PgCopyProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("pgcopy: only takes batches; it has none to give");
  }

  @Override
  public PgCopyComponent getComponent() {
    return (PgCopyComponent) super.getComponent();
  }

  /** The service whose database is loaded. Tells endpoints, logs and health checks apart. */
  public String getService() {
    return service;
  }

  /** The data source of the service's database, if the endpoint names one. */
  public @Nullable DataSource getDataSource() {
    return dataSource;
  }

  /**
   * The data source of the service's database, such as #studentsDb: the one that the route's
   * transaction is opened on. The component's if it is left out.
   */
  public void setDataSource(@Nullable DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The PostgreSQL setting that row-level security policies read the tenant from. */
  public @Nullable String getTenantSetting() {
    return tenantSetting;
  }

  /**
   * The PostgreSQL setting that row-level security policies read the tenant's UUID from, such as
   * app.tenant_id. Set for the transaction before each load.
   */
  public void setTenantSetting(@Nullable String tenantSetting) {
    this.tenantSetting = tenantSetting;
  }

  /** The target column that holds the tenant's UUID. */
  public @Nullable String getTenantColumn() {
    return tenantColumn;
  }

  /**
   * The target column that holds the tenant's UUID. A merge into a table that has it never
   * overwrites a row of another tenant: the batch fails instead.
   */
  public void setTenantColumn(@Nullable String tenantColumn) {
    this.tenantColumn = tenantColumn;
  }

  /** What the options say about loads. */
  LoadOptions loadOptions() {
    return new LoadOptions(Optional.ofNullable(tenantSetting), Optional.ofNullable(tenantColumn));
  }

  /**
   * The data source that Spring's transaction managers know: what a transaction-aware proxy stands
   * for, since the proxy itself hides the transaction.
   */
  DataSource transactionalDataSource() {
    DataSource source = dataSource != null ? dataSource : getComponent().getDataSource();
    while (source instanceof TransactionAwareDataSourceProxy proxy) {
      source = proxy.getTargetDataSource();
    }
    if (source == null) {
      throw new InvalidInputException(
          new Problem(
              CopyCode.NO_DATA_SOURCE,
              getEndpointUri(),
              "no data source for service " + service,
              "say dataSource=#name, or bind exactly one data source to the registry"));
    }
    return source;
  }
}
