package dev.runbook.remote.ssh;

import dev.runbook.remote.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/// Tries what there is to log in with, in OpenSSH's order: keys, then the password.
final class Login {
  private static final int ATTEMPT_MS = 60_000;

  private final SSHClient client;
  private final SshOptions options;
  private final @Nullable Secret password;
  private final List<String> notes = new ArrayList<>();

  Login(SSHClient client, SshOptions options, @Nullable Secret password) {
    this.client = client;
    this.options = options;
    this.password = password;
  }

  /// @throws Refused when nothing that could be tried was accepted
  /// @throws IOException when the connection broke meanwhile
  void run() throws Refused, IOException {
    try (var identities = new Identities(client, options, notes)) {
      if (options.allows("publickey")) {
        for (var candidate : identities.candidates()) {
          if (!offered("publickey")) {
            break;
          }
          if (attempt(candidate)) {
            return;
          }
        }
      }
    }
    if (password != null && byPassword(password)) {
      return;
    }
    throw new Refused(refusal());
  }

  private boolean byPassword(Secret secret) throws IOException {
    if (allowed().isEmpty() && attempt(new AuthNone())) {
      return true;
    }
    var once = new Once(secret);
    return offered("password") && options.allows("password") && attempt(new AuthPassword(once))
        || offered("keyboard-interactive")
            && options.allows("keyboard-interactive")
            && once.unused()
            && attempt(new AuthKeyboardInteractive(once));
  }

  private Collection<String> allowed() {
    return client.getUserAuth().getAllowedMethods();
  }

  /// True for methods that the server lists, and for all of them before it has said anything.
  private boolean offered(String method) {
    return allowed().isEmpty() || allowed().contains(method);
  }

  private boolean attempt(AuthMethod method) throws IOException {
    method.setLoggerFactory(client.getTransport().getConfig().getLoggerFactory());
    try {
      return client
          .getUserAuth()
          .authenticate(options.user(), (Service) client.getConnection(), method, ATTEMPT_MS);
    } catch (UserAuthException e) {
      if (!client.isConnected()) {
        throw e;
      }
      var cause = e.getCause() == null ? e : e.getCause();
      notes.add(String.valueOf(cause.getMessage()));
      return false;
    } catch (TransportException e) {
      notes.add("the server ended the login: " + e.getMessage());
      throw new IOException(refusal(), e);
    }
  }

  private String refusal() {
    var methods = String.join(",", allowed());
    var text =
        (password == null ? "" : "Invalid/incorrect password: ")
            + options.user()
            + "@"
            + options.host()
            + ": Permission denied ("
            + methods
            + ").";
    return notes.isEmpty() ? text : text + " " + String.join("; ", notes);
  }

  /// The server let nobody in.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /// Gives the password once: a server that asks again has refused it.
  private static final class Once implements PasswordFinder, ChallengeResponseProvider {
    private final Secret secret;
    private boolean given;

    Once(Secret secret) {
      this.secret = secret;
    }

    boolean unused() {
      return !given;
    }

    @Override
    public char[] reqPassword(Resource<?> resource) {
      given = true;
      return secret.reveal().toCharArray();
    }

    @Override
    public boolean shouldRetry(Resource<?> resource) {
      return false;
    }

    @Override
    public List<String> getSubmethods() {
      return List.of();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void init(Resource resource, String name, String instruction) {}

    @Override
    public char[] getResponse(String prompt, boolean echo) {
      if (echo || given) {
        return new char[0];
      }
      given = true;
      return secret.reveal().toCharArray();
    }

    @Override
    public boolean shouldRetry() {
      return false;
    }
  }
}
