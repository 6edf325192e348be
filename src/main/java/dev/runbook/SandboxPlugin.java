package dev.runbook;

import dev.runbook.inventory.Additions;
import dev.runbook.inventory.InventoryPlugin;
import dev.runbook.inventory.Known;
import dev.runbook.sandbox.Sandbox;
import dev.runbook.sandbox.SandboxHost;
import dev.runbook.sandbox.SandboxSpec;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.template.Written;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Raised;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code plugin: sandbox} in an inventory file: disposable hosts. One that does not run is started
 * when a run first wants its address, which is when it connects: its connection variables are
 * templates that call a function. Questions, and plays that use none of these hosts, start nothing.
 */
final class SandboxPlugin implements InventoryPlugin {
  /** The function that the templates call, with the name of the host. */
  private static final String FUNCTION = "sandbox_host";

  private static final List<String> VARIABLES =
      List.of(
          "ansible_host",
          "ansible_port",
          "ansible_ssh_private_key_file",
          "ansible_ssh_common_args");

  private final Sandbox sandbox;
  private final ConcurrentMap<String, Machine> machines = new ConcurrentHashMap<>();
  private volatile boolean running;

  SandboxPlugin(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** What templates need to call the function. */
  dev.runbook.template.Additions functions() {
    var functions = new dev.runbook.template.Additions();
    functions.function(FUNCTION, (arguments, _) -> variables(arguments));
    return functions;
  }

  /** From now on machines may be started: this is a run and no question. */
  void run() {
    running = true;
  }

  @Override
  public Set<String> names() {
    return Set.of("sandbox", "runbook.sandbox");
  }

  @Override
  public void parse(Node.Mapping configuration, Path file, Additions inventory, Known known) {
    try {
      var spec = SandboxSpec.of(new Written(Written.Vault.NONE).variables(configuration));
      var at = new Source(configuration.at().file(), configuration.at().line(), 0);
      var group = inventory.group("sandbox");
      for (var name : spec.names()) {
        machines.put(name, new Machine(name, spec));
        inventory.host(name, group);
        inventory.variable(name, "ansible_user", spec.user(), at);
        var host = sandbox.running(name, spec);
        for (var variable : VARIABLES) {
          inventory.variable(
              name,
              variable,
              host == null
                  ? new Template("{{ %s('%s').%s }}".formatted(FUNCTION, name, variable), at)
                  : variables(host).get(variable),
              at);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ParseError(configuration.at(), String.valueOf(e.getMessage()), null);
    }
  }

  private Map<String, Object> variables(Arguments arguments) {
    var name = arguments.positional().isEmpty() ? "" : arguments.positional().getFirst();
    var machine = machines.get(String.valueOf(name));
    if (machine == null) {
      throw Raised.of("'" + name + "' is no host of a sandbox");
    }
    if (!running) {
      throw new Raised(
          TemplateError.Kind.OTHER,
          "the host '" + name + "' does not run yet",
          "A play starts it when it connects.");
    }
    return machine.started();
  }

  /** What is known of a machine when it runs. */
  private static Map<String, Object> variables(SandboxHost host) {
    return Map.of(
        "ansible_host",
        host.address(),
        "ansible_port",
        (long) host.port(),
        "ansible_ssh_private_key_file",
        host.keyFile().toString(),
        "ansible_ssh_common_args",
        "-o UserKnownHostsFile=" + host.knownHostsFile() + " -o StrictHostKeyChecking=yes");
  }

  /** A machine that is started once, by whoever asks first. */
  private final class Machine {
    private final String name;
    private final SandboxSpec spec;
    private @Nullable Map<String, Object> variables;

    Machine(String name, SandboxSpec spec) {
      this.name = name;
      this.spec = spec;
    }

    synchronized Map<String, Object> started() {
      if (variables == null) {
        try {
          variables = variables(sandbox.host(name, spec));
        } catch (IOException e) {
          throw Raised.of(String.valueOf(e.getMessage()));
        }
      }
      return variables;
    }
  }
}
