package io.tributary.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.batch.Batch;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.DeadLetterRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The source rows of dead letters, as the manifest wants them kept. Thread-safe. */
final class Payloads {

  private static final String SEALED = "$aes-gcm";
  private static final String KEY = "key";

  /** Characters of a row that is encrypted: four bytes each in base64 stay below jsonb's 256 MB. */
  private static final long ENCRYPTED_CHARACTERS = 32L << 20;

  private final DeadLetterRules.Payload kind;
  private final Optional<PayloadCipher> cipher;
  private final SourceRowJson whole = new SourceRowJson();
  private final SourceRowJson encrypted = new SourceRowJson(ENCRYPTED_CHARACTERS);
  private final MaskedRowJson masked = new MaskedRowJson();
  private final ObjectMapper mapper = new ObjectMapper();

  Payloads(DeadLetterRules rules) {
    this.kind = rules.payload();
    this.cipher = rules.key().map(PayloadCipher::new);
  }

  /** How new letters keep their rows, in the ledger's word. */
  String word() {
    return kind.word();
  }

  /** What is kept of a batch's row, as JSON; null for nothing. */
  @Nullable String of(Batch batch, int row) {
    return switch (kind) {
      case KEEP -> whole.of(batch.shape(), batch.row(row));
      case MASK ->
          masked.of(
              batch.shape(),
              batch.row(row),
              batch.keyShape().columns().stream()
                  .map(SourceColumn::name)
                  .collect(Collectors.toSet()));
      case ENCRYPT -> encrypt(batch, row);
      case DROP -> null;
    };
  }

  private String encrypt(Batch batch, int row) {
    PayloadCipher by = cipher.orElseThrow();
    byte[] letter =
        letter(
            batch.claim().entity().identity(), batch.claim().tenant().id(), Keys.text(batch, row));
    String text = encrypted.of(batch.shape(), batch.row(row));
    try {
      return mapper.writeValueAsString(Map.of(SEALED, by.encrypt(text, letter), KEY, by.name()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two texts make a JSON object", e);
    }
  }

  /** What a row belongs to: lengths stand before texts, so that no two letters read the same. */
  private static byte[] letter(String identity, UUID tenant, String key) {
    List<byte[]> texts =
        List.of(identity.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes =
        ByteBuffer.allocate(
            2 * Long.BYTES + texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum());
    bytes.putLong(tenant.getMostSignificantBits()).putLong(tenant.getLeastSignificantBits());
    texts.forEach(text -> bytes.putInt(text.length).put(text));
    return bytes.array();
  }

  /**
   * The source row of a letter, decrypted if it has to be.
   *
   * @param stored as {@link #of} made it, maybe under other rules
   * @throws InvalidInputException if it is encrypted and the manifest has no key, or another
   * @throws MigrationException if it is not what was encrypted for this letter
   */
  String open(StoredLetter letter, String stored) {
    if (letter.payload() != DeadLetterRules.Payload.ENCRYPT) {
      return stored;
    }
    JsonNode sealed = read(letter, stored);
    String keyName = sealed.path(KEY).asText();
    PayloadCipher by =
        cipher
            .filter(known -> known.name().equals(keyName))
            .orElseThrow(() -> keyMissing(letter, keyName));
    try {
      return by.decrypt(
          sealed.path(SEALED).asText(),
          letter(letter.entityIdentity(), letter.tenantId(), letter.key()));
    } catch (GeneralSecurityException e) {
      throw notGenuine(letter, e);
    }
  }

  private JsonNode read(StoredLetter letter, String stored) {
    try {
      return mapper.readTree(stored);
    } catch (JsonProcessingException e) {
      throw notGenuine(letter, e);
    }
  }

  private InvalidInputException keyMissing(StoredLetter letter, String keyName) {
    String has =
        cipher.map(other -> "the manifest has key " + other.name()).orElse("the manifest has none");
    return new InvalidInputException(
        List.of(
            new Problem(
                LedgerCode.PAYLOAD_KEY,
                letter.number().toString(),
                "its source row is encrypted with key " + keyName + "; " + has,
                "Set deadLetters.key of the manifest to the key it was encrypted with.")));
  }

  private static MigrationException notGenuine(StoredLetter letter, Exception cause) {
    return new MigrationException(
        new Problem(
            LedgerCode.PAYLOAD_CHANGED,
            letter.number().toString(),
            "its source row was changed since it was encrypted, or belongs to another letter",
            "Don't trust it; `tributary dead-letters replay` reads the row from legacy again."),
        cause);
  }
}
