package dev.runbook.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// TOML text to the values that {@link Json} gives; dates and times are the text that they stand
/// in.
public final class Toml {
  private static final TomlFactory FACTORY = new TomlFactory();

  private Toml() {}

  /// The table of a whole text.
  ///
  /// @throws JsonError where it is no TOML
  public static @Nullable Object parse(String text) {
    try (var parser = FACTORY.createParser(text)) {
      return Json.whole(parser);
    } catch (JsonProcessingException e) {
      throw Json.error(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
