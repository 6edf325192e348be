package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Memory, processors, the machine's maker, uptime and logical volumes.
final class HardwareFacts {
  private static final Set<String> MODEL =
      Set.of("model name", "Processor", "vendor_id", "cpu", "Vendor", "processor");

  private HardwareFacts() {}

  static void memory(Answers answers, Map<String, @Nullable Object> facts) {
    var megabytes = new HashMap<String, Long>();
    for (var line : answers.fileLines("/proc/meminfo")) {
      var words = line.split("[:\\s]+");
      if (words.length > 1 && words[1].matches("\\d+")) {
        megabytes.put(words[0], Long.parseLong(words[1]) / 1024);
      }
    }
    if (megabytes.isEmpty()) {
      return;
    }
    for (var name : List.of("MemTotal", "SwapTotal", "MemFree", "SwapFree")) {
      var value = megabytes.get(name);
      if (value != null) {
        facts.put(name.toLowerCase(java.util.Locale.ROOT) + "_mb", value);
      }
    }
    var total = megabytes.get("MemTotal");
    var free = megabytes.get("MemFree");
    var unused = sum(megabytes.get("Cached"), free, megabytes.get("Buffers"));
    var real = new LinkedHashMap<String, @Nullable Object>();
    real.put("total", total);
    real.put("used", difference(total, free));
    real.put("free", free);
    var nocache = new LinkedHashMap<String, @Nullable Object>();
    nocache.put("free", unused);
    nocache.put("used", difference(total, unused));
    var swap = new LinkedHashMap<String, @Nullable Object>();
    swap.put("total", megabytes.get("SwapTotal"));
    swap.put("free", megabytes.get("SwapFree"));
    swap.put("used", difference(megabytes.get("SwapTotal"), megabytes.get("SwapFree")));
    swap.put("cached", megabytes.get("SwapCached"));
    var memory = new LinkedHashMap<String, @Nullable Object>();
    memory.put("real", real);
    memory.put("nocache", nocache);
    memory.put("swap", swap);
    facts.put("memory_mb", memory);
  }

  private static @Nullable Long sum(@Nullable Long... values) {
    var sum = 0L;
    for (var value : values) {
      if (value == null) {
        return null;
      }
      sum += value;
    }
    return sum;
  }

  private static @Nullable Long difference(@Nullable Long a, @Nullable Long b) {
    return a == null || b == null ? null : a - b;
  }

  /// Counts as Ansible does, its quirks included: a core's number is also looked for among the
  /// sockets.
  static void processors(
      Answers answers, String architecture, Map<String, @Nullable Object> facts) {
    var lines = answers.lines("cpuinfo");
    if (lines.isEmpty()) {
      return;
    }
    var models = new ArrayList<String>();
    var counts = new HashMap<String, Long>();
    var sockets = new LinkedHashMap<String, Long>();
    var cores = new LinkedHashMap<String, Long>();
    var socket = "0";
    var core = "0";
    var count = 0L;
    var paravirtual = false;
    for (var line : lines) {
      var colon = line.indexOf(':');
      var key = (colon < 0 ? line : line.substring(0, colon)).strip();
      var value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (MODEL.contains(key)) {
        models.add(value);
        counts.merge(key, 1L, Long::sum);
        count++;
      }
      switch (key) {
        case "physical id" -> {
          socket = value;
          sockets.putIfAbsent(socket, 1L);
        }
        case "core id" -> {
          core = value;
          if (!sockets.containsKey(core)) {
            cores.put(core, 1L);
          }
        }
        case "cpu cores" -> sockets.put(socket, Long.valueOf(value));
        case "siblings" -> cores.put(core, Long.valueOf(value));
        case "ncpus active" -> count = Long.parseLong(value);
        case "flags" -> {
          facts.put("flags", List.of(value.split("\\s+")));
          paravirtual |= answers.exists("/proc/xen") && !value.contains("vme");
        }
        default -> {}
      }
    }
    facts.put("processor", models);
    var vendors = counts.getOrDefault("vendor_id", 0L);
    if (vendors > 0 && vendors.equals(counts.get("model name"))) {
      count = vendors;
    }
    if (architecture.startsWith("armv")
        || architecture.startsWith("aarch")
        || architecture.startsWith("ppc")) {
      count = counts.getOrDefault("processor", 0L);
    }
    if (architecture.equals("s390x")) {
      return;
    }
    if (paravirtual) {
      facts.put("processor_count", count);
      facts.put("processor_cores", count);
      facts.put("processor_threads_per_core", 1L);
      facts.put("processor_vcpus", count);
      return;
    }
    var perSocket = sockets.isEmpty() ? 1L : Math.max(1L, sockets.values().iterator().next());
    var threads = (cores.isEmpty() ? 1L : cores.values().iterator().next()) / perSocket;
    var socketCount = sockets.isEmpty() ? count : sockets.size();
    facts.put("processor_count", socketCount);
    facts.put("processor_cores", perSocket);
    facts.put("processor_threads_per_core", threads);
    facts.put("processor_vcpus", threads * socketCount * perSocket);
    facts.put("processor_nproc", usable(answers, counts.getOrDefault("processor", 0L)));
  }

