package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request of `uri`: what is sent, and the words for curl. Headers and passwords go to its
/// standard input, where no list of processes shows them.
final class UriRequest {
  private final UriModule.Arguments a;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  UriRequest(UriModule.Arguments a) {
    this.a = a;
    a.headers().forEach((name, value) -> headers.put(name, text(value)));
  }

  UriAnswer send(Target target) throws ModuleFailure, Unreachable {
    var body = body(target);
    var script =
        """
        command -v curl >/dev/null || { echo 'uri needs the program curl on the host' >&2; rm -rf "$rb_d"; exit 96; }
        f=%s
        w=$(printf %%s %s | { cat; %s} | curl -q -sS -K - -D "$rb_d"/headers -o "$rb_d"/content -w '%%{http_code}\\n%%{url_effective}\\n%%{time_total}' 2>"$rb_d"/said); r=$?
        [ -e "$rb_d"/headers ] || : >"$rb_d"/headers
        [ -e "$rb_d"/content ] || : >"$rb_d"/content
        printf '%%s\\0%%s\\0' "$r" "$w"; cat "$rb_d"/said; printf '\\0'
        %s
        cat "$rb_d"/headers; printf '\\0'; cat "$rb_d"/content
        rm -rf "$rb_d"
        """
            .formatted(
                a.src() != null && a.remoteSrc() ? Quote.path(a.src()) : "\"$rb_d\"/body",
                Quote.sh(configuration(body != null)),
                body == null
                    ? ""
                    : "printf 'data-binary = \"@%s\"\\n' \"$(printf %s \"$f\" | sed 's/[\\\\\"]/\\\\&/g')\"; ",
                saving());
    var reply =
        ScriptModule.execute("", "body", body == null ? new byte[0] : body, script, null, target);
    if (reply.rc() == 96) {
      throw new ModuleFailure(reply.stderr().strip());
    }
    var fields = new Fields(reply.out());
    return UriAnswer.read(a.url(), fields);
  }

  /// Puts the content at `dest`, when it is other than what is there.
  private String saving() {
    if (a.dest() == null) {
      return "printf '\\0'";
    }
    var name = a.url().replaceAll("[?#].*", "").replaceAll(".*/", "");
    return """
    d=%s; if [ -d "$d" ]; then d=${d%%/}/%s; fi
    case $w in 2*|304*)
      if ! cmp -s "$rb_d"/content "$d"; then
        cp "$rb_d"/content "$d.runbook_tmp" && { [ ! -e "$d" ] || chmod "$(stat -c %%a "$d")" "$d.runbook_tmp"; mv -f "$d.runbook_tmp" "$d"; } && printf '1'
      fi ;;
    esac
    printf '%%s\\0' "$d"
    """
        .formatted(Quote.path(a.dest()), Quote.sh(name.isEmpty() ? "index.html" : name));
  }

  private String configuration(boolean sends) {
    var method = a.method().toUpperCase(Locale.ROOT);
    var plain = method.equals("POST") && sends || method.equals("GET") && !sends;
    var options =
        CurlOptions.of(a.url(), a)
            .flag("head", method.equals("HEAD"))
            .with("request", plain || method.equals("HEAD") ? null : method)
            .flag("location", a.follows())
            .with("cacert", a.caPath())
            .with("unix-socket", a.unixSocket());
    if (a.force()) {
      headers.putIfAbsent("cache-control", "no-cache");
    }
    if (sends) {
      // urllib calls what has no type a form
      headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
    }
    headers.forEach((name, value) -> options.with("header", name + ": " + value));
    return options.text();
  }

  /// What is sent, or null for nothing; empty when the host has the file.
  private byte @Nullable [] body(Target target) throws ModuleFailure {
    if (a.src() != null) {
      return a.remoteSrc()
          ? new byte[0]
          : target.controller().read(target.controller().find("files", a.src()));
    }
    var body = a.body();
    if (body == null) {
      return null;
    }
    return switch (a.bodyFormat()) {
      case RAW -> text(body).getBytes(StandardCharsets.UTF_8);
      case JSON -> {
        headers.putIfAbsent("Content-Type", "application/json");
        yield (body instanceof String text ? text : Json.write(body, JsonStyle.PYTHON))
            .getBytes(StandardCharsets.UTF_8);
      }
      case FORM_URLENCODED -> {
        headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
        yield (body instanceof String text ? text : encoded(body)).getBytes(StandardCharsets.UTF_8);
      }
      case FORM_MULTIPART -> multipart(body, target);
    };
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean b -> b ? "True" : "False";
      case Map<?, ?> map -> Json.write(map, JsonStyle.PYTHON);
      case List<?> list -> Json.write(list, JsonStyle.PYTHON);
      default -> value.toString();
    };
  }

  private static String encoded(Object body) throws ModuleFailure {
    var pairs = new ArrayList<String>();
    var entries = new ArrayList<Map.Entry<String, @Nullable Object>>();
    if (body instanceof Map<?, ?> map) {
      map.forEach((k, v) -> entries.add(entry(k, v)));
    } else if (body instanceof List<?> list) {
      for (var item : list) {
        if (item instanceof List<?> pair && pair.size() == 2) {
          entries.add(entry(pair.getFirst(), pair.getLast()));
        } else {
          throw new ModuleFailure("failed to parse body as form_urlencoded: not a list of pairs");
        }
      }
    }
    for (var entry : entries) {
      var values = entry.getValue() instanceof List<?> several ? several : list(entry.getValue());
      for (var value : values) {
        pairs.add(percent(entry.getKey()) + "=" + percent(text(value)));
      }
    }
    return String.join("&", pairs);
  }

  private static Map.Entry<String, @Nullable Object> entry(
      @Nullable Object key, @Nullable Object value) {
    return new java.util.AbstractMap.SimpleEntry<>(text(key), value);
  }

  private static List<@Nullable Object> list(@Nullable Object value) {
    var one = new ArrayList<@Nullable Object>();
    one.add(value);
    return one;
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  private byte[] multipart(Object body, Target target) throws ModuleFailure {
    if (!(body instanceof Map<?, ?> parts)) {
      throw new ModuleFailure("failed to parse body as form-multipart: Mapping is required");
    }
    var boundary = "===============" + UUID.randomUUID().toString().replace("-", "") + "==";
    headers.put("Content-Type", "multipart/form-data; boundary=\"" + boundary + "\"");
    var out = new ByteArrayOutputStream();
    for (var part : parts.entrySet()) {
      var given = new LinkedHashMap<String, @Nullable Object>();
      if (part.getValue() instanceof Map<?, ?> map) {
        map.forEach((k, v) -> given.put(String.valueOf(k), v));
      } else {
        given.put("content", part.getValue());
      }
      var filename = given.get("filename");
      var content = given.get("content");
      var bytes =
          content == null && filename != null
              ? target.controller().read(target.controller().find("files", text(filename)))
              : text(content).getBytes(StandardCharsets.UTF_8);
      var type =
          given.get("mime_type") != null
              ? text(given.get("mime_type"))
              : filename == null ? "text/plain" : "application/octet-stream";
      var name = filename == null ? "" : text(filename).replaceAll(".*/", "");
      var head =
          "--%s\r\nContent-Type: %s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
              .formatted(
                  boundary,
                  type,
                  part.getKey(),
                  name.isEmpty() ? "" : "; filename=\"" + name + "\"");
      out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      out.writeBytes(bytes);
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
