package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.config.Config;
import dev.runbook.inventory.Host;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code runbook adhoc PATTERN -m MODULE -a ARGS}: what {@code ansible} does. */
final class AdhocCommand implements TaskCommand.Kind {
  private static final Set<String> NEED_ARGUMENTS =
      Set.of("command", "shell", "raw", "script", "win_command", "win_shell");

  private static final int FAILED = 2;

  private static final String EXAMPLES =
      """

      examples:
        PROGRAM all -i hosts -m ping                 is everybody there?
        PROGRAM web -i hosts -a uptime               a command on a group
        PROGRAM web1 -i hosts -m setup               the facts of a host
        PROGRAM web -i hosts -b -m service -a 'name=nginx state=restarted'
                                                     a module with its options, as root
        PROGRAM web -i hosts -B 3600 -P 0 -a backup  leave it running in the background

      exit status: 0 all well, 1 error, 2 the task failed on a host, 4 a host was unreachable
      """;

  private final PrintStream out;
  private final PrintStream err;

  AdhocCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    return new TaskCommand(
            Program.called().name("adhoc"), "pattern", AdhocFlags.ALL, EXAMPLES, out, err)
        .run(words, this);
  }

  @Override
  public void check(List<String> operands) throws CommandLine.Misused {
    if (operands.isEmpty()) {
      throw new CommandLine.Misused("the following arguments are required: pattern");
    }
    if (operands.size() > 1) {
      throw new CommandLine.Misused(
          "unrecognized arguments: " + String.join(" ", operands.subList(1, operands.size())));
    }
  }

  /** What is wrong with the one task fails the hosts. */
  @Override
  public int unreadable() {
    return FAILED;
  }

  @Override
  public int run(CommandLine line, Prepared prepared, Reports reports) throws Guard.Refused {
    var hosts = hosts(line, prepared, reports);
    if (line.has("--list-hosts")) {
      out.println("  hosts (" + hosts.size() + "):");
      hosts.forEach(host -> out.println("    " + host.name()));
      return 0;
    }
    return Running.run(prepared, err);
  }

  /** A stdout callback of the settings counts for playbooks, unless ad-hoc tasks are meant too. */
  @Override
  public String callback(CommandLine line, Config config) {
    if (line.has("-o")) {
      return "oneline";
    }
    var configured = config.string("DEFAULT_STDOUT_CALLBACK");
    return config.flag("DEFAULT_LOAD_CALLBACK_PLUGINS") && !configured.equals("default")
        ? configured
        : "minimal";
  }

  private static List<Host> hosts(CommandLine line, Prepared prepared, Reports reports)
      throws Guard.Refused {
    var pattern = line.operands().getFirst();
    if (!Set.of("localhost", "127.0.0.1", "::1").contains(pattern)
        || !prepared.inventory().hosts().isEmpty()) {
      try {
        Running.hosts(prepared, reports.warnings(), prepared.config());
      } catch (Guard.Refused e) {
        if (line.has("-l")) {
          throw e;
        }
      }
    }
    var hosts = prepared.inventory().match(List.of(pattern));
    for (var limit : line.all("-l")) {
      var allowed = Set.copyOf(prepared.inventory().limit(limit));
      hosts = hosts.stream().filter(allowed::contains).toList();
    }
    if (hosts.isEmpty() && !prepared.inventory().hosts().isEmpty()) {
      if (line.has("-l")) {
        throw new Guard.Refused(
            "Specified inventory, host pattern and/or --limit leaves us with no hosts to target.");
      }
      reports.warnings().warn("No hosts matched, nothing to do");
    }
    return hosts;
  }

  @Override
  public void fill(RunRequest request, CommandLine line, Runbook runbook, Reports reports)
      throws CommandLine.Misused, Guard.BadOptions {
    var named = line.last("-m");
    var module = named == null ? runbook.config().string("DEFAULT_MODULE_NAME") : named;
    var text = line.last("-a") == null ? "" : line.all("-a").getLast();
    var pattern = line.operands().getFirst();
    if (text.isEmpty()
        && NEED_ARGUMENTS.contains(module.replaceFirst("^ansible\\.(builtin|legacy)\\.", ""))
        && !line.has("--list-hosts")) {
      throw new Guard.BadOptions(
          "No argument passed to "
              + module
              + " module"
              + (pattern.endsWith(".yml") ? " (did you mean to run ansible-playbook?)" : ""));
    }
    if (module.matches("(ansible\\.(builtin|legacy)\\.)?import_playbook")) {
      throw new Guard.BadOptions("'" + module + "' is not a valid action for ad-hoc commands");
    }
    request.task(pattern, module, arguments(text), keywords(line));
    var given = line.last("--playbook-dir");
    var folder = given == null ? runbook.config().text("PLAYBOOK_DIR") : given;
    if (folder != null) {
      request.playbookFolder(Path.of(folder));
    }
    var tree = line.last("-t");
    if (tree != null) {
      reports.tree(request, runbook.workingDirectory().resolve(tree));
    }
  }

  /** A JSON object, or the text as it is. */
  private static Object arguments(String text) {
    var stripped = text.strip();
    if (stripped.startsWith("{") && stripped.endsWith("}")) {
      try {
        if (Json.parse(stripped) instanceof Map<?, ?> map) {
          return map;
        }
      } catch (JsonError e) {
        // then it is no JSON but a template, say
      }
    }
    return text;
  }

  private static Map<String, Object> keywords(CommandLine line) throws CommandLine.Misused {
    var keywords = new LinkedHashMap<String, Object>();
    if (line.has("-B")) {
      keywords.put("async", (long) Requests.number("-B", line.last("-B")));
      if (line.has("-P")) {
        keywords.put("poll", (long) Requests.number("-P", line.last("-P")));
      }
    }
    return keywords;
  }
}
