package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Downloads a file on the host, with the host's own curl or wget: what the host can reach counts,
/// and the bytes do not pass through the controller.
@Name("ansible.builtin.get_url")
final class GetUrlModule implements TaskModule<GetUrlModule.Arguments> {
  private static final Pattern FILENAME = Pattern.compile("filename=\"?([^\";]+)");

  record Arguments(
      @Doc("Where from: http, https, ftp or file.") String url,
      @Doc("Where to: a file, or a folder, in which the URL's last part is the name.") String dest,
      @Doc(value = "Download even if the file is there.", aliases = "thirsty", byDefault = "no")
          boolean force,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(
              value = "ALGORITHM:SUM that the file must have, or ALGORITHM:URL of a file of sums.",
              byDefault = "")
          String checksum,
      @Doc("The old name of a checksum: sha256 of the file.") @Nullable String sha256sum,
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
      @Doc("The file of the client's certificate.") @Nullable String clientCert,
      @Doc("The file of its key.") @Nullable String clientKey,
      @Doc("The ciphers that may be used.") @Nullable List<String> ciphers,
      @Doc(value = "Unpack what was packed for the way.", byDefault = "yes") boolean decompress,
      @Doc(value = "Log in with Kerberos.", byDefault = "no") boolean useGssapi,
      @Doc(value = "Take passwords from ~/.netrc.", byDefault = "yes") boolean useNetrc,
      @Doc(value = "Headers that a redirection does not get.", byDefault = "[]")
          List<String> unredirectedHeaders,
      @Flat FileAttributes attributes)
      implements UrlOptions {
    Arguments {
      if (checksum.isEmpty() && sha256sum != null && !sha256sum.isEmpty()) {
        checksum = "sha256:" + sha256sum;
      }
    }
  }

  /// What is at `dest`.
  ///
  /// @param state of it
  /// @param sum the file's SHA-1, or null
  /// @param checked the file's sum by the algorithm of `checksum`
  private record There(String path, FileState state, @Nullable String sum, String checked) {
    boolean folder() {
      var end = state.end();
      return end != null && end.folder();
    }

    boolean file() {
      return state.end() != null && !folder();
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var wanted = a.checksum().isEmpty() ? null : wanted(a, target);
    var there = look(a, wanted, target);
    var same = wanted != null && there.checked().equals(wanted.sum());
    if (there.file() && !a.force() && same) {
      var result = copied(a, there.path(), there.path(), target);
      var values = new LinkedHashMap<String, @Nullable Object>(result.values());
      values.keySet().removeAll(Set.of("src", "checksum", "md5sum"));
      return told(a, result.isChanged(), values, null)
          .with(
              "msg",
              result.isChanged()
                  ? "file already exists but file attributes changed"
                  : "file already exists");
    }
    var since = there.file() && !a.force() && wanted == null ? there.path() : null;
    var temporary = temporary(a);
    try {
      var answer = new Download(a, a.url(), since, target.checking()).into(temporary, target);
      if (answer.status() == 304) {
        return Result.unchanged()
            .with("url", a.url())
            .with("dest", there.path())
            .with("msg", answer.reason())
            .with("status_code", 304L)
            .with("elapsed", answer.seconds())
            .withAll(there.state().info());
      }
      checkAnswer(a, answer, there.state().info());
      var dest = there.folder() ? there.path() + "/" + name(answer) : there.path();
      if (target.checking()) {
        return told(a, true, Map.of("src", temporary), there.sum())
            .with("dest", dest)
            .with("msg", answer.message());
      }
      if (wanted != null) {
        verify(a, wanted, temporary, target);
      }
      var copied = copied(a, temporary, dest, target);
      return told(a, copied.isChanged(), copied.values(), there.sum())
          .with("msg", answer.message())
          .with("status_code", answer.status() < 0 ? null : Long.valueOf(answer.status()))
          .with("elapsed", answer.seconds());
    } finally {
      target.ask("rm -f -- " + Quote.sh(temporary));
    }
  }

  private static String temporary(Arguments a) {
    var random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    var folder = a.tmpDest() == null ? "/tmp" : a.tmpDest();
    return folder + "/.runbook_tmp." + HexFormat.of().formatHex(random);
  }

