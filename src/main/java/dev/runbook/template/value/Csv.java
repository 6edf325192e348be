package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.List;

/// Text with separated values, as Python's `csv` reads it.
public final class Csv {
  private Csv() {}

  /// The rows, each with its fields; an empty line is one empty field.
  ///
  /// @param skipsSpace whether spaces behind a separator are no part of the field
  public static List<List<String>> rows(String text, char separator, boolean skipsSpace) {
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var field = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          field.append(c);
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == separator) {
        row.add(field.toString());
        field.setLength(0);
      } else if (c == '\n') {
        row.add(field.toString());
        field.setLength(0);
        rows.add(row);
        row = new ArrayList<>();
      } else if (c != '\r' && !(skipsSpace && c == ' ' && field.isEmpty())) {
        field.append(c);
      }
    }
    if (!field.isEmpty() || !row.isEmpty()) {
      row.add(field.toString());
      rows.add(row);
    }
    return rows;
  }
}
