package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.Runbook;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The passwords for logging in and for becoming another user: asked for, or from files. */
final class Passwords {
  private final PrintStream err;
  private final InputStream in;

  Passwords(PrintStream err, InputStream in) {
    this.err = err;
    this.in = in;
  }

  void add(CommandLine line, RunRequest request, Runbook runbook) throws Guard.Refused {
    var config = runbook.config();
    var person = new Person(err);
    var login =
        file(line.last("--connection-password-file"), config.text("CONNECTION_PASSWORD_FILE"));
    if (line.has("-k") || config.flag("DEFAULT_ASK_PASS")) {
      login = person.password("SSH password: ");
    }
    if (login != null) {
      request.connectionPassword(login);
    }
    var become = file(line.last("--become-password-file"), config.text("BECOME_PASSWORD_FILE"));
    if (line.has("-K") || config.flag("DEFAULT_BECOME_ASK_PASS")) {
      become =
          person.password(
              login == null ? "BECOME password: " : "BECOME password[defaults to SSH password]: ");
      if (become != null && become.isEmpty()) {
        become = login;
      }
    }
    if (become != null) {
      request.becomePassword(become);
    }
  }

  private @Nullable String file(@Nullable String given, @Nullable String configured)
      throws Guard.Refused {
    var name = given == null ? configured : given;
    if (name == null) {
      return null;
    }
    var secret = text(name).strip();
    if (secret.isEmpty()) {
      throw new Guard.Refused("Empty password was provided from file (" + name + ")");
    }
    return secret;
  }

  private String text(String name) throws Guard.Refused {
    try {
      if (name.equals("-")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      var file = Path.of(name).toAbsolutePath();
      if (!Files.exists(file)) {
        throw new Guard.Refused("The password file " + name + " was not found");
      }
      return Files.isExecutable(file) ? output(file) : Files.readString(file);
    } catch (IOException e) {
      throw new Guard.Refused("Could not read password file (" + name + "): " + e.getMessage());
    }
  }

  /** What a password script prints. */
  private static String output(Path script) throws IOException, Guard.Refused {
    var reply = Processes.run(script.toString());
    if (!reply.ok()) {
      throw new Guard.Refused(
          "The password script "
              + script
              + " returned an error (rc="
              + reply.rc()
              + "): "
              + reply.stderr());
    }
    return reply.stdout();
  }
}
