package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Url;
import dev.runbook.template.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `urlencode`, `urldecode` and `urlsplit`.
final class UrlFilters {
  private UrlFilters() {}

  static void addTo(Table table) {
    table
        .add("urlencode", "", (x, _) -> encode(x))
        .add("urldecode", "", (x, _) -> Url.unquote(Text.str(x), true))
        .add("urlsplit", "query= alias=urlsplit", UrlFilters::split);
  }

  private static Object encode(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e ->
                  Url.quoteForm(Text.str(e.getKey())) + "=" + Url.quoteForm(Text.str(e.getValue())))
              .collect(Collectors.joining("&"));
      case java.util.List<?> pairs ->
          pairs.stream()
              .map(pair -> {
                var parts = Values.items(pair);
                if (parts.size() != 2) {
                  throw Raised.of("urlencode needs pairs");
                }
                return Url.quoteForm(Text.str(parts.get(0)))
                    + "="
                    + Url.quoteForm(Text.str(parts.get(1)));
              })
              .collect(Collectors.joining("&"));
      case null, default -> Url.quote(Text.str(value), "/");
    };
  }

  private static @Nullable Object split(@Nullable Object value, Args a) {
    var url = Url.parse(Text.str(value));
    var parts = new LinkedHashMap<String, @Nullable Object>();
    parts.put("fragment", url.fragment());
    parts.put("hostname", url.hostname());
    parts.put("netloc", url.netloc());
    parts.put("password", url.password());
    parts.put("path", url.path());
    parts.put("port", url.port());
    parts.put("query", url.query());
    parts.put("scheme", url.scheme());
    parts.put("username", url.username());
    var wanted = a.string(0);
    if (wanted.isEmpty()) {
      return parts;
    }
    if (!parts.containsKey(wanted)) {
      throw Raised.filter(a.string(1) + ": unknown URL component: " + wanted);
    }
    return parts.get(wanted);
  }
}
