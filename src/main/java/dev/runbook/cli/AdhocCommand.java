package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.inventory.Host;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code runbook adhoc PATTERN -m MODULE -a ARGS}: what {@code ansible} does. */
final class AdhocCommand {
  private static final Set<String> NEED_ARGUMENTS =
      Set.of("command", "shell", "raw", "script", "win_command", "win_shell");

  private static final int FAILED = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final Program program = Program.called();

  AdhocCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words) {
    CommandLine line;
    try {
      line = new CommandLine(AdhocFlags.ALL, words);
      if (line.has("-h")) {
        out.print(Usage.text(name() + " [options] pattern", AdhocFlags.ALL));
        return 0;
      }
      if (line.operands().size() != 1 && !line.has("--version")) {
        throw new CommandLine.Misused(
            line.operands().isEmpty()
                ? "the following arguments are required: pattern"
                : "unrecognized arguments: "
                    + String.join(" ", line.operands().subList(1, line.operands().size())));
      }
    } catch (CommandLine.Misused e) {
      err.println("usage: " + name() + " [options] pattern");
      err.println(name() + ": error: " + e.getMessage());
      return Guard.MISUSED;
    }
    // what is wrong with the one task fails the hosts
    return new Guard(program, err, terminal, FAILED).run(line.count("-v"), () -> run(line));
  }

  private String name() {
    return program == Program.RUNBOOK ? "runbook adhoc" : program.toString();
  }

  private int run(CommandLine line)
      throws LoadErrors, CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    try (var runbook = Runbook.create()) {
      if (line.has("--version")) {
        out.println(Version.text(program, runbook));
        return 0;
      }
      var reports = new Reports(line, runbook, terminal);
      var request = request(line, runbook);
      reports.listen(request, callback(line, runbook));
      var tree = line.last("-t");
      if (tree != null) {
        reports.tree(request, runbook.workingDirectory().resolve(tree));
      }
      Running.greet(line, runbook, reports.terminal());
      try (var prepared = runbook.prepare(request)) {
        var hosts = hosts(line, prepared, reports);
        if (line.has("--list-hosts")) {
          out.println("  hosts (" + hosts.size() + "):");
          hosts.forEach(host -> out.println("    " + host.name()));
          return 0;
        }
        return Running.run(prepared, err);
      }
    }
  }

  /** A stdout callback of the settings counts for playbooks, unless ad-hoc tasks are meant too. */
  private static String callback(CommandLine line, Runbook runbook) {
    if (line.has("-o")) {
      return "oneline";
    }
    var configured = runbook.config().stdoutCallback();
    return runbook.config().flag("DEFAULT_LOAD_CALLBACK_PLUGINS") && !configured.equals("default")
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

  private RunRequest request(CommandLine line, Runbook runbook)
      throws CommandLine.Misused, Guard.BadOptions, Guard.Refused {
    var named = line.last("-m");
    var module = named == null ? runbook.config().moduleName() : named;
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
    var request = new Requests(line, runbook).request(out);
    request.task(pattern, module, arguments(text), keywords(line));
    var given = line.last("--playbook-dir");
    var folder = given == null ? runbook.config().text("PLAYBOOK_DIR") : given;
    if (folder != null) {
      request.playbookFolder(Path.of(folder));
    }
    if (!line.has("--list-hosts")) {
      new Passwords(err, System.in).add(line, request, runbook);
    }
    return request;
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
