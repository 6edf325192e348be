package dev.runbook.yaml;

/// A text that is written as lines below a `|`, where YAML allows it.
public record BlockText(String text) {
  @Override
  public String toString() {
    return text;
  }
}
