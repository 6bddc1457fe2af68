package io.tributary.validate;

/**
 * A table on its way through a comparison.
 *
 * @param table what it is
 * @param comparison how its rows are compared
 * @param keys the rows that should be in it, by what was read so far
 */
record TableInHand(ComparedTable table, TableComparison comparison, ExpectedKeys keys) {

  /**
   * A table.
   *
   * @param number tells it from the entity's other tables
   */
  static TableInHand of(ComparedTable table, int number) {
    return new TableInHand(table, new TableComparison(table), new ExpectedKeys(table, number));
  }

  String name() {
    return table.name();
  }
}
