package dev.runbook.remote.ssh;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A comma-separated list of host patterns, or one hashed name. A `!pattern` that matches rules the
/// line out, whatever else matches.
sealed interface HostPatterns {

  boolean match(String host);

  /// True when all of it are plain names.
  default boolean literal() {
    return false;
  }

  default List<String> names() {
    return List.of();
  }

  static HostPatterns of(String text) {
    if (text.startsWith("|1|")) {
      var parts = text.split("\\|");
      try {
        return new Hashed(
            Base64.getDecoder().decode(parts[2]), Base64.getDecoder().decode(parts[3]));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        return new Listed(List.of());
      }
    }
    return new Listed(List.of(text.toLowerCase(Locale.ROOT).split(",")));
  }

  /// Plain names and globs.
  record Listed(List<String> names) implements HostPatterns {
    @Override
    public boolean literal() {
      return names.stream()
          .allMatch(
              name -> !name.startsWith("!") && name.indexOf('*') < 0 && name.indexOf('?') < 0);
    }

    @Override
    public boolean match(String host) {
      return matches(names, host);
    }
  }

  /// OpenSSH's `match_pattern_list`.
  static boolean matches(List<String> patterns, String host) {
    var found = false;
    for (var pattern : patterns) {
      if (pattern.startsWith("!")) {
        if (glob(pattern, 1, host, 0)) {
          return false;
        }
      } else if (glob(pattern, 0, host, 0)) {
        found = true;
      }
    }
    return found;
  }

  private static boolean glob(String pattern, int p, String text, int t) {
    while (p < pattern.length()) {
      var c = pattern.charAt(p);
      if (c == '*') {
        for (var rest = t; rest <= text.length(); rest++) {
          if (glob(pattern, p + 1, text, rest)) {
            return true;
          }
        }
        return false;
      }
      if (t >= text.length() || c != '?' && c != text.charAt(t)) {
        return false;
      }
      p++;
      t++;
    }
    return t == text.length();
  }

  /// `|1|salt|hmac`, as `HashKnownHosts` writes it.
  record Hashed(byte[] salt, byte[] hash) implements HostPatterns {
    @Override
    public boolean match(String host) {
      return Arrays.equals(hash, hash(salt, host));
    }

    static byte[] hash(byte[] salt, String host) {
      try {
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        return mac.doFinal(host.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
