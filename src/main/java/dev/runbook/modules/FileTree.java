package dev.runbook.modules;

import dev.runbook.module.AttributeDiff;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileMode;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Attributes of all that is in a folder.
///
/// The host counts which modes and owners there are; here it is decided what each becomes, and one
/// walk of `find` changes those that differ.
record FileTree(FileModule.Arguments arguments, Timestamps times, FileModule.Seen seen) {

  /// `find` of everything below; links are followed when the task says so.
  private List<String> walks(String word) {
    return arguments.follow()
        ? List.of("find -L " + word + " -mindepth 1", "find " + word + " -mindepth 1 -type l")
        : List.of("find " + word + " -mindepth 1");
  }

  void addTo(Plan plan, String path, Target target) throws ModuleFailure, Unreachable {
    var wanted = arguments.attributes();
    if (!wanted.any() && times.none()) {
      return;
    }
    var word = Quote.sh(path);
    var format = times.none() ? "%f %u %g" : "%f %u %g %X %Y";
    var ask = new StringBuilder();
    for (var walk : walks(word)) {
      // -L of stat is not used: below -L of find, what is seen as a link leads nowhere
      var stat = walk.startsWith("find -L") ? "stat -L" : "stat";
      ask.append(walk).append(" -exec ").append(stat).append(" -c '").append(format);
      ask.append("' {} + 2>/dev/null\n");
    }
    var reply = target.ask("{\n" + ask + "} | sort -u; printf '\\0'");
    var changes = new TreeMap<String, String>();
    for (var line : new Fields(reply.out()).next().lines().toList()) {
      change(line.split(" ", -1), path, changes);
    }
    if (changes.isEmpty()) {
      return;
    }
    // no brackets: busybox forgets an -exec ... + inside them
    var actions = new ArrayList<String>();
    changes.forEach((test, action) -> actions.add(test + " " + action));
    for (var walk : walks(word)) {
      var find = walk + " " + String.join(" -o ", actions);
      // a loop of links, which -L complains of, is no failure
      plan.change(
          "e=$("
              + find
              + " 2>&1) || case $e in *loop*) ;; *) printf '%s\\n' \"$e\" >&2; exit 1 ;; esac\n");
    }
  }

  private void change(String[] numbers, String path, TreeMap<String, String> changes)
      throws ModuleFailure {
    var bits = Integer.parseInt(numbers[0], 16);
    var now =
        new FileState.Stat(
            bits & 0170000,
            bits & 07777,
            Long.parseLong(numbers[1]),
            Long.parseLong(numbers[2]),
            0,
            0,
            0,
            1,
            "",
            "",
            "",
            "");
    var diff = arguments.attributes().compare(now, path, labelled());
    var commands = new ArrayList<String>();
    // a folder's own must be set before the walk goes into it
    var end = now.folder() ? " {} \\;" : " {} +";
    for (var command : diff.commands("X").lines().toList()) {
      var words = command.substring(0, command.length() - " -- X".length());
      commands.add("-exec " + words + " --" + end);
    }
    if (!times.none() && differs(numbers)) {
      for (var command :
          times.compare(null, seen.times(), new AttributeDiff(), "X").lines().toList()) {
        commands.add("-exec " + command.substring(0, command.length() - 2) + end);
      }
    }
    if (!commands.isEmpty()) {
      var type =
          now.folder() ? "-type d" : now.type() == 0120000 ? "-type l" : "! -type d ! -type l";
      var test =
          "%s -perm %s -user %d -group %d"
              .formatted(type, FileMode.text(now.mode()), now.uid(), now.gid());
      changes.put(test, String.join(" ", commands));
    }
  }

  /// The label of the folder says nothing about those of its content.
  private FileAttributes.Known labelled() {
    var known = seen.known();
    return new FileAttributes.Known(
        known.umask(), known.uid(), known.gid(), "", "", "", known.unsafe());
  }

  private boolean differs(String[] numbers) {
    var wanted = seen.times();
    return wanted.access() != null && !String.valueOf(wanted.access()).equals(numbers[3])
        || wanted.modification() != null
            && !String.valueOf(wanted.modification()).equals(numbers[4]);
  }
}
