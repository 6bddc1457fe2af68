package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.drift.DriftCode;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.validate.Check;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.Level;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an alert says of a validation. */
class AlertTest {

  @Test
  void theWorstPlacesComeFirstAndWhatIsProvenIsNotNamed() throws Exception {
    JsonNode alert = alert(List.of(found("a", 3), found("b", 0), found("c", 7)));

    assertThat(alert.path("places").findValuesAsText("entity")).containsExactly("c", "a");
    assertThat(alert.at("/places/0/verdict").asText()).isEqualTo("DIFFERENT");
    assertThat(alert.at("/places/0/differences").asInt()).isEqualTo(7);
    assertThat(alert.at("/places/0/tenant").asText()).isEqualTo("oak");
    assertThat(alert.path("notProven").asInt()).isEqualTo(2);
    assertThat(alert.path("differences").asInt()).isEqualTo(10);
    assertThat(alert.path("verdict").asText()).isEqualTo("DIFFERENT");
  }

  @Test
  void ofManyPlacesTwentyAreNamedAndAllAreCounted() throws Exception {
    List<EntityFindings> many = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      many.add(found("e" + i, 1));
    }

    assertThat(alert(many.subList(0, 20)).path("places")).hasSize(20);
    assertThat(alert(many).path("places")).hasSize(20);
    assertThat(alert(many).path("notProven").asInt()).isEqualTo(21);
  }

  @Test
  void aFailureIsToldByItsCodesAndNotByItsWords() throws Exception {
    Problem problem = new Problem(DriftCode.NOTHING_FROZEN, "somewhere", "at 10.0.0.7", "");
    Problem other = new Problem(DriftCode.CATALOG_UNREADABLE, "somewhere", "at 10.0.0.8", "");

    String alert =
        Alert.of("school", "demand", new InvalidInputException(List.of(problem, problem, other)));

    assertThat(new ObjectMapper().readTree(alert).path("codes"))
        .extracting(JsonNode::asText)
        .containsExactly("TRB-1301", other.code().id());
    assertThat(alert).contains("\"verdict\":\"FAILED\"").doesNotContain("10.0.0");
    assertThat(Alert.codes(new IllegalStateException("at 10.0.0.7")))
        .containsExactly("IllegalStateException");
  }

  private static JsonNode alert(List<EntityFindings> findings) throws JsonProcessingException {
    ValidationReport report =
        new ValidationReport(
            UUID.randomUUID(),
            "school",
            "fingerprint",
            "build",
            Instant.EPOCH,
            Instant.EPOCH,
            ValidationOptions.sample(1),
            findings,
            List.of(),
            LeftOut.NOTHING,
            List.of(),
            false);
    return new ObjectMapper().readTree(Alert.of(report, "schedule", Path.of("report.html")));
  }

  private static EntityFindings found(String entity, long differences) {
    CheckStatus status = differences == 0 ? CheckStatus.PASSED : CheckStatus.DIFFERENT;
    return new EntityFindings(
        entity,
        "oak",
        "school",
        Optional.empty(),
        List.of(
            new Check(Level.COUNTS, entity, status, 1, differences, List.of(), "", Duration.ZERO)),
        1,
        Duration.ZERO,
        Optional.empty());
  }
}
