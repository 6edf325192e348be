package dev.runbook.template.lookups;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Splits;
import dev.runbook.template.value.Text;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `url`: what a web server answers, line by line.
final class UrlLookup implements Lookup {
  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow(
        "validate_certs",
        "split_lines",
        "use_proxy",
        "username",
        "password",
        "headers",
        "force",
        "timeout",
        "http_agent",
        "force_basic_auth",
        "follow_redirects",
        "use_gssapi",
        "unix_socket",
        "ca_path",
        "unredirected_headers",
        "ciphers",
        "use_netrc");
    for (var unable : List.of("unix_socket", "ca_path", "ciphers")) {
      if (r.option(unable) != null) {
        throw Raised.lookup("the url lookup does not support '" + unable + "'");
      }
    }
    if (!r.truth("validate_certs", true)) {
      throw Raised.lookup(
          "the url lookup always checks certificates: validate_certs=false is not supported");
    }
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var text = fetch(term, r);
      if (r.truth("split_lines", true)) {
        found.addAll(Splits.lines(text, false));
      } else {
        found.add(text);
      }
    }
    return found;
  }

  private static String fetch(String term, Request r) {
    var follow = r.text("follow_redirects", "urllib2");
    try (var client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(
                follow.equals("none") || follow.equals("no")
                    ? HttpClient.Redirect.NEVER
                    : HttpClient.Redirect.NORMAL)
            .build()) {
      var request =
          HttpRequest.newBuilder(URI.create(term))
              .timeout(
                  Duration.ofMillis((long) (Double.parseDouble(r.text("timeout", "10")) * 1000)))
              .header("User-Agent", r.text("http_agent", "ansible-httpget"));
      if (r.option("headers") instanceof Map<?, ?> headers) {
        headers.forEach((name, value) -> request.header(Text.str(name), Text.str(value)));
      }
      if (r.option("username") != null) {
        var login = r.text("username", "") + ":" + r.text("password", "");
        request.header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
      }
      var response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() >= 400) {
        throw Raised.lookup(
            "Received HTTP error for " + term + " : HTTP Error " + response.statusCode());
      }
      return response.body();
    } catch (IOException | IllegalArgumentException e) {
      throw Raised.lookup("Failed lookup url for " + term + " : " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Raised.lookup("Failed lookup url for " + term + " : interrupted");
    }
  }
}
