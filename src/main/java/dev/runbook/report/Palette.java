package dev.runbook.report;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which colours there are on a terminal: by the names and numbers of Ansible's settings. */
public final class Palette {
  private static final Pattern NUMBERED =
      Pattern.compile("color(\\d+)|rgb(\\d)(\\d)(\\d)|gray(\\d+)");
  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("black", "0;30"),
          Map.entry("bright gray", "0;37"),
          Map.entry("blue", "0;34"),
          Map.entry("white", "1;37"),
          Map.entry("green", "0;32"),
          Map.entry("bright blue", "1;34"),
          Map.entry("cyan", "0;36"),
          Map.entry("bright green", "1;32"),
          Map.entry("red", "0;31"),
          Map.entry("bright cyan", "1;36"),
          Map.entry("purple", "0;35"),
          Map.entry("bright red", "1;31"),
          Map.entry("yellow", "0;33"),
          Map.entry("bright purple", "1;35"),
          Map.entry("dark gray", "1;30"),
          Map.entry("bright yellow", "1;33"),
          Map.entry("magenta", "0;35"),
          Map.entry("bright magenta", "1;35"),
          Map.entry("normal", "0"));

  /** What a colour says. */
  public enum Colour {
    OK("green"),
    CHANGED("yellow"),
    ERROR("red"),
    UNREACHABLE("bright red"),
    SKIP("cyan"),
    INCLUDED("cyan"),
    WARN("bright purple"),
    DEPRECATE("purple"),
    DEBUG("dark gray"),
    VERBOSE("blue"),
    DIFF_ADD("green"),
    DIFF_REMOVE("red"),
    DIFF_LINES("cyan"),
    NONE("");

    private final String usual;

    Colour(String usual) {
      this.usual = usual;
    }
  }

  private final Map<Colour, String> codes = new EnumMap<>(Colour.class);

  /**
   * The colours that settings name.
   *
   * @param named the name of a colour by {@code OK}, {@code DIFF_ADD} ..., or null where the usual
   *     one is meant
   */
  public Palette(Function<String, @Nullable String> named) {
    for (var colour : Colour.values()) {
      if (colour != Colour.NONE) {
        var name = named.apply(colour.name());
        codes.put(colour, code(name == null ? colour.usual : name));
      }
    }
  }

  /** The usual colours. */
  public static Palette usual() {
    return new Palette(_ -> null);
  }

  /** Ansible's {@code parsecolor}: a name, {@code colorN}, {@code rgbRGB} or {@code grayN}. */
  private static String code(String name) {
    var word = name.strip().toLowerCase(Locale.ROOT);
    var numbered = NUMBERED.matcher(word);
    if (numbered.matches()) {
      var number =
          numbered.group(1) != null
              ? Integer.parseInt(numbered.group(1))
              : numbered.group(5) != null
                  ? 232 + Integer.parseInt(numbered.group(5))
                  : 16
                      + 36 * Integer.parseInt(numbered.group(2))
                      + 6 * Integer.parseInt(numbered.group(3))
                      + Integer.parseInt(numbered.group(4));
      return "38;5;" + number;
    }
    return CODES.getOrDefault(word, "0");
  }

  /** Text in a colour, each line for itself. */
  String paint(String text, Colour colour) {
    var code = codes.get(colour);
    if (code == null) {
      return text;
    }
    var painted = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      if (!painted.isEmpty()) {
        painted.append('\n');
      }
      painted.append("\033[").append(code).append('m').append(line).append("\033[0m");
    }
    return painted.toString();
  }
}
