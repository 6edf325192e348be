package dev.runbook.yaml;

import org.jspecify.annotations.Nullable;

/// A text that is written as lines below a `|`, where YAML allows it.
///
/// @param tag stands before it, or null
public record BlockText(@Nullable String tag, String text) {
  public BlockText(String text) {
    this(null, text);
  }

  @Override
  public String toString() {
    return text;
  }
}
