package dev.runbook.sandbox;

import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;

/// `runbook sandbox`: machines by hand.
public final class SandboxCommand {
  private static final String USAGE =
      """
      usage: runbook sandbox up [--name NAME] [--count N] [--image debian:bookworm] [--publish 80,443]
                                [--user deploy|root] [--kind auto|docker|nspawn]
             runbook sandbox list
             runbook sandbox ssh [USER@]NAME [COMMAND...]
             runbook sandbox down [NAME...]

      Disposable Debian machines, with systemd, sshd, sudo and apt, able to run Docker: containers where a
      Docker engine answers, else, as root on Linux, systemd-nspawn machines. `up` starts what does not run
      yet and prints a line per machine for an inventory; `down` without names removes all of them.
      """;
  private static final List<String> UP_OPTIONS =
      List.of("name", "count", "image", "publish", "user", "kind");

  private final Sandbox sandbox;
  private final PrintStream out;

  private SandboxCommand(Sandbox sandbox, PrintStream out) {
    this.sandbox = sandbox;
    this.out = out;
  }

  /// @param words what follows `runbook sandbox`
  /// @param out gets results; what takes time is told on the error output `err`
  /// @return exit status: 0; 1 when something failed; 2 for words that make no sense; that of the
  ///   command for `ssh`
  public static int main(List<String> words, PrintStream out, PrintStream err) {
    var sandbox = Sandbox.ofThisMachine(line -> err.println("sandbox: " + line));
    try {
      return new SandboxCommand(sandbox, out).run(new ArrayDeque<>(words));
    } catch (IllegalArgumentException e) {
      err.println("runbook sandbox: " + e.getMessage());
      err.print(USAGE);
      return 2;
    } catch (IOException e) {
      err.println("runbook sandbox: " + e.getMessage());
      return 1;
    }
  }

  private int run(Deque<String> words) throws IOException {
    var verb = words.isEmpty() ? "--help" : words.pop();
    return switch (verb) {
      case "up" -> up(words);
      case "list" -> list();
      case "ssh" -> ssh(words);
      case "down" -> down(List.copyOf(words));
      case "--help", "-h", "help" -> {
        out.print(USAGE);
        yield 0;
      }
      default -> throw new IllegalArgumentException("there is no \"" + verb + "\"");
    };
  }

  private int up(Deque<String> words) throws IOException {
    var options = new HashMap<String, String>();
    while (!words.isEmpty()) {
      var word = words.pop();
      var parts = word.split("=", 2);
      var name = parts[0].replaceFirst("^--", "");
      if (!word.startsWith("--") || !UP_OPTIONS.contains(name)) {
        throw new IllegalArgumentException("up does not know \"" + word + "\"");
      }
      if (parts.length == 1 && words.isEmpty()) {
        throw new IllegalArgumentException(word + " wants a value");
      }
      options.put(name, parts.length == 2 ? parts[1] : words.pop());
    }
    for (var host : sandbox.hosts(SandboxSpec.of(options))) {
      out.println(host.inventoryLine());
      host.published()
          .forEach(
              (port, at) -> out.println("# port " + port + " is at " + host.address() + ":" + at));
    }
    return 0;
  }

  private int list() throws IOException {
    sandbox.running().forEach(host -> out.println(host.inventoryLine()));
    return 0;
  }

  private int ssh(Deque<String> words) throws IOException {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("ssh wants the name of a machine");
    }
    var who = words.pop();
    var name = who.substring(who.indexOf('@') + 1);
    var host =
        sandbox.running().stream()
            .filter(h -> h.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "no machine " + name + " runs; `runbook sandbox list` names those that do"));
    var argv =
        new ArrayList<>(
            host.sshWords(who.contains("@") ? who.substring(0, who.indexOf('@')) : host.user()));
    argv.addAll(words);
    return Processes.attached(argv);
  }

  private int down(List<String> names) throws IOException {
    var gone = sandbox.down(names.isEmpty() ? sandbox.names() : names);
    gone.forEach(name -> out.println(name + " is gone"));
    return gone.size() < names.size() ? 1 : 0;
  }
}
