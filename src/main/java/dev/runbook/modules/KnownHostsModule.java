package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.regex.Glob;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Puts the key of a host into a `known_hosts` file, or takes it out.
@Name("ansible.builtin.known_hosts")
final class KnownHostsModule implements TaskModule<KnownHostsModule.Arguments> {

  enum State {
    PRESENT,
    ABSENT
  }

  record Arguments(
      @Doc(value = "The host, as its line begins.", aliases = "host") String name,
      @Doc("The whole line: names, type and key.") @Nullable String key,
      @Doc(value = "The file.", byDefault = "~/.ssh/known_hosts") String path,
      @Doc(value = "Hide the name of the host in the file.", byDefault = "no") boolean hashHost,
      @Doc(value = "Whether the key shall be there.", byDefault = "present") State state) {}

  /// A line of the file.
  ///
  /// @param marker `@revoked` and the like, or empty
  private record Line(String marker, String hosts, String type, String key) {

    static @Nullable Line of(String text) {
      var words = text.strip().split("\\s+");
      var at = words[0].startsWith("@") ? 1 : 0;
      if (words[0].isEmpty() || words[0].startsWith("#") || words.length < at + 3) {
        return null;
      }
      return new Line(at == 1 ? words[0] : "", words[at], words[at + 1], words[at + 2]);
    }

    boolean isHashed() {
      return hosts.startsWith("|1|");
    }

    boolean means(String host) {
      if (isHashed()) {
        var parts = hosts.split("\\|", -1);
        return parts.length == 4 && parts[3].equals(hash(parts[2], host));
      }
      var found = false;
      for (var pattern : hosts.toLowerCase(Locale.ROOT).split(",")) {
        var not = pattern.startsWith("!");
        if (Glob.of(not ? pattern.substring(1) : pattern.replace("[", "[[]")).matches(host)) {
          if (not) {
            return false;
          }
          found = true;
        }
      }
      return found;
    }

    boolean same(Line other) {
      return marker.equals(other.marker)
          && type.equals(other.type)
          && key.equals(other.key)
          && (hosts.equals(other.hosts) || isHashed() && other.isHashed());
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var host = a.name().toLowerCase(Locale.ROOT);
    var key = a.key() == null || a.key().isBlank() ? null : a.key().strip();
    if (key == null && a.state() == State.PRESENT) {
      throw new ModuleFailure("No key specified when adding a host");
    }
    if (key != null && host.matches("(?s).*\\S\\s*,.*")) {
      throw new ModuleFailure(
          "Comma separated list of names is not supported. Please pass a single name to lookup in"
              + " the known_hosts file.");
    }
    var wanted = key == null ? null : Line.of(key);
    if (key != null && (wanted == null || !wanted.means(host))) {
      throw new ModuleFailure("Host parameter does not match hashed host field in supplied key");
    }
    var file = EditedFile.read(a.path(), FileAttributes.NONE, target);
    var before = file.text() == null ? "" : file.text();
    var lines = new ArrayList<>(List.of(before.split("(?<=\n)")));
    lines.removeIf(String::isEmpty);
    if (wanted == null) {
      lines.removeIf(text -> {
        var line = Line.of(text);
        return line != null && line.means(host);
      });
    } else {
      edit(lines, wanted, host, a);
    }
    var after = String.join("", lines);
    var written =
        file.write(
            file.text() == null && after.isEmpty() ? before : after,
            "",
            new EditedFile.Options(FileAttributes.NONE, null, false),
            target);
    return Result.of(written.plan())
        .with("name", a.name())
        .with("key", a.key())
        .with("path", file.path())
        .with("hash_host", a.hashHost())
        .with("state", a.state().name().toLowerCase(Locale.ROOT))
        .with("diff", new Change(file.path(), before, after).told());
  }

  /// One key of each type: the line of the host that has the same type gives way to the new one.
  private static void edit(List<String> lines, Line wanted, String host, Arguments a) {
    var present = a.state() == State.PRESENT;
    for (var i = 0; i < lines.size(); i++) {
      var line = Line.of(lines.get(i));
      if (line == null || !line.means(host)) {
        continue;
      }
      var hidden = a.hashHost() && line.isHashed();
      var asWanted =
          hidden ? new Line(wanted.marker(), line.hosts(), wanted.type(), wanted.key()) : wanted;
      var same = line.same(asWanted) && (!a.hashHost() || line.isHashed());
      if (same || line.marker().isEmpty() && line.type().equals(wanted.type())) {
        if (!present) {
          lines.remove(i);
          return;
        }
        if (same) {
          return;
        }
        lines.remove(i);
        break;
      }
    }
    if (present) {
      if (!lines.isEmpty() && !lines.getLast().endsWith("\n")) {
        lines.set(lines.size() - 1, lines.getLast() + "\n");
      }
      lines.add(EditedFile.bytes(a.hashHost() ? hidden(wanted, host, a) : plain(a)) + "\n");
    }
  }

  private static String plain(Arguments a) {
    return a.key() == null ? "" : a.key().strip();
  }

  private static String hidden(Line wanted, String host, Arguments a) {
    var salt = new byte[20];
    new SecureRandom().nextBytes(salt);
    var word = Base64.getEncoder().encodeToString(salt);
    return plain(a)
        .replaceFirst(
            java.util.regex.Pattern.quote(wanted.hosts()), "|1|" + word + "|" + hash(word, host));
  }

  private static String hash(String salt, String host) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(salt), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(host.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return "";
    }
  }
}
