package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** References work where row-level security is on: in the identity service it is forced. */
class Scenario03RowLevelSecurityTest {

  private static final DemoRun RUN = DemoRun.get();

  @Test
  void theRoleThatMigratesIsBoundByIt() {
    assertThat(
            RUN.serviceAsRole("identity")
                .lines(
                    """
                    SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles
                    WHERE rolname = current_user
                    """))
        .containsExactly("tributary|f");
    assertThat(
            RUN.service("identity")
                .lines(
                    """
                    SELECT c.relname FROM pg_class c
                    WHERE c.relnamespace = 'identity'::regnamespace AND c.relkind = 'r'
                      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                    """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"school_years", "attendance_reasons", "schools", "staff"})
  void aSessionSeesTheRowsOfItsTenantAndNoOthers(String table) {
    String all = "SELECT count(*) FROM \"identity\".\"%s\"".formatted(table);
    for (DemoDistrict district : RUN.districts()) {
      SqlDatabase own = RUN.serviceAsRole("identity", district.tenantId());

      assertThat(own.number(all))
          .isPositive()
          .isEqualTo(
              RUN.service("identity")
                  .number(all + " WHERE \"tenant_id\" = ?", district.tenantId()));
      assertThat(own.number(all + " WHERE \"tenant_id\" <> ?", district.tenantId())).isZero();
    }
    assertThat(RUN.serviceAsRole("identity").number(all)).isZero();
  }

  /** A parent of another tenant, or none at all, would leave a child without one to see. */
  @Test
  void everyReferenceLeadsToARowThatTheTenantSees() {
    List<DemoReference> ofTheService =
        DemoReference.all().stream().filter(r -> r.parent().service().equals("identity")).toList();
    assertThat(ofTheService).hasSizeGreaterThan(10);
    for (DemoDistrict district : RUN.districts()) {
      SqlDatabase own = RUN.serviceAsRole("identity", district.tenantId());
      for (DemoReference reference : ofTheService) {
        String[] ids =
            reference
                .child()
                .target()
                .lines(
                    """
                    SELECT DISTINCT "%1$s" FROM %2$s WHERE "tenant_id" = ? AND "%1$s" IS NOT NULL
                    """
                        .formatted(reference.column(), reference.child().table()),
                    district.tenantId())
                .toArray(String[]::new);

        assertThat(
                own.number(
                    "SELECT count(*) FROM %s WHERE \"id\"::text = ANY (?)"
                        .formatted(reference.parent().table()),
                    (Object) ids))
            .as(String.format(Locale.ROOT, "%s of %s", reference, district))
            .isPositive()
            .isEqualTo(ids.length);
      }
    }
  }
}
