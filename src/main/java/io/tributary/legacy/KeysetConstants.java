package io.tributary.legacy;

import org.apache.camel.spi.Metadata;

/** The headers of the messages that {@code keyset:} sends, and a property of their exchanges. */
public final class KeysetConstants {

  /** The entity's name. */
  @Metadata(description = "The entity's name", javaType = "String")
  public static final String ENTITY = "TributaryEntity";

  /** The tenant's name. */
  @Metadata(description = "The tenant's name", javaType = "String")
  public static final String TENANT = "TributaryTenant";

  /** The batch's id. */
  @Metadata(description = "The batch's id", javaType = "java.util.UUID")
  public static final String BATCH_ID = "TributaryBatchId";

  /** The name of the service that the entity belongs to. */
  @Metadata(description = "The service that the entity belongs to", javaType = "String")
  public static final String SERVICE = "TributaryService";

  /** From which key to which the batch goes, without text. */
  @Metadata(
      description = "From which key to which the batch goes, without text",
      javaType = "String")
  public static final String KEY_BOUNDS = "TributaryKeyBounds";

  /** How the partition's batches enter the target. */
  @Metadata(description = "DIRECT, MERGE or UPSERT", javaType = "String")
  public static final String LOAD_MODE = "TributaryLoadMode";

  /** The exchange's property that holds the batch's {@link LoadTurn}. */
  public static final String LOAD_TURN = "TributaryLoadTurn";

  private KeysetConstants() {}
}
