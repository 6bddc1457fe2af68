package io.tributary.report;

import java.util.stream.Collectors;

/** A page as a person reads it aloud: a line a paragraph or row, without styles and markup. */
final class ReadAloud {

  private ReadAloud() {}

  static String text(String page) {
    String body = page.substring(page.indexOf("<body>"));
    return body.replaceAll("\\s+", " ")
        .replaceAll("</(td|th|dt)> ?", " | ")
        .replaceAll("<(/(p|h[1-6]|li|tr|dd|summary|ul|nav|details)|br)[^>]*>", "\n")
        .replaceAll("<[^>]*>", "")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&#x3D;", "=")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .lines()
        .map(line -> line.strip().replaceAll(" +", " ").replaceAll(" ?\\|$", ""))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
