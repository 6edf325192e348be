package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.Runbook;
import dev.runbook.engine.Look;
import dev.runbook.engine.Stop;
import dev.runbook.event.Event;
import dev.runbook.inventory.Host;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.Terminal;
import dev.runbook.text.Nearest;
import dev.runbook.yaml.Source;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question about what one host would see: the same inventory, variables and vault passwords as
/// in a run, but nobody is connected to.
final class HostQuestion {
  private static final List<Flag> FLAGS =
      List.of(
          SharedFlags.INVENTORY,
          SharedFlags.EXTRA_VARS,
          Flag.with(
              "FILE", "what the plays and roles of this playbook set counts too", "--playbook"),
          Flag.with("NAME", "the play of that playbook, when several take the host", "--play"),
          Flag.plain("tell where everything comes from", "--explain"),
          SharedFlags.ASK_VAULT,
          SharedFlags.VAULT_ID,
          SharedFlags.VAULT_FILE,
          SharedFlags.HELP);

  private final String command;
  private final String operands;
  private final String examples;
  private final List<Flag> flags;
  private final PrintStream out;
  private final PrintStream err;

  /// What is asked.
  interface Answer {
    int about(CommandLine line, Prepared prepared) throws CommandLine.Misused;
  }

  HostQuestion(
      String command,
      String operands,
      String examples,
      List<Flag> more,
      PrintStream out,
      PrintStream err) {
    this.command = command;
    this.operands = operands;
    this.examples = examples;
    this.flags = new ArrayList<>(FLAGS);
    this.flags.addAll(flags.size() - 1, more);
    this.out = out;
    this.err = err;
  }

  int run(List<String> words, Answer answer) {
    var terminal = Terminal.ofThisProcess(out, err, System.getenv());
    return new Guard("runbook " + command, err, terminal)
        .run(
            0,
            () -> {
              var line = new CommandLine(flags, words);
              if (line.has("-h")) {
                out.print(
                    Usage.text("runbook " + command, operands + " [options]", flags, examples));
                return 0;
              }
              return run(line, answer);
            });
  }

  private int run(CommandLine line, Answer answer) throws LoadErrors, CommandLine.Misused {
    try (var runbook = Runbook.create()) {
      var request = runbook.request();
      line.all("--playbook").forEach(p -> request.playbook(Path.of(p)));
      line.all("-i").forEach(request::inventory);
      for (var text : line.all("-e")) {
        ExtraVars.add(text, runbook.workingDirectory(), request);
      }
      Requests.vault(line, request);
      request.asker(new Person(err));
      var told = new HashSet<String>();
      request.onEvent(event -> {
        if (event instanceof Event.Warned warned
            && (line.has("-i") || !warned.text().startsWith("No inventory was parsed"))
            && told.add(warned.text())) {
          err.println("[WARNING]: " + warned.text());
        }
      });
      try (var prepared = runbook.prepare(request)) {
        return answer.about(line, prepared);
      }
    }
  }

  /// The host of that name; `localhost` is always there.
  static Host host(String name, Prepared prepared) {
    var host = prepared.inventory().host(name);
    if (host == null) {
      var names = prepared.inventory().hosts().stream().map(Host::name).toList();
      var near = Nearest.to(name, names);
      throw new Stop(
          Source.NONE,
          "there is no host '" + name + "' in the inventory",
          near != null
              ? "Did you mean '" + near + "'?"
              : names.isEmpty() ? "Give an inventory with -i." : "There are: " + some(names));
    }
    return host;
  }

  /// The host that is meant where none is named: of the inventory that was given the first that the
  /// plays take, else `localhost`.
  static Host anyHost(CommandLine line, Prepared prepared) {
    if (line.has("-i")) {
      for (var host : prepared.inventory().hosts()) {
        if (!prepared.looks(host).isEmpty()) {
          return host;
        }
      }
    }
    return host("localhost", prepared);
  }

  private static String some(List<String> names) {
    return names.size() <= 10
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 10)) + " ...";
  }

  /// What the host sees in the play that is meant.
  Look look(Host host, CommandLine line, Prepared prepared) {
    var looks = prepared.looks(host);
    var wanted = line.last("--play");
    var names = looks.stream().map(look -> String.valueOf(look.play().name())).toList();
    if (wanted != null) {
      for (var look : looks) {
        if (wanted.equals(String.valueOf(look.play().name()))) {
          return look;
        }
      }
      throw new Stop(
          Source.NONE,
          "no play '" + wanted + "' takes " + host.name(),
          names.isEmpty() ? null : "Those that do: " + String.join(", ", names));
    }
    if (looks.isEmpty()) {
      throw new Stop(
          Source.NONE, "no play of the playbook takes " + host.name(), "Look at its 'hosts:'.");
    }
    if (looks.size() > 1) {
      err.println(
          "%d plays take %s: this is the one at %s; choose another with --play NAME"
              .formatted(looks.size(), host.name(), looks.getFirst().play().at()));
    }
    return looks.getFirst();
  }

  /// A place with its file as it is called from here.
  static @Nullable String shown(Source at, Path workingDirectory) {
    if (at.equals(Source.NONE)) {
      return null;
    }
    if (!at.file().startsWith("/")) {
      return at.toString();
    }
    var file = Path.of(at.file());
    return file.startsWith(workingDirectory)
        ? new Source(workingDirectory.relativize(file).toString(), at.line(), at.column())
            .toString()
        : at.toString();
  }
}
