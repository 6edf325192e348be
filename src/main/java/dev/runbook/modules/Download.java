package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.modules.GetUrlModule.Arguments;
import dev.runbook.remote.Unreachable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One request of `get_url`, made by the host's own curl or wget.
///
/// @param since the file of the host that must be older than what comes, or null
/// @param head whether only the head of the answer is wanted
record Download(Arguments a, String url, @Nullable String since, boolean head) {
  private static final int NO_PROGRAM = 90;
  private static final int NO_FOLDER = 91;

  /// Writes what comes into a file of the host, which may then be empty.
  ///
  /// @throws ModuleFailure when nothing was asked; what was answered is no failure here
  UriAnswer into(String file, Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask(script(file));
    if (reply.rc() == NO_PROGRAM) {
      throw new ModuleFailure(
          "get_url needs curl or wget on the host, and finds neither: install one of them first"
              + " (apt: name=curl)");
    }
    if (!reply.ok()) {
      throw new ModuleFailure("cannot write " + file + ": " + reply.stderr().strip());
    }
    return UriAnswer.read(url, new Fields(reply.out()));
  }

  /// Prints what {@link UriAnswer#read} reads.
  private String script(String file) {
    var modified =
        since == null || !url.startsWith("http")
            ? "m="
            : "m=$(LC_ALL=C date -u -r %s '+%%a, %%d %%b %%Y %%H:%%M:%%S GMT')"
                .formatted(Quote.sh(since));
    return """
    umask 077
    t=%1$s u=%2$s
    : >"$t" || exit %3$d
    %4$s
    if command -v curl >/dev/null; then
      w=$(printf %%s %5$s | { cat; [ -z "$m" ] || printf 'header = "If-Modified-Since: %%s"\\n' "$m"; } |
        curl -q -sS -K - -D "$t.h" -o "$t" -w '%%{http_code}\\n%%{url_effective}\\n%%{time_total}\\n' 2>"$t.s"); r=$?
    elif command -v wget >/dev/null; then
      printf %%s %6$s >"$t.rc"
      w=0 r=0
      case $u in
        file:///*) cp -- "${u#file://}" "$t" 2>/dev/null || r=37 ;;
        *) wget --config="$t.rc" -q -S %7$s ${m:+--header="If-Modified-Since: $m"} -O "$t" -- "$u" 2>"$t.s" || r=$?
          awk '/^ *HTTP\\//{print ""} /^  /{sub(/^ +/, ""); print}' "$t.s" >"$t.h"
          w=$(sed -n 's/^ *HTTP[^ ]* \\([0-9]*\\).*/\\1/p' "$t.s" | tail -n 1)
          [ $r != 4 ] || r=7 ;;
      esac
    else
      exit %8$d
    fi
    case $u in file:*) printf 'file\\nContent-Length: %%s\\n' $(($(wc -c <"$t"))) >"$t.h" ;; esac
    [ -e "$t.h" ] || : >"$t.h"
    [ -e "$t.s" ] || : >"$t.s"
    printf '%%s\\0%%s\\0' "$r" "$w"; cat "$t.s"; printf '\\0\\0'; cat "$t.h"; printf '\\0'
    rm -f -- "$t.h" "$t.s" "$t.rc"
    """
        .formatted(
            Quote.sh(file),
            Quote.sh(url),
            NO_FOLDER,
            modified,
            Quote.sh(curl()),
            Quote.sh(wgetrc()),
            wget(),
            NO_PROGRAM);
  }

  private Map<String, String> headers() {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    if (a.headers() != null) {
      a.headers().forEach((name, value) -> headers.put(name, String.valueOf(value)));
    }
    if (a.force()) {
      headers.putIfAbsent("cache-control", "no-cache");
    }
    return headers;
  }

  private String curl() {
    var options = CurlOptions.of(url, a).flag("location").flag("head", head);
    headers().forEach((name, value) -> options.with("header", name + ": " + value));
    return options.text();
  }

  private String password() {
    return a.urlPassword() == null ? "" : a.urlPassword();
  }

  /// What the list of processes must not show.
  private String wgetrc() {
    var lines = new StringBuilder();
    if (a.urlUsername() != null) {
      lines.append("user=").append(a.urlUsername()).append('\n');
      lines.append("password=").append(password()).append('\n');
    }
    headers()
        .forEach((n, v) -> lines.append("header=").append(n).append(": ").append(v).append('\n'));
    return lines.toString();
  }

  private String wget() {
    return "--tries=1 --timeout="
        + a.timeout()
        + " --user-agent="
        + Quote.sh(a.httpAgent())
        + (head ? " --spider" : "")
        + (a.validateCerts() ? "" : " --no-check-certificate")
        + (a.useProxy() ? "" : " --no-proxy")
        + (a.clientCert() == null ? "" : " --certificate=" + Quote.sh(a.clientCert()))
        + (a.clientKey() == null ? "" : " --private-key=" + Quote.sh(a.clientKey()))
        + (a.forceBasicAuth() ? " --auth-no-challenge" : "");
  }
}
