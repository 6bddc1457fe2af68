package io.tributary.legacy;

import org.apache.camel.spi.Metadata;

/** The headers of the messages that {@code keyset:} sends. */
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

  private KeysetConstants() {}
}
