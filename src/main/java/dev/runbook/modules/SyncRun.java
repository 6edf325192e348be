package dev.runbook.modules;

import dev.runbook.archive.TarWriter;
import dev.runbook.module.Change;
import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.modules.SyncState.Seen;
import dev.runbook.modules.SyncTree.Entry;
import dev.runbook.modules.SyncTree.Kind;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One bringing of a tree: compares, sends in one stream what differs, puts it into its places.
final class SyncRun {
  /// Commands in one script.
  private static final int CHUNK = 200;

  private final String dest;
  private final SyncTree tree;
  private final SyncOptions options;
  private final List<String> told = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final List<Entry> sent = new ArrayList<>();
  private final List<String> after = new ArrayList<>();
  private final LinkedHashMap<String, Entry> folders = new LinkedHashMap<>();
  private final TreeSet<String> touched = new TreeSet<>();

  SyncRun(String dest, SyncTree tree, SyncOptions options) {
    this.dest = dest;
    this.tree = tree;
    this.options = options;
  }

  Result bring(Target target) throws ModuleFailure, Unreachable {
    var state = SyncState.ask(dest, tree, options, target);
    if (!state.exists()) {
      before.add("mkdir -- " + Quote.sh(state.path()));
      if (!tree.entries().isEmpty()) {
        told.add("created directory " + state.path());
      }
    }
    for (var entry : tree.entries()) {
      compare(tree.single() ? named(entry, state.single()) : entry, state);
    }
    remove(state);
    var plan = target.plan();
    if (!told.isEmpty()) {
      plan.change("").show(new Change(dest, "", String.join("\n", told) + "\n"));
    }
    if (plan.willRun()) {
      apply(state, target);
    }
    var text = told.isEmpty() ? "" : String.join("\n", told) + "\n";
    return Result.of(plan).with("msg", text).with("rc", 0L).with("stdout_lines", List.copyOf(told));
  }

  /// A file that gets another name is told by the one that it has.
  private String shown(Entry entry) {
    return tree.single() ? tree.entries().getFirst().name() : entry.shown();
  }

  private static Entry named(Entry entry, String name) {
    return new Entry(
        entry.kind(),
        entry.file(),
        name,
        entry.mode(),
        entry.size(),
        entry.modified(),
        entry.owner(),
        entry.group(),
        entry.target());
  }

  private void compare(Entry entry, SyncState state) throws ModuleFailure {
    var now = state.seen(entry.name());
    if (now == null) {
      if (!options.existingOnly()) {
        make(entry);
      }
      return;
    }
    switch (entry.kind()) {
      case FOLDER -> {
        if (now.folder()) {
          folders.put(entry.name(), entry);
          attributes(entry, now, state, ".d");
        } else {
          before.add("rm -f -- " + Quote.sh("./" + entry.name()));
          make(entry);
        }
      }
      case FILE -> {
        if (now.folder()) {
          throw new ModuleFailure(
              "could not make way for new file: %s/%s is a folder"
                  .formatted(state.path(), entry.name()));
        }
        if (!now.regular()) {
          make(entry);
        } else if (!same(entry, now, state)) {
          told.add("<f" + flags(entry, now, state, Sending.YES) + " " + shown(entry));
          send(entry);
        } else {
          attributes(entry, now, state, ".f");
        }
      }
      case LINK -> {
        if (!entry.target().equals(state.links().get(entry.name()))) {
          make(entry);
        }
      }
    }
  }

  private void make(Entry entry) {
    var path = Quote.sh("./" + entry.name());
    switch (entry.kind()) {
      case FOLDER -> {
        told.add("cd+++++++++ " + entry.shown());
        folders.put(entry.name(), entry);
        touch(entry.name());
        touched.add(entry.name());
        if (!entry.name().equals(".")) {
          before.add("mkdir -- " + path);
        }
      }
      case FILE -> {
        told.add("<f+++++++++ " + shown(entry));
        send(entry);
      }
      case LINK -> {
        told.add("cL+++++++++ " + entry.shown() + " -> " + entry.target());
        after.add("rm -f -- %1$s && ln -s -- %2$s %1$s".formatted(path, Quote.sh(entry.target())));
        touch(entry.name());
      }
    }
  }

