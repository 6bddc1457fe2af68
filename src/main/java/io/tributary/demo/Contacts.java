package io.tributary.demo;

import java.util.List;

/** The contact columns of a student: three times the same six, most of them empty. */
final class Contacts {

  private static final int MOST = 3;
  private static final List<String> RELATIONS =
      List.of("Mother", "father", "GUARDIAN", "Grandparent", "Aunt ");

  private final People people;
  private final Dice dice;
  private final Spelling spelling;

  Contacts(People people, Dice dice, Spelling spelling) {
    this.people = people;
    this.dice = dice;
    this.spelling = spelling;
  }

  /** Adds 0 to 3 contacts, with gaps: there may be a third one without a second. */
  void addTo(LegacyRow row) {
    for (int position = 1; position <= MOST; position++) {
      String prefix = "Contact" + position;
      switch (dice.below(5 + position)) {
        case 0, 1, 2, 3 -> addContact(row, prefix);
        case 4 -> addPhoneOnly(row, prefix);
        default -> addNobody(row, prefix);
      }
    }
  }

  private void addContact(LegacyRow row, String prefix) {
    String name = people.firstName(dice) + " " + people.lastName(dice);
    row.with(prefix + "Name", spelling.typed(name))
        .with(prefix + "Relation", dice.oneIn(9) ? spelling.nothing() : dice.pick(RELATIONS))
        .with(prefix + "Phone", dice.oneIn(5) ? spelling.nothing() : People.phone(dice))
        .with(prefix + "Email", dice.oneIn(2) ? spelling.nothing() : People.email(dice))
        .with(prefix + "Address", dice.oneIn(2) ? spelling.nothing() : people.street(dice))
        .with(prefix + "IsGuardian", dice.oneIn(2));
  }

  private void addPhoneOnly(LegacyRow row, String prefix) {
    row.with(prefix + "Name", spelling.nothing())
        .with(prefix + "Relation", null)
        .with(prefix + "Phone", People.phone(dice))
        .with(prefix + "Email", null)
        .with(prefix + "Address", null)
        .with(prefix + "IsGuardian", null);
  }

  /** Nobody, in the ways in which forms store that. */
  private void addNobody(LegacyRow row, String prefix) {
    row.with(prefix + "Name", spelling.nothing())
        .with(prefix + "Relation", spelling.nothing())
        .with(prefix + "Phone", spelling.nothing())
        .with(prefix + "Email", spelling.nothing())
        .with(prefix + "Address", null)
        .with(prefix + "IsGuardian", null);
  }
}
