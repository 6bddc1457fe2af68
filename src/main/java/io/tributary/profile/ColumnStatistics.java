package io.tributary.profile;

import java.util.Optional;

/**
 * What a legacy column holds.
 *
 * @param column its name in legacy
 * @param type its type in legacy
 * @param nulls how many values are NULL
 * @param blanks how many texts are empty or only white space
 * @param maxLength of the longest text in characters, or of the longest bytes; 0 for other types
 * @param targetLength the most characters that the narrowest target column takes that the text goes
 *     into; 0 if there is no bound, or it goes into none as it is
 * @param tooLong how many texts are longer than that, white space that the mapping trims left out
 * @param min the least number or date; empty for texts, which may be personal, and where there is
 *     no value
 * @param max the greatest
 * @param before1900 how many dates are before 1900
 * @param farFuture how many dates are more than 100 years ahead
 * @param defaultDates how many dates are 1900-01-01, which SQL Server makes of an empty text
 * @param nulCharacters how many texts have a character U+0000, which PostgreSQL refuses
 * @param unpairedSurrogates how many texts have half of a character, which has no UTF-8
 */
public record ColumnStatistics(
    String column,
    String type,
    long nulls,
    long blanks,
    long maxLength,
    long targetLength,
    long tooLong,
    Optional<String> min,
    Optional<String> max,
    long before1900,
    long farFuture,
    long defaultDates,
    long nulCharacters,
    long unpairedSurrogates) {

  /** Whether a person should look at it. */
  public boolean isSuspicious() {
    return tooLong + before1900 + farFuture + defaultDates + nulCharacters + unpairedSurrogates > 0;
  }
}
