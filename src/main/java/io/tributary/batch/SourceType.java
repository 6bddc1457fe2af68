package io.tributary.batch;

/**
 * The kinds of value that a legacy database is read as; each dialect maps its own types to these. A
 * value in a {@link Batch} is null or of {@link #javaType()}, exactly.
 */
public enum SourceType {
  /** bit. */
  BOOLEAN(Boolean.class),
  /** Every integer type, tinyint (unsigned) to bigint. */
  INTEGER(Long.class),
  /** decimal, numeric, money, smallmoney; the scale is the column's. */
  DECIMAL(java.math.BigDecimal.class),
  /** real. */
  REAL(Float.class),
  /** float. */
  DOUBLE(Double.class),
  /** Every character type, and xml. */
  TEXT(String.class),
  /** date. */
  DATE(java.time.LocalDate.class),
  /** time, of any fractional digits. */
  TIME(java.time.LocalTime.class),
  /** datetime, smalldatetime, datetime2: a local time in the tenant's zone. */
  TIMESTAMP(java.time.LocalDateTime.class),
  /** datetimeoffset. */
  TIMESTAMPTZ(java.time.OffsetDateTime.class),
  /** uniqueidentifier, with the bytes as SQL Server prints them. */
  UUID(java.util.UUID.class),
  /** binary, varbinary, image, rowversion. */
  BYTES(byte[].class);

  private final Class<?> javaType;

  SourceType(Class<?> javaType) {
    this.javaType = javaType;
  }

  /** The one class that non-null values of this type have. */
  public Class<?> javaType() {
    return javaType;
  }
}
