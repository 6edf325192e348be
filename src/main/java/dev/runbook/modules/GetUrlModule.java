package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Downloads a file on the host, with the host's own curl or wget: what the host can reach counts,
/// and the bytes do not pass through the controller.
@Name("ansible.builtin.get_url")
final class GetUrlModule implements TaskModule<GetUrlModule.Arguments> {
  private static final int NO_PROGRAM = 90;
  private static final int NO_FOLDER = 91;

  record Arguments(
      @Doc("Where from: http, https, ftp or file.") String url,
      @Doc("Where to: a file, or a folder, in which the URL's last part is the name.") String dest,
      @Doc(value = "Download even if the file is there.", aliases = "thirsty", byDefault = "no")
          boolean force,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc("ALGORITHM:SUM that the file must have, or ALGORITHM:URL of a file of sums.")
          @Nullable String checksum,
      @Doc(value = "Seconds until the request is given up.", byDefault = "10") int timeout,
      @Doc("Header lines of the request.") @Nullable Map<String, Object> headers,
      @Doc(value = "What the request says it comes from.", byDefault = "ansible-httpget")
          String httpAgent,
      @Doc(value = "User of the URL.", aliases = "username") @Nullable String urlUsername,
      @Doc(value = "Password of the URL.", aliases = "password", secret = true)
          @Nullable String urlPassword,
      @Doc(value = "Send the password without being asked.", byDefault = "no")
          boolean forceBasicAuth,
      @Doc(value = "Refuse certificates that cannot be trusted.", byDefault = "yes")
          boolean validateCerts,
      @Doc(value = "Go through the proxy of the environment.", byDefault = "yes") boolean useProxy,
      @Doc("The folder to download into.") @Nullable String tmpDest,
      @Flat FileAttributes attributes) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var name = name(arguments.url());
    var state = target.ask(look(arguments, name));
    var words = state.stdout().strip().split(" ", 2);
    var dest = words.length > 1 ? words[1] : arguments.dest();
    if (words[0].equals("file") && !arguments.force() && arguments.checksum() == null) {
      return finished(
          arguments,
          new RemoteCopy(copy(arguments, dest, dest), dest)
              .copy(target)
              .with("msg", "file already exists but file attributes changed"),
          dest,
          304,
          "file already exists");
    }
    if (target.checking()) {
      return (words[0].equals("file") ? Result.unchanged() : Result.changed())
          .with("dest", dest)
          .with("url", arguments.url())
          .with("msg", "OK (check mode)");
    }
    var random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    var folder = arguments.tmpDest() == null ? "/tmp" : arguments.tmpDest();
    var temporary = folder + "/.runbook_tmp." + HexFormat.of().formatHex(random);
    try {
      download(arguments, temporary, target);
      if (arguments.checksum() != null) {
        verify(arguments, arguments.checksum(), temporary, name, target);
      }
      var copied = new RemoteCopy(copy(arguments, temporary, dest), temporary).copy(target);
      return finished(arguments, copied, dest, 200, "OK").with("src", temporary);
    } finally {
      target.ask("rm -f -- " + Quote.sh(temporary));
    }
  }

  private static Result finished(
      Arguments arguments, Result result, String dest, int status, String msg) {
    return result
        .with("dest", dest)
        .with("url", arguments.url())
        .with("status_code", (long) status)
        .with(
            "msg",
            status == 304 && !result.isChanged()
                ? msg
                : result.isChanged() && status == 304
                    ? "file already exists but file attributes changed"
                    : msg)
        .with("checksum_src", result.values().get("checksum"))
        .with("elapsed", 0L);
  }

  private static CopyModule.Arguments copy(Arguments a, String src, String dest) {
    return new CopyModule.Arguments(
        src,
        null,
        dest,
        a.backup(),
        true,
        null,
        null,
        true,
        false,
        true,
        null,
        true,
        a.attributes());
  }

  /// The last part of a URL's path, the name in a folder.
  private static String name(String url) {
    var path = url.replaceFirst("[?#].*", "").replaceFirst("^[a-z+]+://[^/]*", "");
    var last = path.substring(path.lastIndexOf('/') + 1);
    return last.isEmpty() ? "index.html" : last;
  }

  private static String look(Arguments arguments, String name) {
    return """
    d=%s
    if [ -d "$d" ]; then d=${d%%/}/%s; fi
    if [ -e "$d" ]; then printf 'file %%s' "$d"; else printf 'none %%s' "$d"; fi
    """
        .formatted(Quote.path(arguments.dest()), Quote.sh(name));
  }

  private static void download(Arguments a, String temporary, Target target)
      throws ModuleFailure, Unreachable {
    var reply = target.ask(script(a, temporary));
    if (reply.ok()) {
      return;
    }
    throw switch (reply.rc()) {
      case NO_PROGRAM ->
          new ModuleFailure(
              "get_url needs curl or wget on the host, and finds neither: install one of them first"
                  + " (apt: name=curl)");
      case NO_FOLDER ->
          new ModuleFailure("cannot write " + temporary + ": " + reply.stderr().strip());
      default -> failed(a, reply);
    };
  }

  private static ModuleFailure failed(Arguments a, Reply reply) {
    var status = status(reply);
    var said = reply.stderr().strip();
    return new ModuleFailure(
        "Request failed",
        Map.of(
            "dest",
            a.dest(),
            "url",
            a.url(),
            "response",
            said.isEmpty() ? "exit status " + reply.rc() : said,
            "status_code",
            status,
            "elapsed",
            0L));
  }

  private static long status(Reply reply) {
    var matcher =
        java.util.regex.Pattern.compile("(?:error: |HTTP/\\S+ )(\\d{3})").matcher(reply.stderr());
    var status = -1L;
    while (matcher.find()) {
      status = Long.parseLong(matcher.group(1));
    }
    return status;
  }

  private static String script(Arguments a, String temporary) {
    var curl = new StringBuilder("curl -fsSL --max-redirs 10");
    var wget = new StringBuilder("wget -q -S --tries=1");
    curl.append(" --connect-timeout ").append(a.timeout()).append(" -o \"$t\"");
    wget.append(" --timeout=").append(a.timeout()).append(" -O \"$t\"");
    option(curl, wget, "-A", "--user-agent=", a.httpAgent());
    if (a.headers() != null) {
      a.headers().forEach((k, v) -> option(curl, wget, "-H", "--header=", k + ": " + v));
    }
    if (!a.validateCerts()) {
      curl.append(" -k");
      wget.append(" --no-check-certificate");
    }
    if (!a.useProxy()) {
      curl.append(" --noproxy '*'");
      wget.append(" --no-proxy");
    }
    var config = new StringBuilder();
    if (a.urlUsername() != null) {
      var password = a.urlPassword() == null ? "" : a.urlPassword();
      // by a file that only this user can read: the command line is seen by all
      config
          .append("c=$t.conf; printf '%s\\n' ")
          .append(Quote.sh("user = \"" + escaped(a.urlUsername()) + ":" + escaped(password) + "\""))
          .append(" >\"$c\"; w=$t.wgetrc; printf '%s\\n' ")
          .append(Quote.sh("user=" + a.urlUsername()))
          .append(' ')
          .append(Quote.sh("password=" + password))
          .append(" >\"$w\"; trap 'rm -f -- \"$c\" \"$w\"' EXIT\n");
      curl.append(" -K \"$c\"");
      wget.append(" --config=\"$w\"").append(a.forceBasicAuth() ? " --auth-no-challenge" : "");
    }
    return """
    umask 077
    t=%s
    : >"$t" || exit %d
    %sif command -v curl >/dev/null; then %s -- %s
    elif command -v wget >/dev/null; then %s -- %s
    else exit %d
    fi
    """
        .formatted(
            Quote.sh(temporary),
            NO_FOLDER,
            config,
            curl,
            Quote.sh(a.url()),
            wget,
            Quote.sh(a.url()),
            NO_PROGRAM);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void option(
      StringBuilder curl, StringBuilder wget, String curlName, String wgetName, String value) {
    curl.append(' ').append(curlName).append(' ').append(Quote.sh(value));
    wget.append(' ').append(Quote.sh(wgetName + value));
  }

  private static void verify(
      Arguments a, String checksum, String temporary, String name, Target target)
      throws ModuleFailure, Unreachable {
    var colon = checksum.indexOf(':');
    if (colon < 0) {
      throw new ModuleFailure("The checksum parameter has to be in format <algorithm>:<checksum>");
    }
    var algorithm = checksum.substring(0, colon).toLowerCase(Locale.ROOT);
    var wanted = checksum.substring(colon + 1).strip();
    if (!algorithm.matches("md5|sha1|sha224|sha256|sha384|sha512")) {
      throw new ModuleFailure(
          "Could not hash file '" + temporary + "' with algorithm '" + algorithm + "'.");
    }
    if (wanted.contains("://")) {
      wanted = listed(a, wanted, temporary + ".sums", name, target);
    }
    var reply = target.ask(algorithm + "sum -- " + Quote.sh(temporary) + " | cut -d' ' -f1");
    var sum = reply.stdout().strip().replace("\\", "");
    if (!sum.equalsIgnoreCase(wanted.replaceAll("\\W+", ""))) {
      throw new ModuleFailure(
          "The checksum for %s did not match %s; it was %s.".formatted(temporary, wanted, sum));
    }
  }

  /// The sum of a file in a list of sums that lies beside it.
  private static String listed(
      Arguments a, String url, String temporary, String name, Target target)
      throws ModuleFailure, Unreachable {
    var list =
        new Arguments(
            url,
            a.dest(),
            true,
            false,
            null,
            a.timeout(),
            a.headers(),
            a.httpAgent(),
            a.urlUsername(),
            a.urlPassword(),
            a.forceBasicAuth(),
            a.validateCerts(),
            a.useProxy(),
            a.tmpDest(),
            FileAttributes.NONE);
    download(list, temporary, target);
    var text = target.ask("cat -- %1$s; rm -f -- %1$s".formatted(Quote.sh(temporary))).stdout();
    for (var line : text.lines().toList()) {
      var words = line.strip().split("\\s+[*]?", 2);
      if (words.length == 1 && text.lines().count() == 1) {
        return words[0];
      }
      if (words.length == 2
          && (words[1].equals(name)
              || words[1].equals("./" + name)
              || words[1].endsWith("/" + name))) {
        return words[0];
      }
    }
    throw new ModuleFailure("Unable to find a checksum for file '" + name + "' in '" + url + "'");
  }
}
