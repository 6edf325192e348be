package dev.runbook.modules;

import dev.runbook.archive.ArchiveReader;
import dev.runbook.archive.ArchiveReader.Entry;
import dev.runbook.archive.ArchiveReader.Kind;
import dev.runbook.archive.TarWriter;
import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An archive of the controller unpacked on a host. It is read twice: once to compare it with what
/// is there, and once to send what differs.
record Unpacking(UnarchiveModule.Arguments arguments, Path archive) {
  private static final Pattern STRIP = Pattern.compile("--strip(?:-components)?=(\\d+)");

  /// @param sha1 of a file's content
  private record Found(Entry entry, String sha1) {}

  Result run(Target target) throws ModuleFailure, Unreachable, IOException {
    var found = read();
    var tree = new LocalTree(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (var one : found) {
      var entry = new LocalTree.Entry(archive, one.entry().name(), one.entry().target());
      switch (one.entry().kind()) {
        case FOLDER -> tree.folders().add(entry);
        case LINK -> tree.links().add(entry);
        case FILE, HARD -> tree.files().add(entry);
      }
    }
    var listed = new RemoteList(arguments.dest(), arguments.attributes(), tree).ask(target);
    if (!listed.exists()) {
      throw new ModuleFailure("dest '%s' must be an existing dir".formatted(listed.path()));
    }
    var plan = target.plan();
    var sent = new HashSet<String>();
    for (var one : found) {
      if (differs(one, listed)) {
        sent.add(one.entry().name());
        plan.change("");
      } else {
        var now = listed.stats().get(one.entry().name());
        var path = listed.path() + "/" + one.entry().name();
        if (now != null) {
          var diff = arguments.attributes().compare(now, path, listed.known());
          if (!diff.isEmpty()) {
            plan.change(diff.commands(Quote.sh(path)));
          }
        }
      }
    }
    if (plan.willRun() && !sent.isEmpty()) {
      if (!listed.tar()) {
        throw new ModuleFailure("the host has no tar to unpack with");
      }
      TarStream.unpack(
          listed.path().isEmpty() ? "/" : listed.path(),
          "",
          tar -> send(tar, sent, listed),
          target);
    }
    plan.apply();
    var dest = listed.path().isEmpty() ? "/" : listed.path();
    var result = Result.of(plan).with("dest", dest);
    return arguments.listFiles()
        ? result.with(
            "files",
            found.stream()
                .map(f -> f.entry().name() + (f.entry().kind() == Kind.FOLDER ? "/" : ""))
                .toList())
        : result;
  }

  private List<Found> read() throws IOException, ModuleFailure {
    for (var option : arguments.extraOpts()) {
      if (!STRIP.matcher(option).matches()
          && !Set.of("--no-same-owner", "--overwrite", "--preserve-permissions", "-o", "-p")
              .contains(option)) {
        throw new ModuleFailure(
            "extra_opts '%s' can only be used with remote_src".formatted(option));
      }
    }
    var found = new ArrayList<Found>();
    ArchiveReader.read(
        archive,
        (written, content) -> {
          var entry = wanted(written);
          if (entry != null) {
            found.add(new Found(entry, entry.kind() == Kind.FILE ? sha1(content) : ""));
          }
        });
    return found;
  }

  /// The entry under the name that it gets, or null when it is left out.
  private @Nullable Entry wanted(Entry entry) {
    var name = entry.name();
    if (!arguments.include().isEmpty()
        && arguments.include().stream().noneMatch(i -> below(name, i))) {
      return null;
    }
    for (var pattern : arguments.exclude()) {
      if (excluded(name, pattern)) {
        return null;
      }
    }
    var strip = 0;
    for (var option : arguments.extraOpts()) {
      var matcher = STRIP.matcher(option);
      strip = matcher.matches() ? Integer.parseInt(matcher.group(1)) : strip;
    }
    var kept = name;
    for (var i = 0; i < strip; i++) {
      var slash = kept.indexOf('/');
      if (slash < 0) {
        return null;
      }
      kept = kept.substring(slash + 1);
    }
    return new Entry(
        kept,
        entry.kind(),
        entry.mode(),
        entry.uid(),
        entry.gid(),
        entry.user(),
        entry.group(),
        entry.size(),
        entry.modified(),
        entry.target());
  }

  private static String trimmed(String pattern) {
    var text = pattern.startsWith("./") ? pattern.substring(2) : pattern;
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean below(String name, String wanted) {
    var folder = trimmed(wanted);
    return name.equals(folder)
        || name.startsWith(folder + "/")
        || glob(folder).matcher(name).matches();
  }

  /// tar's rule: a pattern matches at the start of any part, and all that is below.
  private static boolean excluded(String name, String pattern) {
    var glob = glob(trimmed(pattern)).pattern();
    return Pattern.compile("(?:.*/)?" + glob + "(?:/.*)?", Pattern.DOTALL).matcher(name).matches();
  }

  private static Pattern glob(String pattern) {
    var regex = new StringBuilder();
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      regex.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String sha1(java.io.InputStream content) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean differs(Found one, RemoteList.Listed listed) {
    var entry = one.entry();
    var now = listed.stats().get(entry.name());
    if (now == null) {
      return true;
    }
    if (arguments.keepNewer() && Long.parseLong(now.modified()) > entry.modified()) {
      return false;
    }
    var mode = listed.uid() == 0 ? entry.mode() : entry.mode() & ~listed.known().umask();
    var other = arguments.attributes().mode() == null && now.mode() != mode;
    return switch (entry.kind()) {
      // a link to a folder takes the folder's place, as tar keeps it
      case FOLDER -> now.type() != 0120000 && (!now.folder() || other);
      case LINK -> !entry.target().equals(listed.links().get(entry.name()));
      case HARD -> !now.regular();
      case FILE -> !one.sha1().equals(listed.sums().get(entry.name())) || other;
    };
  }

  private void send(TarWriter tar, Set<String> sent, RemoteList.Listed listed) throws IOException {
    ArchiveReader.read(
        archive,
        (written, content) -> {
          var entry = wanted(written);
          if (entry == null || !sent.contains(entry.name())) {
            return;
          }
          var attributes = attributes(entry, listed);
          switch (entry.kind()) {
            case FOLDER -> tar.folder(entry.name(), attributes);
            case LINK -> tar.link(entry.name(), entry.target(), attributes);
            case HARD -> tar.hardLink(entry.name(), entry.target(), attributes);
            case FILE -> tar.file(entry.name(), entry.size(), content, attributes);
          }
        });
  }

  private TarWriter.Attributes attributes(Entry entry, RemoteList.Listed listed)
      throws IOException {
    var wanted = arguments.attributes();
    try {
      var path = listed.path() + "/" + entry.name();
      var mode =
          wanted.mode() == null
              ? listed.uid() == 0 ? entry.mode() : entry.mode() & ~listed.known().umask()
              : FileMode.of(wanted.mode())
                  .bits(entry.mode(), entry.kind() == Kind.FOLDER, listed.known().umask());
      var uid = wanted.uid(path, listed.known());
      var gid = wanted.gid(path, listed.known());
      var own = entry.uid() < 0 || arguments.extraOpts().contains("--no-same-owner");
      return new TarWriter.Attributes(
          mode,
          uid != null ? uid : own ? listed.uid() : entry.uid(),
          gid != null ? gid : own ? listed.gid() : entry.gid(),
          uid != null || own ? "" : entry.user(),
          gid != null || own ? "" : entry.group(),
          entry.modified());
    } catch (ModuleFailure e) {
      throw new IOException(e.msg(), e);
    }
  }
}
