package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a request of the flags that all programs that run tasks have. */
final class Requests {
  private static final Set<String> METHODS =
      Set.of(
          "sudo",
          "su",
          "doas",
          "ansible.builtin.sudo",
          "ansible.builtin.su",
          "ansible.builtin.runas",
          "community.general.doas",
          "runas");

  private final CommandLine line;
  private final Runbook runbook;
  private final RunRequest request;

  Requests(CommandLine line, Runbook runbook) {
    this.line = line;
    this.runbook = runbook;
    this.request = runbook.request();
  }

  static int verbosity(CommandLine line, Runbook runbook) {
    return line.count("-v") + runbook.config().number("DEFAULT_VERBOSITY");
  }

  RunRequest request(PrintStream out) throws CommandLine.Misused, Guard.BadOptions {
    line.all("-i").forEach(request::inventory);
    line.all("-l").forEach(request::limit);
    for (var text : line.all("-e")) {
      if (text.startsWith("/") || text.startsWith(".")) {
        throw new Guard.BadOptions("Please prepend extra_vars filename '" + text + "' with '@'");
      }
      ExtraVars.add(text, runbook.workingDirectory(), request);
    }
    if (line.has("-C")) {
      request.check();
    }
    if (line.has("-D")) {
      request.diff();
    }
    for (var folders : line.all("-M")) {
      List.of(folders.split(":")).forEach(request::modulePath);
    }
    request.verbosity(verbosity(line, runbook));
    request.asker(new Person(out));
    if (line.has("-f")) {
      var forks = number("-f");
      if (forks < 1) {
        throw new Guard.BadOptions("The number of processes (--forks) must be >= 1");
      }
      request.forks(forks);
    }
    if (line.has("-T")) {
      request.timeout(Duration.ofSeconds(number("-T")));
    }
    if (line.has("--task-timeout")) {
      request.taskTimeout(Duration.ofSeconds(number("--task-timeout")));
    }
    keywords();
    vault(line, request);
    return request;
  }

  private void keywords() throws Guard.BadOptions {
    if (line.has("-b")) {
      request.become();
    }
    var method = line.last("--become-method");
    if (method != null && !METHODS.contains(method)) {
      throw new Guard.BadOptions(
          "Invalid become method specified, could not find matching plugin: '"
              + method
              + "'. Use `ansible-doc -t become -l` to list available plugins.");
    }
    word("-u", "remote_user");
    word("-c", "connection");
    word("--become-method", "become_method");
    word("--become-user", "become_user");
    var key = line.last("--private-key");
    if (key != null) {
      request.privateKey(java.nio.file.Path.of(key));
    }
    line.all("--ssh-common-args").forEach(request::sshCommonArgs);
    line.all("--ssh-extra-args").forEach(request::sshExtraArgs);
  }

  private void word(String flag, String keyword) {
    var value = line.last(flag);
    if (value != null) {
      request.byDefault(keyword, value);
    }
  }

  /** The passwords that open what is encrypted. */
  static void vault(CommandLine line, RunRequest request) {
    line.all("--vault-id").forEach(request::vaultId);
    line.all("--vault-password-file").forEach(request::vaultPasswordFile);
    if (line.has("-J")) {
      request.askVaultPassword();
    }
  }

  private int number(String flag) throws CommandLine.Misused {
    return number(flag, line.last(flag));
  }

  static int number(String flag, @Nullable String text) throws CommandLine.Misused {
    try {
      return Integer.parseInt(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new CommandLine.Misused("argument " + flag + ": invalid int value: '" + text + "'");
    }
  }
}
