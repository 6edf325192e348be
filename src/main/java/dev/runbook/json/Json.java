package dev.runbook.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON text to values and back.
///
/// The values are `String, Boolean, Long, BigInteger, Double`, `ArrayList`, `LinkedHashMap` with
/// string keys, and null. As in Python, `NaN`, `Infinity` and `-Infinity` are numbers, and of equal
/// keys the last one counts.
public final class Json {
  /// Deeper text is refused, so that nothing which walks the values runs out of stack.
  public static final int MAX_DEPTH = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(10_000)
                  .build())
          .build();

  private Json() {}

  /// The value of a whole text.
  ///
  /// @throws JsonError where it is not one JSON value
  public static @Nullable Object parse(String text) {
    try (var parser = FACTORY.createParser(text)) {
      return whole(parser);
    } catch (JsonProcessingException e) {
      throw error(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonError error(JsonProcessingException e) {
    var at = e.getLocation();
    return new JsonError(
        e.getOriginalMessage()
            .replaceAll(" ?\\((start marker|for \\w+ starting) at [^)]*\\)[^)]*\\)", ""),
        at == null ? 1 : at.getLineNr(),
        at == null ? 1 : at.getColumnNr());
  }

  static @Nullable Object whole(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw new JsonError("Expecting value: line 1 column 1 (char 0)", 1, 1);
    }
    var value = tree(parser);
    if (parser.nextToken() != null) {
      var at = parser.currentTokenLocation();
      throw new JsonError("Extra data", at.getLineNr(), at.getColumnNr());
    }
    return value;
  }

  /// The text of a value in a style. Maps, lists, strings, numbers, booleans and null have JSON's
  /// form; every other value is written as the string that its `toString` gives.
  public static String write(@Nullable Object value, JsonStyle style) {
    var out = new StringBuilder();
    new JsonWriter(style, out).value(value, 0);
    return out.toString();
  }

  /// The shortest text that reads back as the same number, as Python's `repr(float)` gives it.
  public static String number(double value) {
    return Doubles.text(value);
  }

  private sealed interface Open {
    record Items(List<@Nullable Object> list) implements Open {}

    record Entries(Map<String, @Nullable Object> map) implements Open {}
  }

  private static @Nullable Object tree(JsonParser parser) throws IOException {
    var open = new ArrayList<Open>();
    var token = parser.currentToken();
    while (true) {
      @Nullable Object value;
      if (token == JsonToken.FIELD_NAME) {
        token = parser.nextToken();
        continue;
      }
      if (token == JsonToken.START_OBJECT) {
        open.add(new Open.Entries(new LinkedHashMap<>()));
        token = parser.nextToken();
        continue;
      }
      if (token == JsonToken.START_ARRAY) {
        open.add(new Open.Items(new ArrayList<>()));
        token = parser.nextToken();
        continue;
      }
      if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        value =
            switch (open.removeLast()) {
              case Open.Items items -> items.list();
              case Open.Entries entries -> entries.map();
            };
      } else {
        value = scalar(parser, token);
      }
      if (open.isEmpty()) {
        return value;
      }
      switch (open.getLast()) {
        case Open.Items items -> items.list().add(value);
        case Open.Entries entries -> entries.map().put(parser.currentName(), value);
      }
      token = parser.nextToken();
    }
  }

  private static @Nullable Object scalar(JsonParser parser, @Nullable JsonToken token)
      throws IOException {
    if (token == null) {
      throw new JsonError("unexpected end of text", 1, 1);
    }
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NUMBER_INT -> {
        var type = parser.getNumberType();
        if (type == JsonParser.NumberType.BIG_INTEGER) {
          yield parser.getBigIntegerValue();
        }
        yield parser.getLongValue();
      }
      default -> throw new JsonError("unexpected " + token, 1, 1);
    };
  }
}
