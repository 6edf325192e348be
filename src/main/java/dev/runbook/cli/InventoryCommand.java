package dev.runbook.cli;

import dev.runbook.Runbook;
import dev.runbook.inventory.Inventory;
import dev.runbook.inventory.InventoryListing;
import dev.runbook.inventory.Layer;
import dev.runbook.report.ProblemText;
import dev.runbook.report.Style;
import dev.runbook.report.Terminal;
import dev.runbook.report.Warnings;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `runbook inventory --list|--host|--graph`: what `ansible-inventory` prints.
final class InventoryCommand {
  private static final int ERROR = 1;
  private static final int MISUSED = 2;
  private static final int OPTIONS = 5;

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
              "accepted: variables of the command line belong to no host",
              "-e",
              "--extra-vars"),
          Flag.plain("tell more", "-v", "--verbose"),
          SharedFlags.HELP);

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;

  InventoryCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.terminal = Terminal.ofThisProcess(out, err, System.getenv());
  }

  int run(List<String> words) {
    try {
      var line = new CommandLine(FLAGS, words);
      if (line.has("-h")) {
        out.print(Usage.text("runbook inventory [options] [group]", FLAGS));
        return 0;
      }
      var actions = List.of("--list", "--host", "--graph").stream().filter(line::has).count();
      if (actions != 1) {
        err.println(
            actions == 0
                ? "ERROR! No action selected, at least one of --host, --graph or --list needs to be"
                    + " specified."
                : "ERROR! Conflicting options used, only one of --host, --graph or --list can be"
                    + " used at the same time.");
        return OPTIONS;
      }
      return run(line);
    } catch (CommandLine.Misused e) {
      err.println("runbook inventory: error: " + e.getMessage());
      return MISUSED;
    } catch (ParseError e) {
      new ProblemText(terminal, Path.of("").toAbsolutePath()).print(List.of(e));
      return ERROR;
    } catch (IOException e) {
      err.println("ERROR! Unable to write to destination file: " + e.getMessage());
      return ERROR;
    }
  }

  private int run(CommandLine line) throws IOException {
    try (var runbook = Runbook.create()) {
      var inventory = inventory(line, runbook);
      var basedir = line.last("--playbook-dir");
      var listing =
          new InventoryListing(
              inventory,
              basedir == null
                  ? List.of()
                  : List.of(runbook.workingDirectory().resolve(basedir).normalize()),
              line.has("--export") || runbook.config().flag("INVENTORY_EXPORT")
                  ? InventoryListing.Style.EXPORT
                  : InventoryListing.Style.EFFECTIVE,
              layers -> combined(layers, runbook));
      var text = text(line, inventory, listing);
      if (text == null) {
        return OPTIONS;
      }
      var file = line.last("--output");
      if (file == null) {
        out.println(text);
      } else {
        Files.writeString(runbook.workingDirectory().resolve(file), text, StandardCharsets.UTF_8);
      }
      return 0;
    }
  }

  private Inventory inventory(CommandLine line, Runbook runbook) {
    var sources = line.all("-i").isEmpty() ? runbook.config().inventory() : line.all("-i");
    var secrets = VaultFlags.secrets(line, runbook, err);
    var warnings = new Warnings(terminal, Style.usual(line.count("-v")));
    return Inventory.load(sources, runbook.inventorySettings(secrets::decrypt, warnings::warn));
  }

  private @Nullable String text(CommandLine line, Inventory inventory, InventoryListing listing) {
    var limit = line.last("-l");
    var allowed = limit == null ? null : new HashSet<>(inventory.limit(limit));
    var name = line.last("--host");
    if (name != null) {
      var hosts = inventory.match(List.of(name));
      if (hosts.size() != 1) {
        err.println("ERROR! You must pass a single valid host to --host parameter");
        return null;
      }
      return written(listing.host(hosts.getFirst()), line);
    }
    if (line.has("--graph")) {
      var wanted = line.operands().isEmpty() ? "all" : line.operands().getFirst();
      var group = inventory.groups().get(wanted);
      if (group == null) {
        err.println("ERROR! Pattern must be valid group name when using --graph");
        return null;
      }
      return String.join("\n", listing.graph(group, line.has("--vars") ? Listed::python : null));
    }
    if (line.has("-y")) {
      return written(listing.tree(), line);
    }
    var hosts =
        inventory.hosts().stream().filter(h -> allowed == null || allowed.contains(h)).toList();
    return written(listing.list(hosts), line);
  }

  private static String written(Map<String, ? extends @Nullable Object> value, CommandLine line) {
    return line.has("-y") ? Listed.yaml(value) : Listed.json(value);
  }

  private static Map<String, @Nullable Object> combined(List<Layer> layers, Runbook runbook) {
    var scope =
        new Scope(
            new Magic(null),
            layers.reversed(),
            runbook.config().mergesHashes() ? Scope.Hashes.MERGE : Scope.Hashes.REPLACE);
    var values = new LinkedHashMap<String, @Nullable Object>();
    scope.names().forEach(name -> values.put(name, scope.get(name)));
    return values;
  }
}
