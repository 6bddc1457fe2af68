package io.tributary.copy;

import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.jspecify.annotations.Nullable;

/** {@code pgcopy:}, which loads a mapped batch into PostgreSQL by binary COPY. */
@Component("pgcopy")
public class PgCopyComponent extends HealthCheckComponent {

  @Metadata(autowired = true)
  private @Nullable DataSource dataSource;

  /** Made by Camel. */
  public PgCopyComponent() {}

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    PgCopyEndpoint endpoint = new PgCopyEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** The data source of endpoints that name none. */
  public @Nullable DataSource getDataSource() {
    return dataSource;
  }

  /**
   * The data source of endpoints that name none of their own. Found by itself if the registry has
   * exactly one.
   */
  public void setDataSource(@Nullable DataSource dataSource) {
    this.dataSource = dataSource;
  }
}
