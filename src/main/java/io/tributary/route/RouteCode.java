package io.tributary.route;

import io.tributary.fault.ErrorCode;

/** What can go wrong between the steps of a route. */
enum RouteCode implements ErrorCode {
  NOT_A_CHUNK("TRB-0901", "the mapper was given something else than a chunk of rows"),
  NOTHING_WRITTEN("TRB-0902", "an upsert wrote no row, though nothing was refused");

  private final String id;
  private final String meaning;

  RouteCode(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
