package io.tributary.run;

import io.tributary.validate.ValidationOptions;
import java.util.Optional;
import java.util.UUID;

/**
 * What a repair did.
 *
 * @param validation the validation whose differences were mended
 * @param options how that validation was made
 * @param selection what it looked at
 * @param deleted how many target rows were deleted that no legacy row leads to
 * @param result the run that brought rows in again; empty if there was nothing that this could mend
 */
public record RepairResult(
    UUID validation,
    ValidationOptions options,
    Selection selection,
    long deleted,
    Optional<RunResult> result) {}
