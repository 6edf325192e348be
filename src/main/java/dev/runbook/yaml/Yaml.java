package dev.runbook.yaml;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads YAML 1.1 as PyYAML does, which is what Ansible's files are written in. */
public final class Yaml {
  private Yaml() {}

  /**
   * The documents of a text; empty documents are null.
   *
   * @param file how the text is called in messages
   * @param duplicate receives (place, text) for a key that stands twice in a mapping; the last one
   *     counts
   */
  public static List<@Nullable Node> documents(
      String text, String file, BiConsumer<Source, String> duplicate) {
    return new Composer(text, file, duplicate).documents();
  }

  /** The only document of a text, or null when there is nothing in it. */
  public static @Nullable Node parse(
      String text, String file, BiConsumer<Source, String> duplicate) {
    try {
      return onlyDocument(text, file, duplicate);
    } catch (ParseError e) {
      throw file.endsWith(".json") ? asJson(text, file, e) : e;
    }
  }

  /** What is wrong with a file that is meant to be JSON is told in JSON's terms. */
  private static ParseError asJson(String text, String file, ParseError asYaml) {
    try {
      Json.parse(text);
      return asYaml;
    } catch (JsonError e) {
      return new ParseError(
          new Source(file, e.line(), e.column()), "JSON: " + e.getMessage(), asYaml.hint());
    }
  }

  private static @Nullable Node onlyDocument(
      String text, String file, BiConsumer<Source, String> duplicate) {
    var documents = documents(text, file, duplicate);
    if (documents.size() > 1) {
      throw new ParseError(
          new Source(file, 0, 0),
          "expected a single document in the stream, but found " + documents.size(),
          "Keep one document in the file: remove the second '---'.");
    }
    return documents.isEmpty() ? null : documents.getFirst();
  }

  /** Reads a file as UTF-8 text. */
  public static String read(Path file, String shown) {
    try {
      var bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ParseError(
          new Source(shown, 0, 0), "the file is not valid UTF-8", "Save it as UTF-8.");
    } catch (NoSuchFileException e) {
      throw new ParseError(new Source(shown, 0, 0), "the file does not exist");
    } catch (IOException e) {
      throw new ParseError(new Source(shown, 0, 0), "cannot be read: " + e.getMessage());
    }
  }
}
