package dev.runbook.inventory;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expands ranges in host names: `db-[a:f]`, `web[01:20:2].example.org`, several of them too.
final class HostRange {
  /// More hosts than this in one line are surely a slip of the pen.
  private static final int LIMIT = 1_000_000;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Source at;
  private final List<String> found = new ArrayList<>();

  private HostRange(Source at) {
    this.at = at;
  }

  /// What one written host means.
  ///
  /// @param names one or more host names
  /// @param port for all of them, or null
  record Hosts(List<String> names, @Nullable Integer port) {}

  /// The hosts of a pattern such as `web[1:3]:2222`.
  static Hosts hosts(String pattern, Source at) {
    var address = HostAddress.parse(pattern);
    var name = address == null ? pattern : address.host();
    var range = new HostRange(at);
    range.expand("", name);
    return new Hosts(range.found, address == null ? null : address.port());
  }

  private void expand(String done, String rest) {
    var open = rest.indexOf('[');
    if (open < 0) {
      if (found.size() == LIMIT) {
        throw error("more than " + LIMIT + " hosts in one range");
      }
      found.add(done + rest);
      return;
    }
    var close = rest.indexOf(']');
    if (close < open) {
      throw error("host range has no end: '" + rest + "'");
    }
    var head = done + rest.substring(0, open);
    var tail = rest.substring(close + 1);
    var bounds = rest.substring(open + 1, close).split(":", -1);
    if (bounds.length != 2 && bounds.length != 3) {
      throw error("host range must be begin:end or begin:end:step");
    }
    var begin = bounds[0].isEmpty() ? "0" : bounds[0];
    var end = bounds[1];
    if (end.isEmpty()) {
      throw error("host range must specify end value");
    }
    var step = bounds.length == 3 ? number(bounds[2]) : 1;
    if (step <= 0) {
      throw error("host range must have a step of 1 or more");
    }
    var width = begin.length() > 1 && begin.charAt(0) == '0' ? begin.length() : 0;
    if (width > 0 && width != end.length()) {
      throw error("host range must specify equal-length begin and end formats");
    }
    var first = LETTERS.indexOf(begin);
    var last = LETTERS.indexOf(end);
    if (first >= 0 && last >= 0) {
      if (first > last) {
        throw error("host range must have begin <= end");
      }
      for (var i = first; i <= last; i += step) {
        expand(head + LETTERS.charAt(i), tail);
      }
      return;
    }
    var to = number(end);
    for (long i = number(begin); i <= to; i += step) {
      var digits = Long.toString(i);
      expand(head + "0".repeat(Math.max(0, width - digits.length())) + digits, tail);
    }
  }

  private int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException _) {
      throw error("host range has neither numbers nor letters as bounds: '" + text + "'");
    }
  }

  private ParseError error(String message) {
    return new ParseError(at, message, "Ranges look like web[01:20], db-[a:f] or web[1:9:2].");
  }
}
