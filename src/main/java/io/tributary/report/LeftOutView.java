package io.tributary.report;

import io.tributary.validate.LeftOut;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the selection left out.
 *
 * @param what districts, entities or services
 * @param names of these, the first of them
 */
record LeftOutView(String what, Capped<String> names) {

  private static final int MOST_NAMED = 50;

  static List<LeftOutView> of(LeftOut leftOut) {
    return Stream.of(
            of("Districts", leftOut.tenants()),
            of("Entities", leftOut.entities()),
            of("Services", leftOut.services()))
        .filter(one -> one.names.any())
        .toList();
  }

  private static LeftOutView of(String what, List<String> names) {
    return new LeftOutView(what, Capped.of(names, MOST_NAMED, name -> name));
  }
}
