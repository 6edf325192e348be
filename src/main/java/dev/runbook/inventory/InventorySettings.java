package dev.runbook.inventory;

import dev.runbook.template.Written;
import dev.runbook.yaml.DuplicateKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How inventories are read.
///
/// @param workingDirectory what relative sources are relative to
/// @param vault decrypts files and values
/// @param warn receives warnings; the same text may come more than once
/// @param plugins for YAML files with the key `plugin`
/// @param duplicateKeys what a key that stands twice in YAML is
/// @param enabled which kinds of sources are tried, in this order: `host_list`,
///   `advanced_host_list`, `script`, `auto`, `yaml`, `ini`, `toml`
/// @param ignoredExtensions ends of the names of files that are passed over in directories
/// @param ignoredPatterns regular expressions for more such names
/// @param groupNames what happens to group names that are no variable names
/// @param unknownPattern what happens when a host pattern matches nothing
/// @param anyUnparsed what happens when one source cannot be read
/// @param allUnparsed what happens when no source can be read
/// @param extensions ends of the names of YAML files, of sources and in `group_vars`
/// @param precedence the layers of groups, lowest first, as Ansible's setting names them
/// @param varsFiles when `group_vars` and `host_vars` are looked at
/// @param combine what a source's value of a variable makes of that of the sources before it
public record InventorySettings(
    Path workingDirectory,
    Written.Vault vault,
    Consumer<String> warn,
    List<InventoryPlugin> plugins,
    DuplicateKeys duplicateKeys,
    List<String> enabled,
    List<String> ignoredExtensions,
    List<Pattern> ignoredPatterns,
    GroupNames groupNames,
    Reaction unknownPattern,
    Reaction anyUnparsed,
    Reaction allUnparsed,
    List<String> extensions,
    List<String> precedence,
    When varsFiles,
    BinaryOperator<@Nullable Object> combine) {

  /// Ansible's `force_valid_group_names`.
  public enum GroupNames {
    ALWAYS,
    SILENTLY,
    NEVER,
    IGNORE
  }

  /// What follows of something doubtful.
  public enum Reaction {
    IGNORE,
    WARN,
    FAIL
  }

  /// Ansible's `run_vars_plugins`.
  public enum When {
    /// When a task asks, those beside the playbook too.
    DEMAND,
    /// With the source beside which they stand, as if they stood in it.
    START
  }

  /// Ansible's defaults.
  public static InventorySettings defaults(Path workingDirectory, Consumer<String> warn) {
    return new InventorySettings(
        workingDirectory,
        Written.Vault.NONE,
        warn,
        List.of(),
        DuplicateKeys.WARN,
        List.of("host_list", "script", "auto", "yaml", "ini", "toml"),
        List.of(
            ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini",
            ".cfg", ".retry"),
        List.of(),
        GroupNames.NEVER,
        Reaction.WARN,
        Reaction.WARN,
        Reaction.WARN,
        List.of(".yml", ".yaml", ".json"),
        List.of(
            "all_inventory",
            "groups_inventory",
            "all_plugins_inventory",
            "all_plugins_play",
            "groups_plugins_inventory",
            "groups_plugins_play"),
        When.DEMAND,
        (_, above) -> above);
  }

  public InventorySettings withVault(Written.Vault with) {
    return new InventorySettings(
        workingDirectory,
        with,
        warn,
        plugins,
        duplicateKeys,
        enabled,
        ignoredExtensions,
        ignoredPatterns,
        groupNames,
        unknownPattern,
        anyUnparsed,
        allUnparsed,
        extensions,
        precedence,
        varsFiles,
        combine);
  }

  public InventorySettings withPlugins(List<InventoryPlugin> with) {
    return new InventorySettings(
        workingDirectory,
        vault,
        warn,
        with,
        duplicateKeys,
        enabled,
        ignoredExtensions,
        ignoredPatterns,
        groupNames,
        unknownPattern,
        anyUnparsed,
        allUnparsed,
        extensions,
        precedence,
        varsFiles,
        combine);
  }
}
