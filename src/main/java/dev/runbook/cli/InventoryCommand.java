package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.Runbook;
import dev.runbook.inventory.InventoryListing;
import dev.runbook.inventory.Layer;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.report.Style;
import dev.runbook.report.Terminal;
import dev.runbook.report.Warnings;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `runbook inventory --list|--host|--graph`: what `ansible-inventory` prints.
final class InventoryCommand {
  private static final List<Flag> FLAGS =
      List.of(
          SharedFlags.INVENTORY,
          Flag.plain("all groups and hosts, as an inventory script gives them", "--list"),
          Flag.with("HOST", "the variables of one host", "--host"),
          Flag.plain("the groups as a tree; of the group that is named, or of all", "--graph"),
          Flag.plain("as YAML instead of JSON", "-y", "--yaml"),
          Flag.plain("variables where they were written, not with each host", "--export"),
          Flag.plain("variables in the tree too", "--vars"),
          Flag.with("FILE", "write to a file instead", "--output"),
          Flag.with("DIR", "folder whose group_vars and host_vars count too", "--playbook-dir"),
          Flag.with("PATTERN", "further limit the hosts", "-l", "--limit"),
          SharedFlags.ASK_VAULT,
          SharedFlags.VAULT_ID,
          SharedFlags.VAULT_FILE,
          Flag.with(
              "VARS",
              "variables for inventory plugins that use them; they belong to no host",
              "-e",
              "--extra-vars"),
          Flag.plain("tell more", "-v", "--verbose"),
          SharedFlags.HELP);

  private static final String EXAMPLES =
      """

      examples:
        PROGRAM -i hosts --graph             groups and hosts as a tree
        PROGRAM -i hosts --graph web --vars  one group, with variables
        PROGRAM -i hosts --host web1         what inventory and group_vars say of a host
        PROGRAM -i hosts --list -y           everything, as YAML
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final String program = Program.called().name("inventory");

  InventoryCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words) {
    return new Guard(program, err, terminal, Guard.ERROR).run(0, () -> act(words));
  }

  private int act(List<String> words)
      throws CommandLine.Misused, Guard.BadOptions, Guard.Refused, LoadErrors {
    var line = new CommandLine(FLAGS, words);
    if (line.has("-h")) {
      out.print(Usage.text(program, "[options] [group]", FLAGS, EXAMPLES));
      return 0;
    }
    var actions = List.of("--list", "--host", "--graph").stream().filter(line::has).count();
    if (actions != 1) {
      throw new Guard.BadOptions(
          actions == 0
              ? "No action selected, at least one of --host, --graph or --list needs to be"
                  + " specified."
              : "Conflicting options used, only one of --host, --graph or --list can be used at"
                  + " the same time.");
    }
    try (var runbook = Runbook.create()) {
      if (line.has("-v")) {
        terminal.say(Running.source(runbook.config()));
      }
      var request = runbook.request();
      line.all("-i").forEach(request::inventory);
      for (var text : line.all("-e")) {
        ExtraVars.add(text, runbook.workingDirectory(), request);
      }
      Requests.vault(line, request);
      request.asker(new Person(err));
      request.onEvent(new Warnings(terminal, Style.usual(line.count("-v"))));
      try (var prepared = runbook.prepare(request)) {
        tell(text(line, prepared), line, runbook);
      }
      return 0;
    }
  }

  private void tell(String text, CommandLine line, Runbook runbook) throws Guard.Refused {
    var file = line.last("--output");
    if (file == null) {
      out.println(text);
      return;
    }
    try {
      Files.writeString(runbook.workingDirectory().resolve(file), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Guard.Refused("Unable to write to destination file: " + e.getMessage());
    }
  }

  private static String text(CommandLine line, Prepared prepared) throws Guard.BadOptions {
    var inventory = prepared.inventory();
    var listing = listing(line, prepared);
    var name = line.last("--host");
    if (name != null) {
      var hosts = inventory.match(List.of(name));
      if (hosts.size() != 1) {
        throw new Guard.BadOptions("You must pass a single valid host to --host parameter");
      }
      return written(listing.host(hosts.getFirst()), line);
    }
    if (line.has("--graph")) {
      var wanted = line.operands().isEmpty() ? "all" : line.operands().getFirst();
      var group = inventory.groups().get(wanted);
      if (group == null) {
        throw new Guard.BadOptions("Pattern must be valid group name when using --graph");
      }
      return String.join("\n", listing.graph(group, line.has("--vars") ? Listed::python : null));
    }
    if (line.has("-y")) {
      return written(listing.tree(), line);
    }
    var limit = line.last("-l");
    var allowed = limit == null ? null : new HashSet<>(inventory.limit(limit));
    var hosts =
        inventory.hosts().stream().filter(h -> allowed == null || allowed.contains(h)).toList();
    return written(listing.list(hosts), line);
  }

  private static InventoryListing listing(CommandLine line, Prepared prepared) {
    var folder = line.last("--playbook-dir");
    return new InventoryListing(
        prepared.inventory(),
        folder == null
            ? List.of()
            : List.of(prepared.options().workingDirectory().resolve(folder).normalize()),
        line.has("--export") || prepared.config().flag("INVENTORY_EXPORT")
            ? InventoryListing.Style.EXPORT
            : InventoryListing.Style.EFFECTIVE,
        layers -> combined(layers, prepared));
  }

  private static String written(Map<String, ? extends @Nullable Object> value, CommandLine line) {
    return line.has("-y") ? Listed.yaml(value) : Listed.json(value);
  }

  private static Map<String, @Nullable Object> combined(List<Layer> layers, Prepared prepared) {
    var scope =
        new Scope(
            new Magic(null),
            layers.reversed(),
            prepared.config().string("DEFAULT_HASH_BEHAVIOUR").equals("merge")
                ? Scope.Hashes.MERGE
                : Scope.Hashes.REPLACE);
    var values = new LinkedHashMap<String, @Nullable Object>();
    scope.names().forEach(name -> values.put(name, scope.get(name)));
    return values;
  }
}
