package dev.runbook.json;

import org.jspecify.annotations.Nullable;

/// How JSON is written; the parts are the options of Python's `json.dumps`.
///
/// @param indent what one level is indented by, or null for everything on one line
/// @param itemSeparator between items, without the line break that an indent adds
/// @param keySeparator between a key and its value
/// @param keys whether keys are sorted
/// @param letters whether everything outside ASCII is escaped
public record JsonStyle(
    @Nullable String indent,
    String itemSeparator,
    String keySeparator,
    Keys keys,
    Letters letters) {

  /// The order of a map's keys.
  public enum Keys {
    AS_THEY_COME,
    SORTED
  }

  /// What happens to characters outside ASCII.
  public enum Letters {
    ESCAPED,
    KEPT
  }

  /// `json.dumps(x)`
  public static final JsonStyle PYTHON =
      new JsonStyle(null, ", ", ": ", Keys.AS_THEY_COME, Letters.ESCAPED);

  /// No white space at all, letters as they are: for wires and files of our own.
  public static final JsonStyle COMPACT =
      new JsonStyle(null, ",", ":", Keys.AS_THEY_COME, Letters.KEPT);

  /// `json.dumps(x, indent=4, sort_keys=True)`, as Ansible prints results.
  public static final JsonStyle PRETTY =
      new JsonStyle("    ", ",", ": ", Keys.SORTED, Letters.ESCAPED);
}
