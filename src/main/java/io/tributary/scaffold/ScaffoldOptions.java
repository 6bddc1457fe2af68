package io.tributary.scaffold;

import io.tributary.manifest.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a scaffold is made of.
 *
 * @param url the JDBC URL of the legacy database, without a password
 * @param user the login, where the URL does not say how to log in
 * @param password the login's password; never written to a file
 * @param service the name of the one service that all entities belong to
 * @param directory where the files are written
 * @param overwrite whether files of the same names are replaced; the tenant file never is
 * @param tenantForeignKeys whether foreign keys in PostgreSQL are of two columns, {@code
 *     (tenant_id, parent_id)}
 * @param instants whether local date-times become {@code timestamptz}, by each tenant's zone
 */
public record ScaffoldOptions(
    String url,
    Optional<String> user,
    Optional<Secret> password,
    String service,
    Path directory,
    boolean overwrite,
    boolean tenantForeignKeys,
    boolean instants) {}
