package dev.runbook.modules;

import org.jspecify.annotations.Nullable;

/// Options of curl, as its `-K -` reads them from standard input: no list of processes shows them.
final class CurlOptions {
  private final StringBuilder lines = new StringBuilder();

  /// What every request to this address needs: who asks, how long it may take, who logs in.
  static CurlOptions of(String url, UrlOptions a) {
    var options =
        new CurlOptions()
            .with("url", url)
            .with("user-agent", a.httpAgent())
            .with("connect-timeout", String.valueOf(a.timeout()))
            .with("speed-time", String.valueOf(a.timeout()))
            .with("speed-limit", "1")
            .with("max-redirs", "10")
            .flag("insecure", !a.validateCerts())
            .with("noproxy", a.useProxy() ? null : "*")
            .flag("netrc-optional", a.useNetrc())
            .flag("compressed", a.decompress())
            .with("cert", a.clientCert())
            .with("key", a.clientKey())
            .with("ciphers", a.ciphers() == null ? null : String.join(":", a.ciphers()));
    if (a.urlUsername() != null) {
      var password = a.urlPassword() == null ? "" : a.urlPassword();
      options
          .with("user", a.urlUsername() + ":" + password)
          .flag(a.forceBasicAuth() ? "basic" : a.useGssapi() ? "negotiate" : "anyauth");
    }
    return options;
  }

  CurlOptions flag(String name) {
    lines.append(name).append('\n');
    return this;
  }

  CurlOptions flag(String name, boolean wanted) {
    return wanted ? flag(name) : this;
  }

  /// An option with a value; none when that is null.
  CurlOptions with(String name, @Nullable String value) {
    if (value != null) {
      lines
          .append(name)
          .append(" = \"")
          .append(
              value
                  .replace("\\", "\\\\")
                  .replace("\"", "\\\"")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r")
                  .replace("\t", "\\t"))
          .append("\"\n");
    }
    return this;
  }

  String text() {
    return lines.toString();
  }
}
