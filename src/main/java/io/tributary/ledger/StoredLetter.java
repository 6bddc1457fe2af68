package io.tributary.ledger;

import io.tributary.manifest.DeadLetterRules;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A dead letter as the ledger keeps it, without its source row.
 *
 * @param number what it is called
 * @param entityIdentity the entity's lasting name
 * @param entity the entity's name when the row was met
 * @param tenantId the tenant
 * @param tenant the tenant's name in the manifest that was used last
 * @param key the legacy key as the ledger holds it
 * @param runId the run that met the row last
 * @param batchId the batch that met it last
 * @param stage where it was refused
 * @param column the target column to blame, or the columns of a constraint
 * @param reason the code
 * @param message what is wrong, without the row's values
 * @param status how it stands
 * @param payload how its source row is kept
 * @param attempts how often the row was tried
 * @param metAt when the row was met last, by the database's clock
 * @param closed what became of it; empty while it is open or waits
 */
public record StoredLetter(
    LetterNumber number,
    String entityIdentity,
    String entity,
    UUID tenantId,
    String tenant,
    String key,
    UUID runId,
    UUID batchId,
    String stage,
    Optional<String> column,
    String reason,
    String message,
    LetterStatus status,
    DeadLetterRules.Payload payload,
    int attempts,
    Instant metAt,
    Optional<Closed> closed) {

  /**
   * The end of a letter.
   *
   * @param at when, by the database's clock
   * @param byBatch the number of the batch that loaded the row after all
   * @param why what the operator said
   */
  public record Closed(Instant at, Optional<Long> byBatch, Optional<String> why) {}
}
