package dev.runbook.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The flags of {@code ansible}: those of a playbook's run, and of the one task. */
final class AdhocFlags {
  private static final Set<String> OF_PLAYBOOKS =
      Set.of(
          "-t",
          "--skip-tags",
          "--start-at-task",
          "--syntax-check",
          "--list-tasks",
          "--list-tags",
          "--force-handlers",
          "--step");

  static final List<Flag> ALL = all();

  private AdhocFlags() {}

  private static List<Flag> all() {
    var flags = new ArrayList<Flag>();
    flags.add(Flag.with("MODULE", "the module to run (default command)", "-m", "--module-name"));
    flags.add(Flag.with("ARGS", "its options: key=value ..., or JSON", "-a", "--args"));
    flags.add(Flag.with("SECONDS", "run in the background, at most so long", "-B", "--background"));
    flags.add(Flag.with("SECONDS", "how often to look after it (default 15)", "-P", "--poll"));
    flags.add(Flag.plain("one line for each result", "-o", "--one-line"));
    flags.add(Flag.with("DIR", "write results into files here too", "-t", "--tree"));
    flags.add(Flag.with("DIR", "stands for the playbook's folder", "--playbook-dir"));
    PlaybookFlags.ALL.stream().filter(f -> !OF_PLAYBOOKS.contains(f.key())).forEach(flags::add);
    return List.copyOf(flags);
  }
}
