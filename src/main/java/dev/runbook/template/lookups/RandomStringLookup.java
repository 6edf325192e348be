package dev.runbook.template.lookups;

import dev.runbook.template.filters.PythonRandom;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `random_string` of community.general. With a seed it draws what Python draws.
final class RandomStringLookup implements Lookup {
  private static final String DIGITS = "0123456789";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String SPECIAL = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  private static final int MAX_LENGTH = 1_000_000;

  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow(
        "length",
        "upper",
        "lower",
        "numbers",
        "special",
        "min_numeric",
        "min_lower",
        "min_upper",
        "min_special",
        "override_special",
        "override_all",
        "ignore_similar_chars",
        "similar_chars",
        "base64",
        "seed");
    if (!r.terms().isEmpty()) {
      throw Raised.lookup("The lookup plugin does not accept positional arguments");
    }
    var seed = r.option("seed");
    var random = PythonRandom.of(seed == null ? null : Text.str(seed));
    var similar = r.truth("ignore_similar_chars", false) ? r.text("similar_chars", "il1LoO0") : "";
    var digits = without(DIGITS, similar);
    var lower = without(LOWER, similar);
    var upper = without(UPPER, similar);
    var special = r.text("override_special", "");
    special = special.isEmpty() ? without(SPECIAL, similar) : special;
    var out = new StringBuilder();
    var all = r.text("override_all", "");
    if (all.isEmpty()) {
      all =
          (r.truth("upper", true) ? upper : "")
              + (r.truth("lower", true) ? lower : "")
              + (r.truth("numbers", true) ? digits : "")
              + (r.truth("special", true) ? special : "");
      draw(random, digits, whole(r, "min_numeric", 0), out);
      draw(random, lower, whole(r, "min_lower", 0), out);
      draw(random, upper, whole(r, "min_upper", 0), out);
      draw(random, special, whole(r, "min_special", 0), out);
    }
    if (all.isEmpty()) {
      throw Raised.lookup("Available characters cannot be None, please change constraints");
    }
    draw(random, all, whole(r, "length", 8) - out.length(), out);
    if (seed == null) {
      shuffle(random, out);
    }
    var text = out.toString();
    return List.of(
        r.truth("base64", false)
            ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            : text);
  }

  private static String without(String letters, String unwanted) {
    var kept = new StringBuilder();
    letters.chars().filter(c -> unwanted.indexOf(c) < 0).forEach(c -> kept.append((char) c));
    return kept.toString();
  }

  private static int whole(Request r, String option, int byDefault) {
    var value = r.option(option);
    var number =
        value == null
            ? byDefault
            : value instanceof String text && text.matches("-?\\d{1,9}")
                ? Integer.parseInt(text)
                : Arithmetic.big(value).intValue();
    if (number > MAX_LENGTH) {
      throw Raised.limit("a random string of more than " + MAX_LENGTH + " characters");
    }
    return number;
  }

  private static void draw(PythonRandom random, String letters, int count, StringBuilder out) {
    for (var i = 0; i < count; i++) {
      if (letters.isEmpty()) {
        throw Raised.lookup("Available characters cannot be None, please change constraints");
      }
      out.append(letters.charAt(random.below(letters.length())));
    }
  }

  private static void shuffle(PythonRandom random, StringBuilder letters) {
    for (var i = letters.length() - 1; i > 0; i--) {
      var other = random.below(i + 1);
      var letter = letters.charAt(i);
      letters.setCharAt(i, letters.charAt(other));
      letters.setCharAt(other, letter);
    }
  }
}
