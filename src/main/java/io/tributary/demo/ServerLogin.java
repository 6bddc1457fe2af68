package io.tributary.demo;

import io.tributary.manifest.Secret;

/**
 * A login that may create databases on a server of one's own.
 *
 * @param url the server's JDBC URL, without a database
 * @param user the login
 * @param password its password
 */
public record ServerLogin(String url, String user, Secret password) {}
