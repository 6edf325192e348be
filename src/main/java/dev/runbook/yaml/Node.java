package dev.runbook.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML document with the place where it was written. */
public sealed interface Node {
  Source at();

  /** How a scalar was written. */
  enum Style {
    PLAIN,
    QUOTED,
    BLOCK
  }

  /**
   * @param value String, Long, BigInteger, Double, Boolean or null, as PyYAML would construct it
   * @param text as written, escapes and folding resolved
   * @param tag an explicit tag such as {@code !vault}, or null
   * @param at where the text begins: inside the quotes, on the first line of a block
   */
  record Scalar(@Nullable Object value, String text, Style style, @Nullable String tag, Source at)
      implements Node {}

  /** A list. */
  record Sequence(List<Node> items, Source at) implements Node {}

  /** A mapping, its merge keys ({@code <<}) already applied, of equal keys the last one kept. */
  record Mapping(List<Entry> entries, Source at) implements Node {

    /** The value of a key that is a text, or null. */
    public @Nullable Node get(String key) {
      for (var entry : entries) {
        if (entry.name().equals(key)) {
          return entry.value();
        }
      }
      return null;
    }
  }

  /** A key with its value. */
  record Entry(Scalar key, Node value) {
    /** The key as text. */
    public String name() {
      return key.text();
    }
  }
}
