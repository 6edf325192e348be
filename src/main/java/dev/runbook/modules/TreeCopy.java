package dev.runbook.modules;

import dev.runbook.archive.TarWriter;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileMode;
import dev.runbook.module.FileState;
import dev.runbook.module.FileState.Stat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Replacement;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A folder of the controller brought to the host: one round trip finds what differs, one stream of
/// tar carries it, and one more round trip puts what replaces something into its place.
record TreeCopy(CopyModule.Arguments arguments, Path folder, boolean contentOnly) {

  /// A file that has to go over.
  ///
  /// @param name below the destination
  /// @param sent the name that it arrives under: a temporary one when it replaces something
  private record Sent(
      String name, String sent, FileSource source, TarWriter.Attributes attributes) {}

  Result bring(Target target) throws ModuleFailure, Unreachable {
    if (arguments.attributes().attributes() != null) {
      throw new ModuleFailure("attributes cannot be given when src is a folder");
    }
    var prefix = contentOnly ? "" : folder.getFileName() + "/";
    var tree = LocalTree.of(folder, prefix, arguments.localFollow());
    var listed = new RemoteList(arguments.dest(), arguments.attributes(), tree).ask(target);
    var plan = target.plan();
    var sent = new ArrayList<Sent>();
    var made = new ArrayList<LocalTree.Entry>();
    for (var entry : tree.folders()) {
      folder(entry, listed, plan, made);
    }
    for (var entry : tree.files()) {
      file(entry, listed, plan, sent, target);
    }
    for (var entry : tree.links()) {
      link(entry, listed, plan);
    }
    var dest = listed.path() + "/";
    if (!listed.exists() && (plan.changed() || tree.folders().isEmpty())) {
      plan.change("");
    }
    if (plan.willRun()) {
      prepare(listed, made, target);
      if (!sent.isEmpty()) {
        transfer(listed, sent, target);
      }
      var reply =
          new Replacement(target, gone(listed.path())).apply(plan, Replacement.Invalid.COPY);
      if (!reply.ok()) {
        throw ModuleFailure.of(reply.stderr(), reply);
      }
    }
    return Result.of(plan).with("dest", dest).with("src", folder + (contentOnly ? "/" : ""));
  }

  private static FileState gone(String path) {
    return new FileState(path, null, null, null, path);
  }

  private void folder(
      LocalTree.Entry entry, RemoteList.Listed listed, Plan plan, List<LocalTree.Entry> made)
      throws ModuleFailure {
    var now = listed.stats().get(entry.name());
    if (now == null) {
      made.add(entry);
      plan.change("");
    } else if (!now.folder() && now.type() != 0120000) {
      throw new ModuleFailure(
          "%s already exists as a file".formatted(listed.path() + "/" + entry.name()));
    } else if (now.folder()) {
      var wanted = arguments.attributes().withMode(arguments.directoryMode());
      attributes(entry, now, wanted, listed, plan);
    }
  }

  private static void attributes(
      LocalTree.Entry entry, Stat now, FileAttributes wanted, RemoteList.Listed listed, Plan plan)
      throws ModuleFailure {
    var path = listed.path() + "/" + entry.name();
    var diff = wanted.compare(now, path, listed.known());
    if (!diff.isEmpty()) {
      plan.change(diff.commands(Quote.sh(path)));
    }
  }

