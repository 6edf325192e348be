package dev.runbook.template.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A URL as Python's `urlsplit` takes it apart.
public record Url(String scheme, String netloc, String path, String query, String fragment) {

  public static Url parse(String text) {
    var rest = text.strip();
    var scheme = "";
    var colon = rest.indexOf(':');
    if (colon > 0 && rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
      scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
      rest = rest.substring(colon + 1);
    }
    var netloc = "";
    if (rest.startsWith("//")) {
      var end = 2;
      while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      netloc = rest.substring(2, end);
      rest = rest.substring(end);
    }
    var fragment = "";
    var hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = rest.substring(hash + 1);
      rest = rest.substring(0, hash);
    }
    var query = "";
    var mark = rest.indexOf('?');
    if (mark >= 0) {
      query = rest.substring(mark + 1);
      rest = rest.substring(0, mark);
    }
    return new Url(scheme, netloc, rest, query, fragment);
  }

  private String address() {
    return netloc.substring(netloc.lastIndexOf('@') + 1);
  }

  private @Nullable String user(boolean name) {
    var at = netloc.lastIndexOf('@');
    if (at < 0) {
      return null;
    }
    var info = netloc.substring(0, at);
    var colon = info.indexOf(':');
    if (name) {
      return colon < 0 ? info : info.substring(0, colon);
    }
    return colon < 0 ? null : info.substring(colon + 1);
  }

  public @Nullable String username() {
    return user(true);
  }

  public @Nullable String password() {
    return user(false);
  }

  public @Nullable String hostname() {
    var address = address();
    var host =
        address.startsWith("[") && address.indexOf(']') > 0
            ? address.substring(1, address.indexOf(']'))
            : address.indexOf(':') >= 0 ? address.substring(0, address.indexOf(':')) : address;
    return host.isEmpty() ? null : host.toLowerCase(Locale.ROOT);
  }

  public @Nullable Object port() {
    var address = address();
    var colon = address.lastIndexOf(':');
    if (colon < 0 || colon < address.indexOf(']') || colon + 1 == address.length()) {
      return null;
    }
    var port = address.substring(colon + 1);
    if (!port.matches("\\d{1,5}")) {
      throw Raised.of("Port could not be cast to integer value as " + Text.repr(port));
    }
    return Long.valueOf(port);
  }

  /// Python's `quote`.
  public static String quote(String text, String safe) {
    var out = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c < 128
          && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || safe.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  /// As in a query: a space is a plus sign.
  public static String quoteForm(String text) {
    return quote(text, " ").replace(' ', '+');
  }

  /// Python's `unquote`, or `unquote_plus`.
  public static String unquote(String text, boolean plus) {
    var bytes = new ByteArrayOutputStream();
    var all = (plus ? text.replace('+', ' ') : text).getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < all.length; i++) {
      if (all[i] == '%' && i + 2 < all.length) {
        var high = Character.digit(all[i + 1], 16);
        var low = Character.digit(all[i + 2], 16);
        if (high >= 0 && low >= 0) {
          bytes.write(high * 16 + low);
          i += 2;
          continue;
        }
      }
      bytes.write(all[i]);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
