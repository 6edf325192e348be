package dev.runbook.module;

import java.util.regex.Pattern;

/// Permission bits as a task writes them: octal digits, a number, or symbols as for `chmod`
/// (`u=rw,g=r`, `+x`, `a+rX`).
///
/// Python's `int` rules apply to numbers: a YAML `0644` has become 420 before it comes here and is
/// taken as it is; a YAML `644` is a decimal number, and means 01204, in Ansible too.
public sealed interface FileMode {

  /// The bits that a path gets.
  ///
  /// @param now its bits, or those of a new one
  /// @param folder whether it is a folder, for `X`
  /// @param umask of the user on the host, for symbols without a user
  int bits(int now, boolean folder, int umask);

  /// The bits themselves.
  record Bits(int bits) implements FileMode {
    @Override
    public int bits(int now, boolean folder, int umask) {
      return bits;
    }
  }

  /// Symbols, such as `u=rw,g=r`.
  record Symbols(String text) implements FileMode {
    @Override
    public int bits(int now, boolean folder, int umask) {
      var mode = now;
      for (var clause : text.split(",", -1)) {
        mode = apply(clause, mode, now, folder, umask);
      }
      return mode;
    }
  }

  Pattern CLAUSE = Pattern.compile("(a|[ugo]*)((?:[-+=][rwxXstugo]*)+)");
  Pattern ACTION = Pattern.compile("([-+=])([rwxXstugo]*)");
  Pattern OCTAL = Pattern.compile("\\s*(?:0[oO]?)?([0-7]+)\\s*");

  /// Reads the value of an argument `mode`.
  static FileMode of(Object written) throws ModuleFailure {
    if (written instanceof Long number) {
      return new Bits(checked(number));
    }
    var text = Convert.text(written);
    var octal = OCTAL.matcher(text);
    if (octal.matches()) {
      return new Bits(
          checked(octal.group(1).length() > 8 ? -1 : Long.parseLong(octal.group(1), 8)));
    }
    for (var clause : text.split(",", -1)) {
      if (!CLAUSE.matcher(clause).matches()) {
        throw new ModuleFailure(
            "mode must be in octal or symbolic form",
            java.util.Map.of("details", "bad symbolic permission for mode: " + clause));
      }
    }
    return new Symbols(text);
  }

  private static int checked(long bits) throws ModuleFailure {
    if (bits < 0 || bits > 07777) {
      throw new ModuleFailure(
          "Invalid mode supplied, only permission info is allowed",
          java.util.Map.of("details", bits));
    }
    return (int) bits;
  }

  /// Four digits at least, as Ansible writes a mode: `0644`, `01777`.
  static String text(int bits) {
    return "0%03o".formatted(bits);
  }

  private static int apply(String clause, int mode, int now, boolean folder, int umask) {
    var parts = CLAUSE.matcher(clause);
    if (!parts.matches()) {
      return mode;
    }
    var all = parts.group(1).isEmpty();
    var users = all || parts.group(1).equals("a") ? "ugo" : parts.group(1);
    var actions = ACTION.matcher(parts.group(2));
    var result = mode;
    while (actions.find()) {
      for (var i = 0; i < users.length(); i++) {
        var user = users.charAt(i);
        var wanted =
            actions
                .group(2)
                .chars()
                .map(symbol -> bit(user, (char) symbol, now, folder, all ? umask : 0))
                .reduce(0, (a, b) -> a | b);
        result =
            switch (actions.group(1)) {
              case "+" -> result | wanted;
              case "-" -> result & ~wanted;
              default -> result & ~(0007 << shift(user) | special(user)) | wanted;
            };
      }
    }
    return result;
  }

  private static int bit(char user, char symbol, int now, boolean folder, int umask) {
    var shift = shift(user);
    return switch (symbol) {
      case 'r' -> 04 << shift & ~umask;
      case 'w' -> 02 << shift & ~umask;
      case 'x' -> 01 << shift & ~umask;
      case 'X' -> folder || (now & 0111) != 0 ? 01 << shift : 0;
      case 's' -> user == 'o' ? 0 : special(user);
      case 't' -> user == 'o' ? 01000 : 0;
      default -> (now >> shift(symbol) & 07) << shift;
    };
  }

  private static int shift(char user) {
    return switch (user) {
      case 'u' -> 6;
      case 'g' -> 3;
      default -> 0;
    };
  }

  private static int special(char user) {
    return switch (user) {
      case 'u' -> 04000;
      case 'g' -> 02000;
      default -> 01000;
    };
  }
}
