package io.tributary.demo;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Pools of invented names and words, drawn once a district: the faker is too slow to be asked for
 * each of a million values.
 */
final class People {

  /** Names that test whoever says that text is text: accents, other scripts, emoji. */
  private static final List<String> UNUSUAL =
      List.of(
          "Zoë",
          "José",
          "Nguyễn",
          "Søren",
          "D'Angelo",
          "Anne-Marie",
          "محمد",
          "דניאל",
          "小明",
          "Sky🌈");

  private final List<String> firstNames;
  private final List<String> lastNames;
  private final List<String> streets;
  private final List<String> cities;
  private final List<String> countries;
  private final List<String> sentences;

  People(DistrictPlan plan) {
    Faker faker = new Faker(Locale.US, new Random(Dice.seed(plan, "people")));
    this.firstNames = draw(500, () -> faker.name().firstName(), UNUSUAL);
    this.lastNames = draw(700, () -> faker.name().lastName(), UNUSUAL);
    this.streets = draw(300, () -> faker.address().streetName(), List.of());
    this.cities = draw(60, () -> faker.address().cityName(), List.of());
    this.countries = draw(40, () -> faker.country().name(), List.of());
    this.sentences =
        draw(
            200,
            () -> faker.lorem().sentence(),
            List.of(
                "Great progress 🎉👩‍🏫 this term!",
                "التقدم ممتاز هذا الفصل.",
                "Cafe\u0301 trip: nin\u0303os enjoyed it.",
                "Called home; “left a message” — will retry."));
  }

  String firstName(Dice dice) {
    return dice.pick(firstNames);
  }

  String lastName(Dice dice) {
    return dice.pick(lastNames);
  }

  String city(Dice dice) {
    return dice.pick(cities);
  }

  String country(Dice dice) {
    return dice.pick(countries);
  }

  String sentence(Dice dice) {
    return dice.pick(sentences);
  }

  String street(Dice dice) {
    return dice.between(1, 9_999) + " " + dice.pick(streets);
  }

  static String zip(Dice dice) {
    return String.valueOf(dice.between(10_000, 99_999));
  }

  static String phone(Dice dice) {
    return "(" + dice.between(201, 989) + ") 555-" + dice.between(1_000, 9_999);
  }

  /** An address that belongs to nobody: the domain is reserved for examples. */
  static String email(Dice dice) {
    return "person" + dice.between(1, 999_999) + "@example.org";
  }

  private static List<String> draw(int count, Supplier<String> source, List<String> more) {
    return Stream.concat(Stream.generate(source).limit(count), more.stream()).toList();
  }
}
