package io.tributary.copy;

import java.util.Optional;

/**
 * What an endpoint says about its loads.
 *
 * @param tenantSetting the setting that row-level security policies read the tenant's UUID from
 * @param tenantColumn the column that says whose a target row is
 */
record LoadOptions(Optional<String> tenantSetting, Optional<String> tenantColumn) {}
