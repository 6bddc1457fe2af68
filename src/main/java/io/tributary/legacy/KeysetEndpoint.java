package io.tributary.legacy;

import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.BatchSize;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Read a legacy table in key order, batch by batch.
 *
 * <p>The body of each message is a {@code io.tributary.batch.Batch}. The route must end with a
 * {@code io.tributary.batch.Checkpoint} as the body: the proof that the batch is committed.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "keyset",
    title = "Keyset",
    syntax = "keyset:entity",
    consumerOnly = true,
    remote = true,
    category = Category.DATABASE,
    headersClass = KeysetConstants.class)
public class KeysetEndpoint extends DefaultEndpoint {

  @UriPath(description = "The entity of the manifest whose rows are read")
  @Metadata(required = true)
  private String entity = "";

  @UriParam(defaultValue = "0")
  private int batchRows;

  @UriParam(defaultValue = "0")
  private long batchBytes;

  @UriParam(defaultValue = "1000", label = "advanced")
  private int fetchSize = 1000;

  @UriParam(defaultValue = "0")
  private int concurrency;

  KeysetEndpoint(String uri, KeysetComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException("legacy databases are only read");
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    KeysetConsumer consumer = new KeysetConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public KeysetComponent getComponent() {
    return (KeysetComponent) super.getComponent();
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    if (!getComponent().requireManifest().entities().containsKey(entity)) {
      throw new InvalidInputException(
          LegacyCode.ENTITY_UNKNOWN.at(
              getEndpointUri(),
              "the manifest has no entity " + entity,
              "name an entity of " + getComponent().requireManifest().file()));
    }
  }

  /** Where batches are cut: as the manifest says, unless this endpoint says otherwise. */
  BatchSize batchSize(BatchSize manifest) {
    return new BatchSize(
        batchRows > 0 ? batchRows : manifest.rows(),
        batchBytes > 0 ? batchBytes : manifest.bytes());
  }

  /** The entity's name. */
  public String getEntity() {
    return entity;
  }

  /** The entity of the manifest whose rows are read. */
  public void setEntity(String entity) {
    this.entity = entity;
  }

  /** The most rows in a batch. */
  public int getBatchRows() {
    return batchRows;
  }

  /** The most rows in a batch; 0 for what the manifest says. */
  public void setBatchRows(int batchRows) {
    this.batchRows = batchRows;
  }

  /** The byte budget of a batch. */
  public long getBatchBytes() {
    return batchBytes;
  }

  /**
   * The byte budget of a batch: it ends with the row that passes the budget; 0 for what the
   * manifest says.
   */
  public void setBatchBytes(long batchBytes) {
    this.batchBytes = batchBytes;
  }

  /** How many partitions run at once. */
  public int getConcurrency() {
    return concurrency;
  }

  /** How many partitions of the entity run at once at most; 0 leaves it to the run. */
  public void setConcurrency(int concurrency) {
    this.concurrency = concurrency;
  }

  /** How many rows the driver is asked to fetch at once. */
  public int getFetchSize() {
    return fetchSize;
  }

  /** How many rows the driver is asked to fetch at once; drivers may take it as a hint. */
  public void setFetchSize(int fetchSize) {
    this.fetchSize = fetchSize;
  }
}
