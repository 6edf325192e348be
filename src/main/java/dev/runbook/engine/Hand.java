package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.inventory.Shlex;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Address;
import dev.runbook.remote.Become;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Secret;
import dev.runbook.remote.shell.ShellRemote;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.vars.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the host that a task is for: which connection, which user, which environment, by the
 * variables and keywords that say so.
 */
final class Hand {
  private static final int ON_CONNECTIONS = 3; // -vvv

  private final PlayRun play;
  private final HostRun host;
  private final Context where;
  private final Templar templar;
  private final Consumer<Event> emit;
  private final List<Object> warnings = new ArrayList<>();
  private @Nullable String delegate;

  Hand(PlayRun play, HostRun host, Context where, Templar templar, Consumer<Event> emit) {
    this.play = play;
    this.host = host;
    this.where = where;
    this.templar = templar;
    this.emit = emit;
  }

  /** The host that the task was delegated to, once {@link #target} was asked for. */
  @Nullable String delegate() {
    return delegate;
  }

  /** What the module warned of so far. */
  List<Object> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * @param isGathering whether the task is to find out the facts
   * @param isHidden whether nobody may see what it puts out
   */
  Target target(boolean isGathering, boolean isHidden) throws ModuleFailure {
    delegate = play.delegate(where, templar);
    var name = delegate == null ? host.name() : delegate;
    var subject = delegate == null ? templar : delegated(delegate);
    var remote = remote(name, subject);
    var become = become(subject);
    if (become != null) {
      tell(name, () -> "EXEC " + ShellRemote.shown(become));
    }
    var limit = play.keyword("timeout", where, templar);
    var modes = play.modes(where, templar);
    return new Target(
        name,
        remote,
        become,
        environment(isGathering),
        modes,
        limit == null || Long.parseLong(templar.text(limit)) == 0
            ? play.run.options.taskTimeout()
            : Duration.ofSeconds(Long.parseLong(templar.text(limit))),
        new PlaybookFiles(play, where, templar),
        variable -> variable(templar, variable),
        text -> {
          play.run.warn(null, text);
          warnings.add(text);
        },
        isHidden
            ? _ -> {}
            : line -> emit.accept(new Event.OutputLine(host.name(), play.run.masker.mask(line))));
  }

  Remote remote() throws ModuleFailure {
    var to = play.delegate(where, templar);
    return to == null ? remote(host.name(), templar) : remote(to, delegated(to));
  }

  private Templar delegated(String name) {
    var other = play.run.host(name);
    if (other != null) {
      return play.templar(other, play.context);
    }
    // a host outside the inventory is reached by its name, and nothing else is known about it
    return play.run.templates.on(
        new dev.runbook.vars.Scope(
            new dev.runbook.vars.Magic(null).put("inventory_hostname", name),
            List.of(new dev.runbook.inventory.Layer("extra vars", play.run.options.extraVars())),
            dev.runbook.vars.Scope.Hashes.REPLACE),
        play.surroundings(where));
  }

  private static @Nullable Object variable(Templar templar, String name) {
    return templar.variable(name);
  }

  private static @Nullable String text(Templar templar, String... names) {
    for (var name : names) {
      var value = templar.variable(name);
      if (value != null) {
        return templar.text(value);
      }
    }
    return null;
  }

  private @Nullable String keyword(String name) {
    var value = play.keyword(name, where, templar);
    return value == null ? null : templar.text(value);
  }

  private Remote remote(String name, Templar subject) throws ModuleFailure {
    var connection = text(subject, "ansible_connection");
    if (connection == null) {
      connection = delegate == null ? keyword("connection") : null;
    }
    if (connection == null) {
      connection = isThisMachine(name) ? "local" : "ssh";
    }
    var kind = connection.substring(connection.lastIndexOf('.') + 1);
    return switch (kind) {
      // as Ansible, which begins in the folder of the playbook there
      case "local" -> {
        tell(name, () -> "ESTABLISH LOCAL CONNECTION FOR USER: " + System.getProperty("user.name"));
        yield play.run.connections.local(name, play.directory);
      }
      case "ssh", "smart", "paramiko", "paramiko_ssh" -> {
        var address = address(name, subject);
        tell(
            address.host(),
            () ->
                "ESTABLISH SSH CONNECTION FOR USER: "
                    + (address.user() == null ? "None" : address.user())
                    + (address.port() == null ? "" : " on PORT " + address.port()));
        yield play.run.connections.ssh(address);
      }
      default ->
          throw new ModuleFailure(
              "the connection plugin '"
                  + connection
                  + "' was not found: 'ssh' and 'local' are there.");
    };
  }

  /** For who asks how a host is reached, at {@code -vvv}, in Ansible's words. */
  private void tell(String host, Supplier<String> text) {
    if (play.run.options.verbosity() >= ON_CONNECTIONS) {
      emit.accept(
          new Event.Remark(ON_CONNECTIONS, play.run.masker.mask("<" + host + "> " + text.get())));
    }
  }

  private boolean isThisMachine(String name) {
    if (!name.equals("localhost") && !name.equals("127.0.0.1")) {
      return false;
    }
    var known = play.run.inventory.host(name);
    return known == null || known.implicit();
  }

