package dev.runbook.template.lookups;

import dev.runbook.template.value.Csv;
import dev.runbook.template.value.Raised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `csvfile`: a column of the row whose key column has the wanted value.
final class CsvLookup implements Lookup {
  private static final List<String> OPTIONS =
      List.of("col", "keycol", "default", "delimiter", "file", "encoding");

  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow(OPTIONS.toArray(String[]::new));
    if (r.terms().isEmpty()) {
      throw Raised.lookup("Search key is required but was not found");
    }
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var inline = KeyValues.parse(term);
      if (inline.rest().isEmpty()) {
        throw Raised.lookup("Search key is required but was not found");
      }
      var options = new HashMap<>(r.options());
      for (var entry : inline.values().entrySet()) {
        if (!OPTIONS.contains(entry.getKey())) {
          throw Raised.lookup(entry.getKey() + " is not a valid option");
        }
        options.put(entry.getKey(), entry.getValue());
      }
      var value = one(inline.rest(), new Request(r.name(), List.of(), options, r.context()));
      if (value instanceof List<?> list) {
        found.addAll(list);
      } else if (value != null) {
        found.add(value);
      }
    }
    return found;
  }

  private static @Nullable Object one(String key, Request r) {
    var file = r.text("file", "ansible.csv");
    var path = Files.find(file, "files", r.context().surroundings());
    if (path == null) {
      throw Raised.lookup("csvfile: No such file or directory: '" + file + "'");
    }
    var delimiter = r.text("delimiter", "\t");
    var separator = delimiter.equals("TAB") || delimiter.equals("\\t") ? '\t' : delimiter.charAt(0);
    var keyColumn = number(r, "keycol", 0);
    for (var row : Csv.rows(Files.text(path, r.text("encoding", "utf-8")), separator, false)) {
      if (row.size() > keyColumn && row.get(keyColumn).equals(key)) {
        var column = number(r, "col", 1); // nobody looks at it before, "col=2," may be written
        if (column >= row.size()) {
          throw Raised.lookup("csvfile: list index out of range");
        }
        return row.get(column);
      }
    }
    return r.option("default");
  }

  private static int number(Request r, String key, int byDefault) {
    var text = r.text(key, Integer.toString(byDefault));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Raised.lookup("csvfile: invalid literal for int() with base 10: '" + text + "'");
    }
  }
}
