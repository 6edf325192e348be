package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.module.Fields;
import dev.runbook.module.Result;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What a web service answered.
///
/// @param status the number, -1 when there was no answer
/// @param reason why it is no success, in Python's words where programs match them; empty for a
///   file that was read
/// @param seconds how long it took
/// @param headers of the last answer, names in lower case with `_`
/// @param dest the file that got the content, or empty
/// @param saved whether that changed the file
record UriAnswer(
    int status,
    String reason,
    String url,
    long seconds,
    Map<String, String> headers,
    Map<String, String> cookies,
    byte[] content,
    String dest,
    boolean saved) {
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)");

  /// Reads the exit status of the program, `NUMBER\nURL\nSECONDS`, its messages, where the content
  /// was saved with a 1 in front when that changed it, the headers and the content.
  ///
  /// @param asked the address that was asked for
  static UriAnswer read(String asked, Fields fields) {
    var rc = fields.next();
    var written = List.of((fields.next() + "\n\n\n").split("\n", -1));
    var said = fields.line();
    var place = fields.next();
    var saved = place.startsWith("1");
    var blocks = fields.next().replace("\r", "").strip().split("\n\n");
    var lines = blocks[blocks.length - 1].lines().toList();
    var headers = new LinkedHashMap<String, String>();
    var cookies = new LinkedHashMap<String, String>();
    for (var line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT).replace('-', '_');
        var value = line.substring(colon + 1).strip();
        headers.merge(name, value, (one, other) -> one + ", " + other);
        if (name.equals("set_cookie") && value.contains("=")) {
          var pair = value.split(";", 2)[0];
          cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
      }
    }
    var code =
        written.getFirst().matches("[1-9]\\d\\d") ? Integer.parseInt(written.getFirst()) : -1;
    var phrase = lines.isEmpty() ? "" : lines.getFirst().replaceFirst("^\\S+ \\d+ ?", "").strip();
    return new UriAnswer(
        code,
        code > 0
            ? "HTTP Error " + code + ": " + phrase
            : rc.equals("0")
                ? ""
                : "Request failed: <urlopen error " + error(rc, said, asked) + ">",
        written.get(1).isEmpty() ? asked : written.get(1),
        (long) Double.parseDouble("0" + written.get(2).strip()),
        headers,
        cookies,
        fields.rest(),
        saved ? place.substring(1) : place,
        saved);
  }

  /// curl's numbers in the words of Python.
  private static String error(String rc, String said, String url) {
    return switch (rc) {
      case "6" -> "[Errno -2] Name or service not known";
      case "7" -> "[Errno 111] Connection refused";
      case "28" -> "timed out";
      case "37" ->
          "[Errno 2] No such file or directory: '" + url.replaceFirst("^file://", "") + "'";
      case "60" ->
          "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
              + said.replaceFirst("^curl: \\(\\d+\\) ", "");
      default -> said.replaceFirst("^curl: \\(\\d+\\) ", "");
    };
  }

  String text() {
    var match = CHARSET.matcher(headers.getOrDefault("content_type", ""));
    try {
      var charset = match.find() ? Charset.forName(match.group(1)) : StandardCharsets.UTF_8;
      return new String(content, charset);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /// Whether what was asked for came: files have no status.
  boolean arrived() {
    return status == 200 || status < 0 && reason.isEmpty();
  }

  /// As Python words it.
  String message() {
    return status < 0 && reason.isEmpty() || status > 0 && status < 300
        ? "OK (" + headers.getOrDefault("content_length", "unknown") + " bytes)"
        : reason;
  }

  Result result(UriModule.Arguments a) {
    var result = saved ? Result.changed() : Result.unchanged();
    result = result.withAll(headers);
    result =
        result
            .with("url", url)
            .with("status", (long) status)
            .with("redirected", !url.equals(a.url()))
            .with("elapsed", seconds);
    if (status > 0) {
      result =
          result
              .with("cookies", cookies)
              .with(
                  "cookies_string",
                  String.join(
                      "; ",
                      cookies.entrySet().stream()
                          .map(c -> c.getKey() + "=" + c.getValue())
                          .toList()));
    }
    result = result.with("msg", message());
    if (!dest.isEmpty()) {
      result = result.with("path", dest);
    }
    var type = headers.getOrDefault("content_type", "").split(";", 2)[0];
    var sub = type.substring(type.indexOf('/') + 1);
    if (sub.contains("json") || sub.contains("javascript")) {
      try {
        result = result.with("json", Json.parse(text()));
      } catch (JsonError e) {
        // Ansible leaves out what cannot be read, too
        return a.returnContent() ? result.with("content", text()) : result;
      }
    }
    return a.returnContent() ? result.with("content", text()) : result;
  }
}
