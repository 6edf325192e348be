package dev.runbook.template.tests;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.LooseVersion;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `version` test: loose, strict, semantic and PEP 440 versions.
final class Versions {
  private static final Pattern STRICT =
      Pattern.compile("(\\d+) \\. (\\d+) (\\. (\\d+))? ([ab](\\d+))?", Pattern.COMMENTS);
  private static final Pattern SEMANTIC =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");
  private static final Pattern PEP =
      Pattern.compile(
          "v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\\d*))?"
              + "(?:-(\\d+)|[-_.]?(?:post|rev|r)[-_.]?(\\d*))?(?:[-_.]?dev[-_.]?(\\d*))?(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
          Pattern.CASE_INSENSITIVE);

  private Versions() {}

  static boolean compare(@Nullable Object value, Args a) {
    if (!Values.truth(value)) {
      throw Raised.filter("Input version value cannot be empty");
    }
    if (!a.truth(0)) {
      throw Raised.filter("Version parameter to compare against cannot be empty");
    }
    if (a.at(2) != null && a.at(3) != null) {
      throw Raised.filter("Cannot specify both 'strict' and 'version_type'");
    }
    var type = a.at(3) != null ? a.string(3) : a.truth(2) ? "strict" : "loose";
    var left = Text.str(value);
    var right = a.string(0);
    int order;
    try {
      order =
          switch (type) {
            case "loose" -> LooseVersion.compare(left, right);
            case "strict" -> compareLists(strict(left), strict(right));
            case "semver", "semantic" -> semantic(left, right);
            case "pep440" -> compareLists(pep(left), pep(right));
            default ->
                throw Raised.filter(
                    "Invalid version type ("
                        + type
                        + "). Must be one of 'loose', 'strict', 'semver', 'semantic', 'pep440'");
          };
    } catch (Raised e) {
      throw type.matches("loose|strict|semver|semantic|pep440")
          ? Raised.filter("Version comparison failed: " + e.text())
          : e;
    }
    return switch (a.string(1)) {
      case "==", "=", "eq" -> order == 0;
      case "<", "lt" -> order < 0;
      case "<=", "le" -> order <= 0;
      case ">", "gt" -> order > 0;
      case ">=", "ge" -> order >= 0;
      case "!=", "<>", "ne" -> order != 0;
      default ->
          throw Raised.filter(
              "Invalid operator type ("
                  + a.string(1)
                  + "). Must be one of '==', '=', 'eq', '<', 'lt', '<=', 'le', '>', 'gt', '>=',"
                  + " 'ge', '!=', '<>', 'ne'");
    };
  }

  private static int compareLists(List<BigInteger> a, List<BigInteger> b) {
    for (var i = 0; i < Math.max(a.size(), b.size()); i++) {
      var order = part(a, i).compareTo(part(b, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static BigInteger part(List<BigInteger> all, int index) {
    return index < all.size() ? all.get(index) : BigInteger.ZERO;
  }

  private static BigInteger number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
  }

  private static List<BigInteger> strict(String text) {
    var match = STRICT.matcher(text);
    if (!match.matches()) {
      throw Raised.of("invalid version number '" + text + "'");
    }
    var parts = new ArrayList<BigInteger>();
    parts.add(number(match.group(1)));
    parts.add(number(match.group(2)));
    parts.add(number(match.group(4)));
    // A release comes after its alphas and betas.
    var pre = match.group(5);
    parts.add(BigInteger.valueOf(pre == null ? 2 : pre.startsWith("b") ? 1 : 0));
    parts.add(number(match.group(6)));
    return parts;
  }

  private static Matcher semanticMatch(String text) {
    var match = SEMANTIC.matcher(text);
    if (!match.matches()) {
      throw Raised.of("invalid semantic version '" + text + "'");
    }
    return match;
  }

  private static int semantic(String left, String right) {
    var a = semanticMatch(left);
    var b = semanticMatch(right);
    for (var i = 1; i <= 3; i++) {
      var order = number(a.group(i)).compareTo(number(b.group(i)));
      if (order != 0) {
        return order;
      }
    }
    if (a.group(4) == null || b.group(4) == null) {
      return Boolean.compare(a.group(4) == null, b.group(4) == null);
    }
    var x = a.group(4).split("\\.", -1);
    var y = b.group(4).split("\\.", -1);
    for (var i = 0; i < Math.min(x.length, y.length); i++) {
      var first = x[i].matches("\\d+");
      var second = y[i].matches("\\d+");
      var order =
          first && second
              ? number(x[i]).compareTo(number(y[i]))
              : first != second ? (first ? -1 : 1) : x[i].compareTo(y[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(x.length, y.length);
  }

  /// PEP 440 as numbers that compare part by part; eight release parts are enough.
  private static List<BigInteger> pep(String text) {
    var match = PEP.matcher(text.strip());
    if (!match.matches()) {
      throw Raised.of("Invalid version: '" + text + "'");
    }
    var parts = new ArrayList<BigInteger>();
    parts.add(number(match.group(1)));
    var release = match.group(2).split("\\.", -1);
    for (var i = 0; i < 8; i++) {
      parts.add(i < release.length ? number(release[i]) : BigInteger.ZERO);
    }
    var pre = match.group(3);
    var post = match.group(5) != null || match.group(6) != null;
    var dev = match.group(7) != null;
    parts.add(
        BigInteger.valueOf(
            pre == null
                ? (dev && !post ? 0 : 4)
                : switch (pre.toLowerCase(java.util.Locale.ROOT)) {
                  case "a", "alpha" -> 1;
                  case "b", "beta" -> 2;
                  default -> 3;
                }));
    parts.add(number(match.group(4)));
    parts.add(BigInteger.valueOf(post ? 1 : 0));
    parts.add(number(match.group(5) != null ? match.group(5) : match.group(6)));
    parts.add(BigInteger.valueOf(dev ? 0 : 1));
    parts.add(number(match.group(7)));
    return parts;
  }
}
