package dev.runbook.modules;

import org.jspecify.annotations.Nullable;

/// Options of curl, as its `-K -` reads them from standard input: no list of processes shows them.
final class CurlOptions {
  private final StringBuilder lines = new StringBuilder();

  CurlOptions flag(String name) {
    lines.append(name).append('\n');
    return this;
  }

  CurlOptions flag(String name, boolean wanted) {
    return wanted ? flag(name) : this;
  }

  /// An option with a value; none when that is null.
  CurlOptions with(String name, @Nullable String value) {
    if (value != null) {
      lines
          .append(name)
          .append(" = \"")
          .append(
              value
                  .replace("\\", "\\\\")
                  .replace("\"", "\\\"")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r")
                  .replace("\t", "\\t"))
          .append("\"\n");
    }
    return this;
  }

  String text() {
    return lines.toString();
  }
}
