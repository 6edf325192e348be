package dev.runbook.modules;

import dev.runbook.regex.Glob;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One item of `name`: `foo`, `foo:i386`, `foo=1.0*`, `foo>=1.0`.
///
/// @param text as it was written
/// @param relation `=`, `>=`, or null for any version
record AptWanted(String text, String name, @Nullable String relation, @Nullable String version) {
  private static final Pattern RELATION = Pattern.compile(">?=");

  static AptWanted of(String text) {
    var relation = RELATION.matcher(text);
    return relation.find()
        ? new AptWanted(
            text,
            text.substring(0, relation.start()),
            relation.group(),
            text.substring(relation.end()))
        : new AptWanted(text, text, null, null);
  }

  boolean accepts(String candidate) {
    if (relation == null || version == null) {
      return true;
    }
    return relation.equals("=")
        ? Glob.of(version).matches(candidate)
        : DebianVersion.compare(candidate, version) >= 0;
  }
}
