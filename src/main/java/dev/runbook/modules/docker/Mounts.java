package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `volumes` and `mounts` of a container.
///
/// @param mounts in the engine's form
/// @param binds `source:target:mode`
/// @param anonymous targets whose volumes have no name
record Mounts(
    List<Map<String, @Nullable Object>> mounts, List<String> binds, List<String> anonymous) {
  private static final Set<String> MODES =
      Set.of(
          "rw",
          "ro",
          "z",
          "Z",
          "consistent",
          "delegated",
          "cached",
          "rprivate",
          "private",
          "rshared",
          "shared",
          "rslave",
          "slave",
          "nocopy");
  private static final Set<String> TYPES =
      Set.of("bind", "volume", "tmpfs", "npipe", "cluster", "image");

  /// @param absolute turns `~` and `.` at the beginning of a host's path into what they mean there
  static Mounts of(List<?> volumes, List<?> mounts, UnaryOperator<String> absolute)
      throws ModuleFailure {
    var targets = new HashMap<String, String>();
    var formed = new ArrayList<Map<String, @Nullable Object>>();
    for (var mount : mounts) {
      var values = Values.map(mount);
      once(targets, String.valueOf(values.get("target")), "mounts");
      formed.add(formed(values));
    }
    var binds = new ArrayList<String>();
    var anonymous = new ArrayList<String>();
    for (var item : volumes) {
      var volume = String.valueOf(item);
      var parts = volume.split(":", -1);
      if (parts.length == 3) {
        if (!isMode(parts[2])) {
          throw new ModuleFailure("Found invalid volumes mode: " + parts[2]);
        }
        once(targets, parts[1], "volumes");
        binds.add(absolute.apply(parts[0]) + ":" + parts[1] + ":" + parts[2]);
      } else if (parts.length == 2 && !isMode(parts[1])) {
        once(targets, parts[1], "volumes");
        binds.add(absolute.apply(parts[0]) + ":" + parts[1] + ":rw");
      } else {
        once(targets, parts[Math.min(1, parts.length - 1)], "volumes");
        anonymous.add(volume);
      }
    }
    return new Mounts(formed, binds, anonymous);
  }

  private static void once(Map<String, String> targets, String target, String option)
      throws ModuleFailure {
    var other = targets.put(target, option);
    if (other != null) {
      throw new ModuleFailure(
          "The mount point \""
              + target
              + (other.equals(option)
                  ? "\" appears twice in the " + option + " option"
                  : "\" appears both in the " + option + " and " + other + " option"));
    }
  }

  private static boolean isMode(String text) {
    return List.of(text.split(",")).stream().allMatch(MODES::contains);
  }

  private static Map<String, @Nullable Object> formed(Map<String, @Nullable Object> given)
      throws ModuleFailure {
    var target = given.get("target");
    var type = Objects.toString(given.get("type"), "volume");
    if (target == null || !TYPES.contains(type)) {
      throw new ModuleFailure(
          "a mount needs a target, and a type of " + TYPES.stream().sorted().toList());
    }
    if (given.get("source") == null && (type.equals("bind") || type.equals("npipe"))) {
      throw new ModuleFailure(
          "source must be specified for mount \"" + target + "\" of type \"" + type + "\"");
    }
    var mount = new LinkedHashMap<String, @Nullable Object>();
    mount.put("Target", target);
    put(mount, "Source", given.get("source"));
    mount.put("Type", type);
    put(mount, "ReadOnly", truth(given.get("read_only")));
    put(mount, "Consistency", given.get("consistency"));
    var options = new LinkedHashMap<String, @Nullable Object>();
    switch (type) {
      case "bind" -> {
        put(options, "Propagation", given.get("propagation"));
        put(options, "NonRecursive", truth(given.get("non_recursive")));
        put(options, "CreateMountpoint", truth(given.get("create_mountpoint")));
        put(options, "ReadOnlyNonRecursive", truth(given.get("read_only_non_recursive")));
        put(options, "ReadOnlyForceRecursive", truth(given.get("read_only_force_recursive")));
        some(mount, "BindOptions", options);
      }
      case "volume" -> {
        put(options, "NoCopy", truth(given.get("no_copy")));
        if (given.get("labels") != null) {
          options.put("Labels", Values.strings(Values.map(given.get("labels"))));
        }
        put(options, "Subpath", given.get("subpath"));
        if (given.get("volume_driver") != null) {
          var driver = new LinkedHashMap<String, @Nullable Object>();
          driver.put("Name", given.get("volume_driver"));
          if (given.get("volume_options") != null) {
            driver.put("Options", Values.strings(Values.map(given.get("volume_options"))));
          }
          options.put("DriverConfig", driver);
        }
        some(mount, "VolumeOptions", options);
      }
      case "tmpfs" -> {
        if (given.get("tmpfs_size") != null) {
          options.put(
              "SizeBytes",
              Values.bytes(
                  "tmpfs_size of mount \"" + target + "\"",
                  String.valueOf(given.get("tmpfs_size"))));
        }
        if (given.get("tmpfs_mode") != null) {
          options.put("Mode", mode(given.get("tmpfs_mode"), target));
        }
        some(mount, "TmpfsOptions", options);
      }
      case "image" -> {
        put(options, "Subpath", given.get("subpath"));
        some(mount, "ImageOptions", options);
      }
      default -> {}
    }
    return mount;
  }

  private static Long mode(@Nullable Object mode, Object target) throws ModuleFailure {
    try {
      return Long.valueOf(String.valueOf(mode), 8);
    } catch (NumberFormatException _) {
      throw new ModuleFailure("tmp_fs mode of mount \"" + target + "\" is not an octal string!");
    }
  }

  private static @Nullable Object truth(@Nullable Object value) {
    return value instanceof String s
        ? s.equalsIgnoreCase("yes") || s.equalsIgnoreCase("true")
        : value;
  }

  private static void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  private static void some(
      Map<String, @Nullable Object> mount, String key, Map<String, @Nullable Object> options) {
    if (!options.isEmpty()) {
      mount.put(key, options);
    }
  }

  /// A mount as one flat map, of a task or of a container, so that the one can be found in the
  /// other: the engine leaves out what is false.
  static Map<String, @Nullable Object> flat(
      Map<String, @Nullable Object> mount, @Nullable Map<String, @Nullable Object> wanted) {
    var flat = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : (wanted == null ? mount : wanted).entrySet()) {
      var key = entry.getKey();
      if (entry.getValue() instanceof Map<?, ?> inner) {
        var there = Values.map(mount.get(key));
        inner.forEach((k, v) -> flat.put(key + "." + k, value(there.get(String.valueOf(k)), v)));
      } else {
        flat.put(key, value(mount.get(key), entry.getValue()));
      }
    }
    return flat;
  }

  private static @Nullable Object value(@Nullable Object there, @Nullable Object like) {
    return there == null && like instanceof Boolean ? Boolean.FALSE : there;
  }
}
