package dev.runbook;

import dev.runbook.inventory.Additions;
import dev.runbook.inventory.InventoryPlugin;
import dev.runbook.sandbox.Sandbox;
import dev.runbook.sandbox.SandboxSpec;
import dev.runbook.template.Written;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code plugin: sandbox} in an inventory file: disposable hosts that are started when they are not
 * running.
 */
final class SandboxPlugin implements InventoryPlugin {
  private final Consumer<String> say;

  SandboxPlugin(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public Set<String> names() {
    return Set.of("sandbox", "runbook.sandbox");
  }

  @Override
  public void parse(Node.Mapping configuration, Path file, Additions inventory) {
    try {
      var spec = SandboxSpec.of(new Written(Written.Vault.NONE).variables(configuration));
      var group = inventory.group("sandbox");
      for (var host : Sandbox.ofThisMachine(say).hosts(spec)) {
        inventory.host(host.name(), group);
        set(inventory, host.name(), "ansible_host", host.address(), configuration.at());
        set(inventory, host.name(), "ansible_port", (long) host.port(), configuration.at());
        set(inventory, host.name(), "ansible_user", host.user(), configuration.at());
        set(
            inventory,
            host.name(),
            "ansible_ssh_private_key_file",
            host.keyFile().toString(),
            configuration.at());
        set(
            inventory,
            host.name(),
            "ansible_ssh_common_args",
            "-o UserKnownHostsFile=" + host.knownHostsFile() + " -o StrictHostKeyChecking=yes",
            configuration.at());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ParseError(
          configuration.at(),
          String.valueOf(e.getMessage()),
          "To run against a host of your own, pass '-i HOSTS'.");
    }
  }

  private static void set(
      Additions inventory, String host, String name, @Nullable Object value, Source at) {
    inventory.variable(host, name, value, at);
  }
}
