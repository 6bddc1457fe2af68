package io.tributary.ledger;

import java.util.UUID;

/**
 * Who writes: what the ledger keeps of a run.
 *
 * @param runId the run
 * @param manifest the manifest's name or file
 * @param toolVersion the build
 * @param host the machine
 * @param pid the process there
 * @param options what was asked for on the command line; no secrets
 */
public record RunInfo(
    UUID runId, String manifest, String toolVersion, String host, long pid, String options) {}