  private static There look(Arguments a, @Nullable Sum wanted, Target target)
      throws ModuleFailure, Unreachable {
    var reply =
        target.ask(
            """
            %s
            d=%s
            [ ! -d "$d" ] || d=${d%%/}
            printf '%%s\\0' "$d"
            rb_see "${d:-/}"
            if [ -f "$d" ]; then sha1sum <"$d"; fi; printf '\\0'
            if [ -f "$d" ]; then %s; fi
            """
                .formatted(
                    FileState.FUNCTIONS,
                    Quote.path(a.dest()),
                    wanted == null ? ":" : wanted.algorithm() + "sum <\"$d\""));
    var fields = new Fields(reply.out());
    var path = fields.next();
    var state = fields.state();
    var sum = fields.word();
    return new There(path, state, sum.isEmpty() ? null : sum, fields.word());
  }

  private static Result copied(Arguments a, String src, String dest, Target target)
      throws ModuleFailure, Unreachable {
    return new RemoteCopy(copy(a, src, dest), src).copy(target);
  }

  /// What a copy tells, in the names of `get_url`.
  ///
  /// @param before the sum of the file that was there
  private static Result told(
      Arguments a,
      boolean changed,
      Map<String, ? extends @Nullable Object> copied,
      @Nullable String before) {
    var values = new LinkedHashMap<String, @Nullable Object>(copied);
    values.put("url", a.url());
    values.put("checksum_src", values.remove("checksum"));
    values.put("checksum_dest", before);
    values.put("elapsed", 0L);
    return (changed ? Result.changed() : Result.unchanged()).withAll(values);
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

  private static void checkAnswer(Arguments a, UriAnswer answer, Map<String, Object> path)
      throws ModuleFailure {
    if (answer.arrived()) {
      return;
    }
    var values =
        new LinkedHashMap<String, @Nullable Object>(
            Map.of("dest", a.dest(), "url", a.url(), "elapsed", answer.seconds()));
    values.putAll(path);
    if (answer.status() < 0) {
      throw new ModuleFailure(answer.reason(), values);
    }
    values.put("response", answer.reason());
    values.put("status_code", (long) answer.status());
    throw new ModuleFailure("Request failed", values);
  }

  /// The name in a folder: what the answer says, or the last part of the URL's path.
  private static String name(UriAnswer answer) {
    var said = FILENAME.matcher(answer.headers().getOrDefault("content_disposition", ""));
    if (said.find()) {
      return said.group(1).replaceFirst("^.*/", "").strip();
    }
    return name(answer.url());
  }

  private static String name(String url) {
    var path = url.replaceFirst("[?#].*", "").replaceFirst("^[a-z+]+://[^/]*", "");
    var last = path.substring(path.lastIndexOf('/') + 1);
    return last.isEmpty() ? "index.html" : last;
  }

  private record Sum(String algorithm, String sum) {}

  private static Sum wanted(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var colon = a.checksum().indexOf(':');
    if (colon < 0) {
      throw new ModuleFailure("The checksum parameter has to be in format <algorithm>:<checksum>");
    }
    var algorithm = a.checksum().substring(0, colon).toLowerCase(Locale.ROOT);
    var sum = a.checksum().substring(colon + 1).strip();
    if (!algorithm.matches("md5|sha1|sha224|sha256|sha384|sha512")) {
      throw new ModuleFailure(
          "Could not hash file '" + a.dest() + "' with algorithm '" + algorithm + "'.");
    }
    if (sum.contains("://")) {
      sum = listed(a, sum, target);
    }
    var plain = sum.replaceAll("\\W+", "").toLowerCase(Locale.ROOT);
    if (!plain.matches("[0-9a-f]+")) {
      throw new ModuleFailure("The checksum format is invalid");
    }
    return new Sum(algorithm, plain);
  }

  private static void verify(Arguments a, Sum wanted, String temporary, Target target)
      throws ModuleFailure, Unreachable {
    var reply =
        target.ask(wanted.algorithm() + "sum -- " + Quote.sh(temporary) + " | cut -d' ' -f1");
    var sum = reply.stdout().strip().replace("\\", "");
    if (!sum.equals(wanted.sum())) {
      throw new ModuleFailure(
          "The checksum for %s did not match %s; it was %s."
              .formatted(temporary, wanted.sum(), sum),
          Map.of("url", a.url(), "dest", a.dest()));
    }
  }

  /// The sum of a file in a list of sums that lies beside it.
  private static String listed(Arguments a, String url, Target target)
      throws ModuleFailure, Unreachable {
    var temporary = temporary(a);
    String text;
    try {
      checkAnswer(a, new Download(a, url, null, false).into(temporary, target), Map.of());
    } finally {
      text = target.ask("cat -- %1$s; rm -f -- %1$s".formatted(Quote.sh(temporary))).stdout();
    }
    var name = name(a.url());
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
