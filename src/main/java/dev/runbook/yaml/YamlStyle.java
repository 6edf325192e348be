package dev.runbook.yaml;

/// How YAML is written; the parts are options of PyYAML's `dump`.
///
/// @param indent blanks per level
/// @param width the column after which long texts are folded
public record YamlStyle(int indent, int width, Flow flow, Keys keys, Start start) {
  /// Which collections are written in brackets.
  public enum Flow {
    NEVER,
    ALWAYS,
    /// those that hold only scalars
    INNERMOST
  }

  /// The order of a map's keys.
  public enum Keys {
    AS_THEY_COME,
    SORTED
  }

  /// Whether `---` stands before the document.
  public enum Start {
    BARE,
    MARKED
  }

  /// `yaml.dump(x, default_flow_style=False)`
  public static final YamlStyle BLOCK = new YamlStyle(2, 80, Flow.NEVER, Keys.SORTED, Start.BARE);
}