  private Address address(String name, Templar subject) throws ModuleFailure {
    var options = play.run.options;
    var host = text(subject, "ansible_ssh_host", "ansible_host");
    var ansibleHost = text(subject, "ansible_host");
    var port = text(subject, "ansible_port", "ansible_ssh_port");
    if (port == null) {
      port = keyword("port");
    }
    var user = text(subject, "ansible_user", "ansible_ssh_user");
    if (user == null) {
      user = keyword("remote_user");
    }
    var password = text(subject, "ansible_password", "ansible_ssh_password", "ansible_ssh_pass");
    var secret = password == null ? options.connectionPassword() : Secret.of(password);
    if (secret != null) {
      play.run.masker.hide(secret.reveal());
    }
    var key = text(subject, "ansible_private_key_file", "ansible_ssh_private_key_file");
    if (key == null) {
      key = options.keyFile();
    }
    var timeout = text(subject, "ansible_timeout", "ansible_ssh_timeout");
    var check = text(subject, "ansible_host_key_checking", "ansible_ssh_host_key_checking");
    return new Address(
        name,
        ansibleHost != null ? ansibleHost : host != null ? host : name,
        port == null ? null : Integer.valueOf(number("port", port)),
        user,
        secret,
        key == null ? null : home(key),
        timeout == null ? options.timeout() : Duration.ofSeconds(number("timeout", timeout)),
        check == null ? options.hostKeyChecking() : Truth.of(check),
        arguments(subject));
  }

  /** What ssh is told besides: a variable takes the place of its setting. */
  private List<String> arguments(Templar subject) throws ModuleFailure {
    var ssh = play.run.options.ssh();
    var settings = new LinkedHashMap<String, String>();
    settings.put("ansible_ssh_args", ssh.args());
    settings.put("ansible_ssh_common_args", ssh.commonArgs());
    settings.put("ansible_ssh_extra_args", ssh.extraArgs());
    var arguments = new ArrayList<String>();
    for (var setting : settings.entrySet()) {
      var variable = text(subject, setting.getKey());
      var line = variable == null ? setting.getValue() : variable;
      try {
        Shlex.split(line).forEach(word -> arguments.add(word.text()));
      } catch (Shlex.Unfinished e) {
        throw new ModuleFailure(setting.getKey() + ": " + e.getMessage() + " in: " + line);
      }
    }
    var retries = text(subject, "ansible_ssh_retries");
    var more = retries == null ? ssh.retries() : number("ssh_retries", retries);
    if (more > 0) {
      arguments.addAll(List.of("-o", "ConnectionAttempts=" + (1 + more)));
    }
    return List.copyOf(arguments);
  }

  private static int number(String variable, String text) throws ModuleFailure {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new ModuleFailure("ansible_" + variable + " must be a whole number, not " + text);
    }
  }

  private String home(String path) {
    var expanded =
        path.startsWith("~/")
            ? play.run.options.environment().getOrDefault("HOME", "") + path.substring(1)
            : path;
    var file = Path.of(expanded);
    return file.isAbsolute()
        ? expanded
        : play.run.options.workingDirectory().resolve(file).toString();
  }

  private @Nullable Become become(Templar subject) {
    var by = text(subject, "ansible_become");
    if (!Truth.of(by != null ? by : keyword("become"))) {
      return null;
    }
    var method = text(subject, "ansible_become_method");
    if (method == null) {
      method = keyword("become_method");
    }
    var name = method == null ? "sudo" : method.substring(method.lastIndexOf('.') + 1);
    var user = text(subject, "ansible_become_user", "ansible_" + name + "_user");
    if (user == null) {
      user = keyword("become_user");
    }
    var password =
        text(
            subject,
            "ansible_become_password",
            "ansible_become_pass",
            "ansible_" + name + "_pass",
            "ansible_" + name + "_password");
    if (password == null) {
      password = keyword("become_pass");
    }
    var secret = password == null ? play.run.options.becomePassword() : Secret.of(password);
    if (secret != null) {
      play.run.masker.hide(secret.reveal());
    }
    var exe = text(subject, "ansible_become_exe", "ansible_" + name + "_exe");
    var flags = text(subject, "ansible_become_flags", "ansible_" + name + "_flags");
    return new Become(
        name,
        user == null ? "root" : user,
        secret,
        exe == null ? keyword("become_exe") : exe,
        flags == null ? keyword("become_flags") : flags);
  }

  private Map<String, String> environment(boolean isGathering) {
    var all = new LinkedHashMap<String, String>();
    for (var keywords : where.all("environment")) {
      for (var layer : keywords.list("environment")) {
        var variables = layer instanceof Map<?, ?> map ? map : templar.value(layer);
        if (variables instanceof Map<?, ?> map) {
          map.forEach((name, value) -> {
            try {
              all.put(String.valueOf(name), templar.text(value));
            } catch (TemplateError e) {
              // what is made of facts cannot be there while they are gathered
              if (!isGathering || e.kind() != TemplateError.Kind.UNDEFINED) {
                throw e;
              }
            }
          });
        }
      }
    }
    return all;
  }
}
