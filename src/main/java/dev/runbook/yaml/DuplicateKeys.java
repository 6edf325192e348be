package dev.runbook.yaml;

import java.util.function.BiConsumer;

/** What a key that stands twice in one mapping is: the setting {@code DUPLICATE_YAML_DICT_KEY}. */
public enum DuplicateKeys {
  WARN,
  ERROR,
  IGNORE;

  /**
   * What {@link Yaml} is to call for such keys.
   *
   * @param warn receives (place, text)
   */
  public BiConsumer<Source, String> told(BiConsumer<Source, String> warn) {
    return switch (this) {
      case WARN -> (at, text) -> warn.accept(at, text + ". Using last defined value only.");
      case ERROR ->
          (at, text) -> {
            throw new ParseError(at, text, "Remove one of the two.");
          };
      case IGNORE -> (_, _) -> {};
    };
  }
}
