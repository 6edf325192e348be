package dev.runbook.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host as it is written: a name, an IPv4 or IPv6 address, in which parts may be ranges such as
/// `[01:20]`, with or without a port.
///
/// @param host without the port and without the brackets that a port asks for around IPv6
/// @param port or null
record HostAddress(String host, @Nullable Integer port) {
  private static final Pattern BRACKETED_PORT = Pattern.compile("\\[(.+)]:([0-9]+)");
  private static final Pattern PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^]]*])*):([0-9]+)");

  private static final String RANGE = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?]";
  private static final String LABEL = "(?:\\w|" + RANGE + ")(?:[\\w-]|" + RANGE + ")*(?<![_-])";
  private static final Pattern NAME =
      Pattern.compile(
          LABEL + "(?:\\." + LABEL + ")*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern HEX =
      Pattern.compile(
          "[0-9a-f]{1,4}|\\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?]", Pattern.CASE_INSENSITIVE);
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:[0-9]{1,3}|\\[[0-9]+:[0-9]+(?::[0-9]+)?])(?:\\.(?!$)|$)){4}");

  /// Takes a written host apart; null when it is nothing that Ansible takes for one.
  static @Nullable HostAddress parse(String written) {
    var host = written;
    Integer port = null;
    for (var form : List.of(BRACKETED_PORT, PORT)) {
      var match = form.matcher(host);
      if (match.matches()) {
        var number = match.group(2);
        if (number.length() > 9) {
          return null;
        }
        host = match.group(1);
        port = Integer.valueOf(number);
      }
    }
    return NAME.matcher(host).matches() || isIpv6(host) ? new HostAddress(host, port) : null;
  }

  boolean hasRange() {
    return host.indexOf('[') >= 0;
  }

  private static boolean isIpv6(String text) {
    if (text.indexOf(':') < 0) {
      return false;
    }
    var gap = text.indexOf("::");
    if (gap < 0) {
      return units(text) == 8;
    }
    var before = text.substring(0, gap);
    var after = text.substring(gap + 2);
    var left = before.isEmpty() ? 0 : units(before);
    var right = after.isEmpty() ? 0 : units(after);
    return left >= 0 && right >= 0 && left + right <= 7;
  }

  /// How many 16-bit units a run of them has, without `::`; -1 when it is none.
  private static int units(String run) {
    var parts = split(run);
    var count = 0;
    for (var i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      if (HEX.matcher(part).matches()) {
        count++;
      } else if (i == parts.size() - 1 && IPV4.matcher(part).matches()) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }

  /// Splits at the colons that are outside of ranges.
  private static List<String> split(String run) {
    var parts = new ArrayList<String>();
    var from = 0;
    var depth = 0;
    for (var i = 0; i < run.length(); i++) {
      switch (run.charAt(i)) {
        case '[' -> depth++;
        case ']' -> depth--;
        case ':' -> {
          if (depth == 0) {
            parts.add(run.substring(from, i));
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(run.substring(from));
    return parts;
  }
}