  /// The processors that a program of the user may run on.
  private static long usable(Answers answers, long all) {
    for (var line : answers.fileLines("/proc/self/status")) {
      if (line.startsWith("Cpus_allowed_list:")) {
        var sum = 0L;
        for (var range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
          var ends = range.split("-");
          sum += Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1;
        }
        return sum;
      }
    }
    return all;
  }

  private static final List<String> FORM_FACTORS =
      List.of(
          "Unknown",
          "Other",
          "Unknown",
          "Desktop",
          "Low Profile Desktop",
          "Pizza Box",
          "Mini Tower",
          "Tower",
          "Portable",
          "Laptop",
          "Notebook",
          "Hand Held",
          "Docking Station",
          "All In One",
          "Sub Notebook",
          "Space-saving",
          "Lunch Box",
          "Main Server Chassis",
          "Expansion Chassis",
          "Sub Chassis",
          "Bus Expansion Chassis",
          "Peripheral Chassis",
          "RAID Chassis",
          "Rack Mount Chassis",
          "Sealed-case PC",
          "Multi-system",
          "CompactPCI",
          "AdvancedTCA",
          "Blade",
          "Blade Enclosure",
          "Tablet",
          "Convertible",
          "Detachable",
          "IoT Gateway",
          "Embedded PC",
          "Mini PC",
          "Stick PC");

  static void maker(Answers answers, Map<String, @Nullable Object> facts) {
    for (var name :
        List.of(
            "bios_date",
            "bios_vendor",
            "bios_version",
            "board_asset_tag",
            "board_name",
            "board_serial",
            "board_vendor",
            "board_version",
            "chassis_asset_tag",
            "chassis_serial",
            "chassis_vendor",
            "chassis_version",
            "product_name",
            "product_serial",
            "product_uuid",
            "product_version")) {
      facts.put(name, answers.file("/sys/devices/virtual/dmi/id/" + name, "NA"));
    }
    facts.put("system_vendor", answers.file("/sys/devices/virtual/dmi/id/sys_vendor", "NA"));
    var type = answers.file("/sys/devices/virtual/dmi/id/chassis_type", "NA");
    if (type.matches("\\d{1,4}")) {
      var number = Integer.parseInt(type);
      type = number < FORM_FACTORS.size() ? FORM_FACTORS.get(number) : "unknown (" + type + ")";
    }
    facts.put("form_factor", type);
  }

  static void uptime(Answers answers, Map<String, @Nullable Object> facts) {
    var text = answers.file("/proc/uptime", "");
    var dot = text.indexOf('.');
    if (dot > 0) {
      facts.put("uptime_seconds", Long.valueOf(text.substring(0, dot)));
    }
  }

  static void volumes(Answers answers, Map<String, @Nullable Object> facts) {
    if (!answers.has("vgs")) {
      facts.put("lvm", "N/A");
      return;
    }
    var groups = new LinkedHashMap<String, @Nullable Object>();
    for (var f : table(answers, "vgs", 7)) {
      groups.put(
          f[0],
          values(
              "size_g",
              f[f.length - 2],
              "free_g",
              f[f.length - 1],
              "num_lvs",
              f[2],
              "num_pvs",
              f[1]));
    }
    var logical = new LinkedHashMap<String, @Nullable Object>();
    for (var f : table(answers, "lvs", 4)) {
      logical.put(f[0], values("size_g", f[3], "vg", f[1]));
    }
    var physical = new LinkedHashMap<String, @Nullable Object>();
    for (var f : table(answers, "pvs", 6)) {
      physical.put(
          DeviceFacts.mapped(answers, f[0]), values("size_g", f[4], "free_g", f[5], "vg", f[1]));
    }
    var lvm = new LinkedHashMap<String, @Nullable Object>();
    lvm.put("lvs", logical);
    lvm.put("vgs", groups);
    lvm.put("pvs", physical);
    facts.put("lvm", lvm);
  }

  private static List<String[]> table(Answers answers, String section, int columns) {
    return answers.lines(section).stream()
        .map(l -> l.strip().split(",", -1))
        .filter(f -> f.length >= columns)
        .toList();
  }

  private static Map<String, String> values(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
