package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.engine.Asker;
import java.time.Duration;
import java.util.List;

/** Flags that become keywords below those of every play, and the vault's. */
final class RequestOptions {
  private final RunRequest request;

  RequestOptions(RunRequest request) {
    this.request = request;
  }

  void verbosity(int level) {
    request.verbosity(level);
  }

  void asker(Asker asker) {
    request.asker(asker);
  }

  void timeout(Duration time) {
    request.timeout(time);
  }

  void keywords(CommandLine line) {
    if (line.has("-b")) {
      request.become();
    }
    word(line, "-u", "remote_user");
    word(line, "-c", "connection");
    word(line, "--become-method", "become_method");
    word(line, "--become-user", "become_user");
    var key = line.last("--private-key");
    if (key != null) {
      request.privateKey(java.nio.file.Path.of(key));
    }
    for (var flag : List.of("--ssh-common-args", "--ssh-extra-args")) {
      line.all(flag).forEach(words -> request.sshArguments(ExtraVars.words(words)));
    }
    if (line.has("--force-handlers")) {
      request.forceHandlers();
    }
    var start = line.last("--start-at-task");
    if (start != null) {
      request.startAt(start);
    }
  }

  private void word(CommandLine line, String flag, String keyword) {
    var value = line.last(flag);
    if (value != null) {
      request.byDefault(keyword, value);
    }
  }

  void vault(CommandLine line) {
    line.all("--vault-id").forEach(request::vaultId);
    line.all("--vault-password-file").forEach(request::vaultPasswordFile);
    if (line.has("-J")) {
      request.askVaultPassword();
    }
  }
}
