package io.tributary.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A page's template, with the styles that all pages share; escapes what it is given. Thread-safe.
 */
final class PageTemplate {

  private final Template template;

  /** The template in that file beside this class. */
  PageTemplate(String file) {
    try (Reader reader = open(file)) {
      template =
          Mustache.compiler()
              .escapeHTML(true)
              .emptyStringIsFalse(true)
              .withLoader(PageTemplate::open)
              .compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reader open(String file) {
    InputStream in = PageTemplate.class.getResourceAsStream(file);
    if (in == null) {
      throw new IllegalStateException(file + " is not on the class path");
    }
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  void write(Object page, Writer out) throws IOException {
    try {
      template.execute(page, out);
    } catch (MustacheException e) {
      if (e.getCause() instanceof IOException unwritten) {
        throw unwritten;
      }
      throw e;
    }
  }
}
