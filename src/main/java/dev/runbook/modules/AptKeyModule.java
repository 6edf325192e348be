package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Adds and removes keys that apt trusts. The keys are read here, so the host needs neither `gpg`
/// nor the `apt-key` that Debian has dropped: a key gets a file of its own in
/// `/etc/apt/trusted.gpg.d`.
@Name("ansible.builtin.apt_key")
final class AptKeyModule implements TaskModule<AptKeyModule.Arguments> {
  private static final String FILES =
      "/etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/*.gpg /etc/apt/trusted.gpg.d/*.asc";

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc("The fingerprint, or its last 16 or 8 digits.") @Nullable String id,
      @Doc("Where to fetch the key from.") @Nullable String url,
      @Doc("The key itself.") @Nullable String data,
      @Doc("A file on the host that holds the key.") @Nullable String file,
      @Doc("The file of keys to change.") @Nullable String keyring,
      @Doc(value = "Whether the server of a URL must be trusted.", byDefault = "yes")
          boolean validateCerts,
      @Doc("A key server to ask, with id.") @Nullable String keyserver,
      @Doc(value = "Whether the key is trusted.", byDefault = "present") State state) {

    Arguments {
      if (Stream.of(data, file, keyserver, url).filter(s -> s != null).count() > 1) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: data|file|keyserver|url");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.id() == null && a.keyserver() != null) {
      throw new ModuleFailure("Missing key_id, required with keyserver.");
    }
    var given = a.id() == null ? null : id(a.id());
    var early = given == null && a.url() != null;
    var files =
        files(
            a,
            target,
            early ? fetch(a) : a.file() != null ? "cat -- " + Words.expanded(a.file()) : "");
    var offered = files.remove("");
    var keys =
        a.data() != null
            ? OpenPgp.keys(a.data().getBytes(StandardCharsets.UTF_8))
            : OpenPgp.keys(offered == null ? new byte[0] : offered);
    if (given == null && keys.isEmpty()) {
      throw new ModuleFailure(
          "Unable to extract key from '"
              + (a.file() != null ? a.file() : a.url() != null ? a.url() : "inline data")
              + "'");
    }
    var wanted = given != null ? given : keys.getFirst().fingerprints().getFirst();
    var now = known(files);
    var there = now.stream().anyMatch(k -> k.is(wanted));
    var plan = target.plan();
    if (a.state() == State.PRESENT && !there) {
      if (keys.isEmpty() && (a.url() != null || a.keyserver() != null)) {
        keys = fetched(a, target);
      }
      var key = keys.stream().filter(k -> k.is(wanted)).findFirst().orElse(null);
      if (key == null) {
        throw new ModuleFailure(
            "apt-key did not return an error, but failed to add the key "
                + "(check that the id is correct and *not* a subkey)");
      }
      var file =
          a.keyring() != null
              ? a.keyring()
              : "/etc/apt/trusted.gpg.d/" + key.fingerprints().getFirst() + ".gpg";
      var old = files.getOrDefault(file, new byte[0]);
      plan.change(
          new Change(file, "", key.fingerprints().getFirst() + "\n"),
          write(file, joined(Stream.concat(OpenPgp.keys(old).stream(), Stream.of(key)).toList())));
    }
    if (a.state() == State.ABSENT && there) {
      for (var entry : files.entrySet()) {
        var kept = OpenPgp.keys(entry.getValue()).stream().filter(k -> !k.is(wanted)).toList();
        if (kept.size() < OpenPgp.keys(entry.getValue()).size()) {
          plan.change(
              new Change(entry.getKey(), wanted + "\n", ""),
              (kept.isEmpty() ? "" : write(binary(entry.getKey()), joined(kept)))
                  + (kept.isEmpty() || entry.getKey().endsWith(".asc")
                      ? "rm -f -- " + Quote.sh(entry.getKey())
                      : ""));
        }
      }
    }
    plan.apply();
    var shown = now.stream().flatMap(k -> k.fingerprints().stream().limit(1)).toList();
    return Result.of(plan)
        .with("id", a.id() == null ? wanted : a.id())
        .with("short_id", wanted.substring(wanted.length() - 8))
        .with("fp", wanted)
        .with("key_id", wanted)
        .with("before", shown);
  }

  private static String id(String text) throws ModuleFailure {
    var id = text.toUpperCase(Locale.ROOT).replaceFirst("^0X", "").replace(" ", "");
    if (!id.matches("[0-9A-F]{8}|[0-9A-F]{16,}")) {
      throw new ModuleFailure("Invalid key_id", Map.of("id", text));
    }
    return id;
  }

  private static String fetch(Arguments a) {
    var url = Quote.sh(String.valueOf(a.url()));
    var curl = a.validateCerts() ? "curl -fsSL" : "curl -kfsSL";
    var wget = a.validateCerts() ? "wget -qO-" : "wget --no-check-certificate -qO-";
    return """
    if command -v curl >/dev/null; then %1$s -- %3$s || exit 92
    elif command -v wget >/dev/null; then %2$s %3$s || exit 92
    else
      rb_t=$(mktemp -d) && chmod 755 "$rb_t"
      /usr/lib/apt/apt-helper download-file %3$s "$rb_t/key" >/dev/null || { rm -rf "$rb_t"; exit 92; }
      cat "$rb_t/key"; rm -rf "$rb_t"
    fi\
    """
        .formatted(curl, wget, url);
  }

  /// The content of each file of keys, and under no name what `more` prints.
  private static Map<String, byte[]> files(Arguments a, Target target, String more)
      throws ModuleFailure, Unreachable {
    var reply =
        target.ask(
            """
            rb_put() { printf '%%s\\n' "$1"; base64 | tr -d '\\n'; echo; }
            rb_o=$( { %s
            } | base64; exit 0 ) || exit
            printf '\\n%%s\\n' "$(printf %%s "$rb_o" | tr -d '\\n')"
            for rb_f in %s; do if [ -s "$rb_f" ]; then rb_put "$rb_f" <"$rb_f"; fi; done
            """
                .formatted(
                    more.isEmpty() ? ":" : more,
                    a.keyring() == null ? FILES : Words.expanded(a.keyring())));
    if (!reply.ok()) {
      throw Said.failure(
          "Failed to download key at " + a.url() + ": " + reply.stderr().strip(), reply);
    }
    var lines = Arrays.asList(reply.stdout().split("\n", -1));
    var files = new LinkedHashMap<String, byte[]>();
    for (var i = 0; i + 1 < lines.size(); i += 2) {
      files.put(lines.get(i), Base64.getDecoder().decode(lines.get(i + 1)));
    }
    return files;
  }

  private static List<OpenPgp.Key> fetched(Arguments a, Target target)
      throws ModuleFailure, Unreachable {
    var server =
        a.keyserver() == null
            ? ""
            : a.keyserver().replaceFirst("^hkp://", "http://").replaceFirst("^hkps://", "https://");
    if (!server.isEmpty() && !server.contains("://")) {
      server = "https://" + server;
    }
    var url =
        a.url() != null
            ? a.url()
            : server + "/pks/lookup?op=get&options=mr&search=0x" + id(String.valueOf(a.id()));
    var from =
        new Arguments(
            null, url, null, null, "/nonexistent", a.validateCerts(), null, State.PRESENT);
    var got = files(from, target, fetch(from)).get("");
    return OpenPgp.keys(got == null ? new byte[0] : got);
  }

  private static List<OpenPgp.Key> known(Map<String, byte[]> files) {
    var keys = new ArrayList<OpenPgp.Key>();
    files.values().forEach(f -> keys.addAll(OpenPgp.keys(f)));
    return keys;
  }

  private static byte[] joined(List<OpenPgp.Key> keys) {
    var bytes = new java.io.ByteArrayOutputStream();
    keys.forEach(k -> bytes.writeBytes(k.packets()));
    return bytes.toByteArray();
  }

  /// What is written here is never armored, and apt goes by the ending of a file's name.
  private static String binary(String file) {
    return file.endsWith(".asc") ? file.substring(0, file.length() - 4) + ".gpg" : file;
  }

  private static String write(String file, byte[] content) {
    var path = Quote.sh(file);
    return "rb_t=$(mktemp %1$s.XXXXXXXX)\necho %2$s | base64 -d >\"$rb_t\"; chmod 644 \"$rb_t\"; mv -f -- \"$rb_t\" %1$s\n"
        .formatted(path, Base64.getEncoder().encodeToString(content));
  }
}
