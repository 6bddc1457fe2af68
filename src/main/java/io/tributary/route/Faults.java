package io.tributary.route;

import io.tributary.fault.PassingFaults;
import org.apache.camel.Exchange;

/** Bean {@code faults}: tells faults that can pass from those that stay. */
public final class Faults {

  /** Whether trying the transaction again can help: the exchange's exception has such a cause. */
  public boolean canPass(Exchange exchange) {
    Throwable fault = exchange.getException();
    if (fault == null) {
      fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
    return fault != null && PassingFaults.caused(fault);
  }
}
