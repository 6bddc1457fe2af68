package io.tributary.run;

import io.tributary.ledger.LetterNumber;
import io.tributary.ledger.PendingLetter;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Which dead letters an operator wants tried again, and which of them have no row any more. */
final class Replay {

  private final Set<LetterNumber> wanted;
  private final Queue<LetterNumber> gone = new ConcurrentLinkedQueue<>();

  /**
   * @param wanted only these letters; empty for all
   */
  Replay(Set<LetterNumber> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /** The numbers that are wanted of a service; empty for all. */
  Set<Long> numbers(String service) {
    Set<Long> numbers =
        wanted.stream()
            .filter(letter -> letter.service().equals(service))
            .map(LetterNumber::number)
            .collect(Collectors.toUnmodifiableSet());
    if (numbers.isEmpty() && !wanted.isEmpty()) {
      throw new IllegalArgumentException("no letter of service " + service + " is wanted");
    }
    return numbers;
  }

  /** Legacy does not have the rows of these letters any more. */
  void gone(String service, List<PendingLetter> letters) {
    letters.forEach(letter -> gone.add(new LetterNumber(service, letter.number())));
  }

  /** The letters without a row, in the order of service and number. */
  List<LetterNumber> gone() {
    return gone.stream().sorted(DeadLetterOffice.ORDER).toList();
  }
}
