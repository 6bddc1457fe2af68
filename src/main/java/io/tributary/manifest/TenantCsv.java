package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads tenants from a CSV file into the form that they have inside a manifest, with the lines of
 * the CSV file, so that everything after it treats both alike. Spreadsheets' byte order mark,
 * blanks around cells and empty lines don't matter.
 */
final class TenantCsv {

  private static final List<String> NEEDED = List.of("id", "name", "zone", "url");
  private static final List<String> COLUMNS =
      List.of("id", "name", "zone", "url", "user", "password");
  private static final Set<String> OF_CONNECTION = Set.of("url", "user", "password");
  private static final JsonPointer TENANTS = JsonPointer.valueOf("/tenants");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .setTrim(true)
          .get();

  private final String file;
  private final Findings findings;
  private final TreeBuilder builder;
  private final ArrayNode tenants = JsonNodeFactory.instance.arrayNode();

  private TenantCsv(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
    this.builder = new TreeBuilder(file);
  }

  /**
   * The tenants of a file.
   *
   * @param csv the file
   * @param named where the manifest names it
   * @return a tree whose root is the list of tenants; empty if the file has no list to give
   */
  static Optional<SourceTree> read(Path csv, SourcePosition named, Findings findings) {
    return new TenantCsv(csv.toString(), findings).read(csv, named);
  }

  private Optional<SourceTree> read(Path csv, SourcePosition named) {
    String text;
    try {
      text = Files.readString(csv);
    } catch (IOException e) {
      findings.add(
          ManifestCode.FILE_UNREADABLE,
          named,
          "the file %s cannot be read: %s".formatted(file, ReadFailure.reason(e)),
          "the path is relative to the manifest");
      return Optional.empty();
    }
    return parse(text.startsWith("\uFEFF") ? text.substring(1) : text)
        ? Optional.of(builder.build(tenants))
        : Optional.empty();
  }

  private boolean parse(String text) {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      try {
        return rows(parser, records);
      } catch (UncheckedIOException | IllegalStateException e) {
        malformed(
            (int) parser.getCurrentLineNumber(),
            "this is not CSV: " + withoutPlace(e),
            "look at the quotes");
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutPlace(RuntimeException e) {
    return e.getMessage().contains("EOF")
        ? "a quote is not closed"
        : "a closing quote is followed by more than a comma";
  }

  private boolean rows(CSVParser parser, Iterator<CSVRecord> records) {
    if (!records.hasNext()) {
      malformed(1, "the file is empty", "the header is id,name,zone,url[,user,password]");
      return false;
    }
    List<String> header = records.next().toList();
    if (!isUsable(header, (int) parser.getCurrentLineNumber())) {
      return false;
    }
    if (!records.hasNext()) {
      malformed(1, "the file has no tenants", "add a row for each district below the header");
    }
    while (records.hasNext()) {
      CSVRecord row = records.next();
      int line = (int) parser.getCurrentLineNumber() - lineBreaksWithin(row);
      if (row.size() == header.size()) {
        add(header, row, line);
      } else {
        malformed(
            line,
            "this row has %d cells, but the header has %d".formatted(row.size(), header.size()),
            "leave a cell empty rather than out; a cell with a comma is put in quotes");
      }
    }
    return !tenants.isEmpty();
  }

  private boolean isUsable(List<String> header, int line) {
    boolean usable = true;
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!COLUMNS.contains(name)) {
        usable = false;
        malformed(
            line, "the column '%s' is not known".formatted(name), CloseWord.hint(name, COLUMNS));
      } else if (!seen.add(name)) {
        usable = false;
        malformed(line, "the column '%s' is there twice".formatted(name), "keep one of the two");
      }
    }
    for (String name : NEEDED) {
      if (!seen.contains(name)) {
        usable = false;
        malformed(
            line,
            "the column '%s' is missing".formatted(name),
            "the first line is the header: id,name,zone,url[,user,password]");
      }
    }
    return usable;
  }

  private void add(List<String> header, CSVRecord row, int line) {
    JsonPointer pointer = TENANTS.appendIndex(tenants.size());
    ObjectNode tenant = tenants.addObject();
    builder.place(pointer, line, 1, "");
    ObjectNode legacy = tenant.putObject("legacy");
    for (int i = 0; i < header.size(); i++) {
      String column = header.get(i);
      boolean inner = OF_CONNECTION.contains(column);
      JsonPointer cell =
          (inner ? pointer.appendProperty("legacy") : pointer).appendProperty(column);
      builder.place(cell, line, 1, column);
      if (!row.get(i).isEmpty()) {
        builder.write(cell, row.get(i));
        (inner ? legacy : tenant).put(column, row.get(i));
      }
    }
  }

  private static int lineBreaksWithin(CSVRecord row) {
    return (int) row.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
  }

  private void malformed(int line, String message, String hint) {
    findings.add(ManifestCode.CSV_MALFORMED, new SourcePosition(file, line, 1, ""), message, hint);
  }
}
