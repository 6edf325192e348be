package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `devices` and `device_links`: block devices as `/sys/block` shows them.
///
/// `host`, the line of `lspci`, stays empty: that program costs more than all the rest.
final class DeviceFacts {
  private static final String BLOCK = "/sys/block/";

  private final Answers answers;
  private final Map<String, String> links;
  private final Map<String, Map<String, Set<String>>> byKind = new LinkedHashMap<>();

  private DeviceFacts(Answers answers) {
    this.answers = answers;
    this.links = answers.links("blocklinks");
    byKind.put("ids", targets("/dev/disk/by-id/"));
    byKind.put("uuids", targets("/dev/disk/by-uuid/"));
    byKind.put("labels", targets("/dev/disk/by-label/"));
    byKind.put("masters", masters());
  }

  static void devices(Answers answers, Map<String, @Nullable Object> facts) {
    new DeviceFacts(answers).collect(facts);
  }

  /// The UUIDs of file systems by device path, `/dev/mapper` names included.
  static Map<String, String> uuids(Answers answers) {
    var links = answers.links("blocklinks");
    var uuids = new LinkedHashMap<String, String>();
    links.forEach((link, target) -> {
      if (link.startsWith("/dev/disk/by-uuid/")) {
        uuids.put("/dev/" + Answers.base(target), Answers.base(link));
      }
    });
    links.forEach((link, target) -> {
      var uuid = uuids.get("/dev/" + Answers.base(target));
      if (link.startsWith("/dev/mapper/") && uuid != null) {
        uuids.put(link, uuid);
      }
    });
    return uuids;
  }

  /// `/dev/mapper/NAME` for `/dev/dm-N`.
  static String mapped(Answers answers, String device) {
    var name = answers.file(BLOCK + Answers.base(device) + "/dm/name");
    return device.startsWith("/dev/dm-") && name != null ? "/dev/mapper/" + name : device;
  }

  private void collect(Map<String, @Nullable Object> facts) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    byKind.forEach((kind, targets) -> all.put(kind, lists(targets)));
    facts.put("device_links", all);
    var devices = new LinkedHashMap<String, @Nullable Object>();
    for (var link : links.keySet()) {
      if (link.startsWith(BLOCK)) {
        var name = Answers.base(link);
        devices.put(name, device(name));
      }
    }
    facts.put("devices", devices);
  }

  private static Map<String, List<String>> lists(Map<String, Set<String>> sets) {
    var lists = new LinkedHashMap<String, List<String>>();
    sets.forEach((k, v) -> lists.put(k, List.copyOf(v)));
    return lists;
  }

  private Map<String, Set<String>> targets(String folder) {
    var targets = new TreeMap<String, Set<String>>();
    links.forEach((link, target) -> {
      if (link.startsWith(folder)) {
        targets.computeIfAbsent(Answers.base(target), _ -> new TreeSet<>()).add(Answers.base(link));
      }
    });
    return targets;
  }

  private Map<String, Set<String>> masters() {
    var masters = new TreeMap<String, Set<String>>();
    for (var path : answers.pathsUnder(BLOCK)) {
      var parts = path.split("/");
      if (parts.length == 6 && parts[4].equals("slaves")) {
        masters.computeIfAbsent(parts[5], _ -> new TreeSet<>()).add(parts[3]);
      }
    }
    return masters;
  }

  private Map<String, @Nullable Object> linksOf(String name) {
    var found = new LinkedHashMap<String, @Nullable Object>();
    byKind.forEach(
        (kind, targets) -> found.put(kind, List.copyOf(targets.getOrDefault(name, Set.of()))));
    return found;
  }

  private Map<String, @Nullable Object> device(String name) {
    var folder = BLOCK + name;
    var device = new LinkedHashMap<String, @Nullable Object>();
    device.put("virtual", 1L);
    device.put("links", linksOf(name));
    for (var key : List.of("vendor", "model", "sas_address", "sas_device_handle")) {
      device.put(key, answers.file(folder + "/device/" + key));
    }
    var serial = answers.file(folder + "/device/serial");
    if (serial != null) {
      device.put("serial", serial);
    }
    device.put("removable", answers.file(folder + "/removable"));
    device.put("support_discard", answers.file(folder + "/queue/discard_granularity"));
    for (var id : byKind.getOrDefault("ids", Map.of()).getOrDefault(name, Set.of())) {
      if (id.startsWith("wwn-")) {
        device.put("wwn", id.substring(4));
      }
    }
    device.put("partitions", partitions(name));
    device.put("rotational", answers.file(folder + "/queue/rotational"));
    var scheduler =
        DistributionFacts.find("\\[(.*)\\]", answers.file(folder + "/queue/scheduler", ""));
    device.put("scheduler_mode", scheduler == null ? "" : scheduler);
    var sectors = answers.file(folder + "/size");
    device.put("sectors", sectors == null ? 0L : sectors);
    device.put("sectorsize", sectorSize(folder));
    device.put("size", size(sectors));
    device.put("host", "");
    device.put("holders", holders(folder));
    return device;
  }

  private Map<String, @Nullable Object> partitions(String name) {
    var partitions = new LinkedHashMap<String, @Nullable Object>();
    var pattern =
        Pattern.compile(Pattern.quote(BLOCK + name) + "/(" + Pattern.quote(name) + "p?\\d+)/start");
    for (var path : answers.filesUnder(BLOCK + name + "/").keySet()) {
      var match = pattern.matcher(path);
      if (match.matches()) {
        var folder = BLOCK + name + "/" + match.group(1);
        var part = new LinkedHashMap<String, @Nullable Object>();
        var sectors = answers.file(folder + "/size");
        part.put("links", linksOf(match.group(1)));
        part.put("start", answers.file(path));
        part.put("sectors", sectors == null ? 0L : sectors);
        part.put("sectorsize", sectorSize(folder));
        part.put("size", size(sectors));
        var uuids = byKind.getOrDefault("uuids", Map.of()).getOrDefault(match.group(1), Set.of());
        part.put("uuid", uuids.isEmpty() ? null : uuids.iterator().next());
        part.put("holders", holders(folder));
        partitions.put(match.group(1), part);
      }
    }
    return partitions;
  }

  private Object sectorSize(String folder) {
    var size = answers.file(folder + "/queue/logical_block_size");
    if (size == null) {
      size = answers.file(folder + "/queue/hw_sector_size");
    }
    return size == null ? 512L : size;
  }

  private List<String> holders(String folder) {
    var holders = new ArrayList<String>();
    for (var path : answers.pathsUnder(folder + "/holders/")) {
      var name = Answers.base(path);
      if (name.startsWith("dm-")) {
        holders.add(answers.file(BLOCK + name + "/dm/name", name));
      }
    }
    return holders;
  }

  /// A count of 512-byte sectors as people read it: `20.00 GB`.
  private static String size(@Nullable String sectors) {
    var bytes = sectors == null ? 0.0 : Double.parseDouble(sectors) * 512;
    var units = "KMGTPEZY";
    var unit = -1;
    while (bytes >= 1024 && unit < units.length() - 1) {
      bytes /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f ", bytes)
        + (unit < 0 ? "Bytes" : units.charAt(unit) + "B");
  }
}
