package dev.runbook.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One requirement as pip takes it: `Django`, `Django>=4,<5`, `pkg[extra]==1.0`, a path or URL.
///
/// @param name in the normal form of PEP 503; the whole text when it is no plain requirement
/// @param conditions `>=4`, `<5`
record PipRequirement(String text, String name, List<String> conditions) {
  private static final Pattern PLAIN =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(?:\\[[^]]*])?\\s*((?:[<>=!~].*)?)");
  private static final Pattern CONDITION = Pattern.compile("([<>=!~]=?=?)\\s*([^,\\s]+)");

  static PipRequirement of(String text) {
    var plain = PLAIN.matcher(text.strip());
    if (!plain.matches()) {
      return new PipRequirement(text, text, List.of());
    }
    var conditions = new ArrayList<String>();
    var condition = CONDITION.matcher(plain.group(2));
    while (condition.find()) {
      conditions.add(condition.group(1) + condition.group(2));
    }
    return new PipRequirement(text, normal(plain.group(1)), conditions);
  }

  static String normal(String name) {
    return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }

  /// Puts together what a list was split at: `django>1.11.1`, `<1.11.3` are one requirement.
  static List<PipRequirement> all(List<String> names) {
    var texts = new ArrayList<String>();
    for (var name : names) {
      for (var part : name.split(",(?![^\\[]*])")) {
        var again = part.strip().matches("[<>=!~]=?.*");
        if (again && !texts.isEmpty()) {
          texts.add(texts.removeLast() + "," + part.strip());
        } else {
          texts.add(part.strip());
        }
      }
    }
    return texts.stream().map(PipRequirement::of).toList();
  }

  boolean accepts(String version) {
    for (var condition : conditions) {
      var m = CONDITION.matcher(condition);
      if (!m.matches() || !accepts(m.group(1), m.group(2), version)) {
        return false;
      }
    }
    return true;
  }

  private static boolean accepts(String relation, String wanted, String version) {
    var prefix = wanted.endsWith(".*") ? wanted.substring(0, wanted.length() - 1) : null;
    var order = compare(version, wanted);
    return switch (relation) {
      case "==" -> prefix == null ? order == 0 : (version + ".").startsWith(prefix);
      case "!=" -> prefix == null ? order != 0 : !(version + ".").startsWith(prefix);
      case ">=" -> order >= 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case "<" -> order < 0;
      case "~=" -> {
        var dot = wanted.lastIndexOf('.');
        yield order >= 0 && dot > 0 && (version + ".").startsWith(wanted.substring(0, dot + 1));
      }
      default -> version.equals(wanted);
    };
  }

  /// By PEP 440: numbers between dots, `dev` and `a b rc` before the release, `post` after it.
  static int compare(String a, String b) {
    var left = parts(a);
    var right = parts(b);
    for (var i = 0; i < Math.max(left.size(), right.size()); i++) {
      var order =
          Long.compare(i < left.size() ? left.get(i) : 0, i < right.size() ? right.get(i) : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static List<Long> parts(String version) {
    var parts = new ArrayList<Long>();
    var piece =
        Pattern.compile("\\d+|[a-z]+")
            .matcher(version.toLowerCase(Locale.ROOT).replaceFirst("^v", ""));
    while (piece.find()) {
      parts.add(
          switch (piece.group()) {
            case "dev" -> -4L;
            case "a", "alpha" -> -3L;
            case "b", "beta" -> -2L;
            case "c", "rc", "pre" -> -1L;
            case "post" -> 1L;
            default ->
                Character.isDigit(piece.group().charAt(0)) ? Long.parseLong(piece.group()) : 0L;
          });
    }
    return parts;
  }
}
