package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The process of one case: does a round each time a line comes in, and answers with a line. */
public final class CaseWorker {

  /** What the answers begin with, to tell them from logs. */
  static final String ANSWER = "@@";

  /** What the worker has to do. */
  record Order(BenchCase which, Sites sites) {}

  private CaseWorker() {}

  /** Takes its order, as JSON, as the only argument. */
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Order order = json.readValue(args[0], Order.class);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (CaseHere work = new CaseHere(order.which(), order.sites())) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Object answer =
            switch (line) {
              case "prepare" -> {
                work.prepare();
                yield "prepared";
              }
              case "round" -> work.round();
              default -> throw new IllegalArgumentException(line);
            };
        System.out.println(ANSWER + json.writeValueAsString(answer));
      }
    }
    System.exit(0);
  }
}