  private void file(
      LocalTree.Entry entry, RemoteList.Listed listed, Plan plan, List<Sent> sent, Target target)
      throws ModuleFailure {
    var now = listed.stats().get(entry.name());
    if (now != null && !arguments.force()) {
      return;
    }
    if (now != null && now.folder()) {
      throw new ModuleFailure(
          "Destination %s is a directory".formatted(listed.path() + "/" + entry.name()));
    }
    var source = CopyModule.source(arguments, entry.file(), target);
    var wanted = TemplateModule.resolved(arguments.attributes(), entry.file());
    if (now != null && source.sha1().equals(listed.sums().get(entry.name()))) {
      attributes(entry, now, wanted, listed, plan);
      return;
    }
    var path = listed.path() + "/" + entry.name();
    var kept = now != null && now.regular() ? now : null;
    var bits = kept != null ? kept.mode() : 0666 & ~listed.known().umask();
    if (wanted.mode() != null) {
      bits = FileMode.of(wanted.mode()).bits(bits, false, listed.known().umask());
    }
    var uid = wanted.uid(path, listed.known());
    var gid = wanted.gid(path, listed.known());
    var attributes =
        new TarWriter.Attributes(
            bits,
            uid != null ? uid : kept != null ? kept.uid() : listed.uid(),
            gid != null ? gid : kept != null ? kept.gid() : listed.gid(),
            System.currentTimeMillis() / 1000);
    var slash = entry.name().lastIndexOf('/') + 1;
    var direct = now == null && arguments.validate() == null;
    var random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    var temporary =
        entry.name().substring(0, slash) + ".runbook_tmp." + HexFormat.of().formatHex(random);
    sent.add(new Sent(entry.name(), direct ? entry.name() : temporary, source, attributes));
    plan.change(direct ? "" : replaced(path, listed.path() + "/" + temporary, now != null));
  }

  private String replaced(String path, String temporary, boolean existed) throws ModuleFailure {
    var script = new StringBuilder();
    if (arguments.validate() != null) {
      script.append(Replacement.validation(Words.split(arguments.validate()), temporary));
    }
    if (arguments.backup() && existed) {
      script
          .append("cp -p -- ")
          .append(Quote.sh(path))
          .append(' ')
          .append(Quote.sh(path + "."))
          .append("$$.$(date +%Y-%m-%d@%H:%M:%S)~\n");
    }
    script.append("mv -f -- ").append(Quote.sh(temporary)).append(' ').append(Quote.sh(path));
    return script.append('\n').toString();
  }

  private static void link(LocalTree.Entry entry, RemoteList.Listed listed, Plan plan) {
    if (!entry.target().equals(listed.links().get(entry.name()))) {
      var path = Quote.sh(listed.path() + "/" + entry.name());
      plan.change(
          "if [ -d %1$s ] && [ ! -L %1$s ]; then rmdir -- %1$s; else rm -f -- %1$s; fi\nln -s -- %2$s %1$s\n"
              .formatted(path, Quote.sh(entry.target())));
    }
  }

  /// Makes the folders, above first, so that the stream holds files only.
  private void prepare(RemoteList.Listed listed, List<LocalTree.Entry> made, Target target)
      throws ModuleFailure, Unreachable {
    if (listed.exists() && made.isEmpty()) {
      return;
    }
    var wanted = arguments.attributes().withMode(arguments.directoryMode());
    var script = new StringBuilder("set -e\n");
    script.append(FileModule.folders(listed.path(), wanted, listed.known()));
    for (var entry : made) {
      script.append("rb_make ").append(Quote.sh(listed.path() + "/" + entry.name())).append('\n');
    }
    var reply = target.ask(script.toString());
    if (!reply.ok()) {
      throw ModuleFailure.of(reply.stderr().strip(), reply);
    }
  }

  private void transfer(RemoteList.Listed listed, List<Sent> sent, Target target)
      throws ModuleFailure, Unreachable {
    if (!listed.tar()) {
      onebyone(listed, sent, target);
      return;
    }
    TarStream.unpack(
        listed.path(),
        "",
        tar -> {
          for (var file : sent) {
            try (var content = file.source().content().open()) {
              tar.file(file.sent(), file.source().size(), content, file.attributes());
            }
          }
        },
        target);
  }

  /// For a host without tar.
  private static void onebyone(RemoteList.Listed listed, List<Sent> sent, Target target)
      throws ModuleFailure, Unreachable {
    var script = new StringBuilder("set -e\n");
    for (var file : sent) {
      var path = listed.path() + "/" + file.sent();
      try (var content = file.source().content().open()) {
        target.put(content, path);
      } catch (IOException e) {
        throw new ModuleFailure("cannot read " + file.source().shown());
      }
      var given = file.attributes();
      script.append(
          "chown %1$d:%2$d -- %4$s 2>/dev/null || :\nchmod 0%3$04o -- %4$s\n"
              .formatted(given.uid(), given.gid(), given.mode(), Quote.sh(path)));
    }
    var reply = target.ask(script.toString());
    if (!reply.ok()) {
      throw ModuleFailure.of(reply.stderr().strip(), reply);
    }
  }
}