  private void send(Entry entry) {
    sent.add(entry);
    touch(entry.name());
  }

  /// The folder that holds a name gets its time again in the end.
  private void touch(String name) {
    var slash = name.lastIndexOf('/');
    touched.add(slash < 0 ? "." : name.substring(0, slash));
  }

  private boolean same(Entry entry, Seen now, SyncState state) throws ModuleFailure {
    if (entry.size() != now.size()) {
      return false;
    }
    return options.checksum()
        ? sha1(entry).equals(state.sums().get(entry.name()))
        : entry.modified() == now.modified();
  }

  private static String sha1(Entry entry) throws ModuleFailure {
    try (var content = Files.newInputStream(entry.file())) {
      var digest = MessageDigest.getInstance("SHA-1");
      var buffer = new byte[1 << 16];
      for (var n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private enum Sending {
    YES,
    NO
  }

  /// rsync's nine letters: checksum, size, time, permissions, owner, group and three that stay.
  private String flags(Entry entry, Seen now, SyncState state, Sending sending) {
    var text = new StringBuilder();
    var sends = sending == Sending.YES;
    text.append(sends && options.checksum() ? 'c' : '.');
    text.append(sends && entry.size() != now.size() ? 's' : '.');
    var timed = options.times() && (entry.kind() != Kind.FOLDER || options.folderTimes());
    text.append(timed && entry.modified() != now.modified() ? 't' : sends && !timed ? 'T' : '.');
    text.append(options.perms() && entry.mode() != now.mode() ? 'p' : '.');
    text.append(uid(entry, now, state) != now.uid() ? 'o' : '.');
    text.append(gid(entry, now, state) != now.gid() ? 'g' : '.');
    return text.append("...").toString();
  }

  private void attributes(Entry entry, Seen now, SyncState state, String start) {
    var flags = flags(entry, now, state, Sending.NO);
    if (flags.equals(".........")) {
      return;
    }
    told.add(start + flags + " " + shown(entry));
    if (entry.kind() == Kind.FOLDER) {
      touched.add(entry.name());
    } else {
      after.add(settle(entry, now, state));
    }
  }

  private String settle(Entry entry, @Nullable Seen now, SyncState state) {
    var path = Quote.sh("./" + entry.name());
    var commands = new ArrayList<String>();
    var uid = uid(entry, now, state);
    var gid = gid(entry, now, state);
    if (state.root() && (now == null || uid != now.uid() || gid != now.gid())) {
      commands.add("chown %d:%d -- %s".formatted(uid, gid, path));
    }
    var mode = mode(entry, now, state);
    if (now == null || mode != now.mode()) {
      commands.add("chmod %s -- %s".formatted(FileMode.text(mode), path));
    }
    if (options.times() && (entry.kind() != Kind.FOLDER || options.folderTimes())) {
      commands.add("touch -d @%d -- %s".formatted(entry.modified(), path));
    }
    return String.join(" && ", commands);
  }

  private int mode(Entry entry, @Nullable Seen now, SyncState state) {
    return options.perms()
        ? entry.mode()
        : now != null ? now.mode() : entry.mode() & ~state.umask();
  }

  /// Only root gives files away; a name that the host does not know keeps its number.
  private long uid(Entry entry, @Nullable Seen now, SyncState state) {
    if (options.owner() && state.root()) {
      return state.uids().getOrDefault(entry.owner(), number(entry, "unix:uid"));
    }
    return now != null ? now.uid() : state.uid();
  }

  private long gid(Entry entry, @Nullable Seen now, SyncState state) {
    if (options.group() && state.root()) {
      return state.gids().getOrDefault(entry.group(), number(entry, "unix:gid"));
    }
    return now != null ? now.gid() : state.gid();
  }

  private static long number(Entry entry, String attribute) {
    try {
      return Files.getAttribute(entry.file(), attribute) instanceof Number n ? n.longValue() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the tree does not have goes, but for what the filters keep out of sight.
  private void remove(SyncState state) {
    for (var name : state.others()) {
      if (!hidden(name, false)) {
        told.add("*deleting   " + name);
        after.add("rm -f -- " + Quote.sh("./" + name));
        touch(name);
      }
    }
    var deepestFirst = new ArrayList<>(state.otherFolders());
    deepestFirst.sort(Comparator.comparingInt(String::length).reversed());
    for (var name : deepestFirst) {
      if (!hidden(name, true)) {
        told.add("*deleting   " + name + "/");
        // one that holds something hidden stays
        after.add("rmdir -- " + Quote.sh("./" + name) + " 2>/dev/null || :");
        touch(name);
      }
    }
  }

  private boolean hidden(String name, boolean folder) {
    for (var slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      if (options.leavesOut(name.substring(0, slash), true)) {
        return true;
      }
    }
    return options.leavesOut(name, folder);
  }

  private void apply(SyncState state, Target target) throws ModuleFailure, Unreachable {
    var enter = "cd -- " + Quote.sh(state.path());
    if (!state.exists()) {
      run(List.of(before.removeFirst()), target);
    }
    chunks(enter, before, target);
    var last = new ArrayList<String>();
    if (!sent.isEmpty()) {
      var reply = target.ask("set -e\n" + enter + "\nmktemp -d ./.runbook_tmp.XXXXXXXX");
      if (!reply.ok()) {
        throw ModuleFailure.of(reply.stderr().strip(), reply);
      }
      var stage = reply.stdout().strip();
      try {
        transfer(state, stage, target);
        for (var i = 0; i < sent.size(); i++) {
          last.add("mv -f -- %s/%d %s".formatted(stage, i, Quote.sh("./" + sent.get(i).name())));
        }
        chunks(enter, last, target);
      } finally {
        target.ask(enter + " && rm -rf -- " + stage);
      }
    }
    chunks(enter, after, target);
    var settled = new ArrayList<String>();
    folders.forEach((name, entry) -> {
      if (touched.contains(name)) {
        settled.addFirst(settle(entry, state.seen(name), state));
      }
    });
    settled.removeIf(String::isEmpty);
    chunks(enter, settled, target);
  }

  private static void chunks(String enter, List<String> commands, Target target)
      throws ModuleFailure, Unreachable {
    for (var i = 0; i < commands.size(); i += CHUNK) {
      var script = new ArrayList<String>(List.of(enter));
      script.addAll(commands.subList(i, Math.min(commands.size(), i + CHUNK)));
      run(script, target);
    }
  }

  private static void run(List<String> commands, Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask("set -e\n" + String.join("\n", commands));
    if (!reply.ok()) {
      throw ModuleFailure.of(reply.stderr().strip(), reply);
    }
  }

  private void transfer(SyncState state, String stage, Target target)
      throws ModuleFailure, Unreachable {
    if (!state.tar()) {
      throw new ModuleFailure("synchronize needs tar on the host; install it first");
    }
    var command =
        "cd -- %s && { tar xpf - 2>&1; printf '\\n%%s' $?; }"
            .formatted(Quote.sh(state.path() + "/" + stage));
    try (var channel = target.open(command)) {
      var said = new StringBuilder();
      var reader =
          Thread.startVirtualThread(() -> {
            try {
              var bytes = channel.output().readAllBytes();
              said.append(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      try (var tar = new TarWriter(channel.input())) {
        for (var i = 0; i < sent.size(); i++) {
          var entry = sent.get(i);
          var now = state.seen(entry.name());
          var given =
              new TarWriter.Attributes(
                  mode(entry, now, state),
                  uid(entry, now, state),
                  gid(entry, now, state),
                  options.times() ? entry.modified() : System.currentTimeMillis() / 1000);
          try (var content = Files.newInputStream(entry.file())) {
            tar.file(String.valueOf(i), entry.size(), content, given);
          }
        }
        tar.finish();
      } catch (IOException e) {
        reader.join();
        throw new ModuleFailure("cannot send the files: " + e.getMessage() + " " + said);
      }
      reader.join();
      if (!said.substring(said.lastIndexOf("\n") + 1).equals("0")) {
        throw new ModuleFailure("cannot unpack the files: " + said.toString().strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleFailure("interrupted");
    }
  }
}
