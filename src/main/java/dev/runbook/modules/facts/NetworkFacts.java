package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Interfaces and addresses, as `/sys/class/net` and `ip` tell them; nothing where `ip` is missing.
final class NetworkFacts {
  private static final String NET = "/sys/class/net/";
  private static final Map<String, String> TYPES =
      Map.of("1", "ether", "32", "infiniband", "512", "ppp", "772", "loopback", "65534", "tunnel");

  private final Answers answers;
  private final Map<String, Map<String, @Nullable Object>> interfaces = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> default4;
  private final Map<String, @Nullable Object> default6;
  private final List<String> all4 = new ArrayList<>();
  private final List<String> all6 = new ArrayList<>();

  private NetworkFacts(Answers answers) {
    this.answers = answers;
    this.default4 = route("route4", "8.8.8.8");
    this.default6 = route("route6", "2404:6800:400a:800::1012");
  }

  static void network(Answers answers, Map<String, @Nullable Object> facts) {
    if (!answers.has("addresses")) {
      return;
    }
    new NetworkFacts(answers).collect(facts);
  }

  private void collect(Map<String, @Nullable Object> facts) {
    for (var path : answers.pathsUnder(NET)) {
      var device = path.substring(NET.length());
      if (device.indexOf('/') < 0) {
        interfaces.put(device, device(device));
      }
    }
    addresses();
    facts.put("interfaces", interfaces.keySet().stream().map(i -> i.replace(':', '_')).toList());
    interfaces.forEach((name, values) -> facts.put(name.replace(':', '_'), values));
    facts.put("default_ipv4", default4);
    facts.put("default_ipv6", default6);
    facts.put("all_ipv4_addresses", all4);
    facts.put("all_ipv6_addresses", all6);
  }

  private Map<String, @Nullable Object> route(String section, String to) {
    var route = new LinkedHashMap<String, @Nullable Object>();
    var words = answers.text(section).split("\n", 2)[0].strip().split("\\s+");
    if (words[0].equals(to)) {
      for (var i = 0; i < words.length - 1; i++) {
        switch (words[i]) {
          case "dev" -> route.put("interface", words[i + 1]);
          case "src" -> route.put("address", words[i + 1]);
          case "via" -> {
            if (!words[i + 1].equals(to)) {
              route.put("gateway", words[i + 1]);
            }
          }
          default -> {}
        }
      }
    }
    return route;
  }

  private Map<String, @Nullable Object> device(String name) {
    var folder = NET + name;
    var links = answers.links("netlinks");
    var device = new LinkedHashMap<String, @Nullable Object>();
    device.put("device", name);
    var mac = answers.file(folder + "/address");
    if (mac != null && !mac.equals("00:00:00:00:00:00")) {
      device.put("macaddress", mac);
    }
    number(device, "mtu", answers.file(folder + "/mtu"));
    var state = answers.file(folder + "/operstate");
    if (state != null) {
      device.put("active", !state.equals("down"));
    }
    var module = links.get(folder + "/device/driver/module");
    if (module != null) {
      device.put("module", Answers.base(module));
    }
    var type = answers.file(folder + "/type");
    if (type != null) {
      device.put("type", TYPES.getOrDefault(type, "unknown"));
    }
    if (answers.exists(folder + "/bridge")) {
      bridge(folder, device);
    }
    if (answers.exists(folder + "/bonding")) {
      bonding(folder + "/bonding/", device);
    }
    if (answers.exists(folder + "/bonding_slave")) {
      device.put("perm_macaddress", answers.file(folder + "/bonding_slave/perm_hwaddr", ""));
    }
    var bus = links.get(folder + "/device");
    if (bus != null) {
      device.put("pciid", Answers.base(bus));
    }
    number(device, "speed", answers.file(folder + "/speed"));
    var flags = answers.file(folder + "/flags");
    if (flags != null) {
      device.put("promisc", (Long.decode(flags) & 0x100) > 0);
    }
    return device;
  }

  private static void number(
      Map<String, @Nullable Object> device, String key, @Nullable String text) {
    if (text != null) {
      device.put(key, Long.valueOf(text));
    }
  }

  private void bridge(String folder, Map<String, @Nullable Object> device) {
    device.put("type", "bridge");
    device.put(
        "interfaces", answers.pathsUnder(folder + "/brif/").stream().map(Answers::base).toList());
    device.put("id", answers.file(folder + "/bridge/bridge_id", ""));
    device.put("stp", answers.file(folder + "/bridge/stp_state", "").equals("1"));
  }

  private void bonding(String folder, Map<String, @Nullable Object> device) {
    device.put("type", "bonding");
    var slaves = answers.file(folder + "slaves", "");
    device.put("slaves", slaves.isEmpty() ? List.of() : Arrays.asList(slaves.split("\\s+")));
    for (var key : List.of("mode", "miimon", "lacp_rate")) {
      device.put(key, answers.file(folder + key, "").split("\\s+", 2)[0]);
    }
    var primary = answers.file(folder + "primary");
    if (primary != null) {
      device.put("primary", primary);
      var active = answers.file(folder + "all_slaves_active");
      if (active != null) {
        device.put("all_slaves_active", active.equals("1"));
      }
    }
  }

  /// The first of the addresses that are not secondary is the interface's own.
  private void addresses() {
    var device = "";
    var later = new ArrayList<String[]>();
    for (var line : answers.lines("addresses")) {
      var words = line.strip().split("\\s+");
      if (!line.startsWith(" ") && words.length > 1) {
        later.forEach(w -> four(w[0], Arrays.copyOfRange(w, 1, w.length)));
        later.clear();
        device = words[1].replaceFirst(":$", "").replaceFirst("@.*", "");
      } else if (words[0].equals("inet") && words.length > 2) {
        if (Arrays.asList(words).contains("secondary")) {
          var whole = new String[words.length + 1];
          whole[0] = device;
          System.arraycopy(words, 0, whole, 1, words.length);
          later.add(whole);
        } else {
          four(device, words);
        }
      } else if (words[0].equals("inet6") && words.length > 3) {
        six(device, words);
      }
    }
    later.forEach(w -> four(w[0], Arrays.copyOfRange(w, 1, w.length)));
  }

  private void four(String device, String[] words) {
    var slash = words[1].indexOf('/');
    var address = slash < 0 ? words[1] : words[1].substring(0, slash);
    var prefix = slash < 0 ? "32" : words[1].substring(slash + 1);
    var broadcast = slash >= 0 && words.length > 3 && words[2].equals("brd") ? words[3] : "";
    var label = words[words.length - 1];
    var bits = Integer.parseInt(prefix);
    var mask = bits == 0 ? 0 : -1 << (32 - bits);
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("address", address);
    entry.put("broadcast", broadcast);
    entry.put("netmask", dotted(mask));
    entry.put("network", dotted(number(address) & mask));
    entry.put("prefix", prefix);
    var secondary = Arrays.asList(words).contains("secondary");
    var own = interfaces.computeIfAbsent(label, _ -> new LinkedHashMap<>());
    if (!secondary && !own.containsKey("ipv4")) {
      own.put("ipv4", entry);
    } else {
      more(own, entry);
      if (secondary && !label.equals(device)) {
        more(interfaces.computeIfAbsent(device, _ -> new LinkedHashMap<>()), entry);
      }
    }
    if (address.equals(default4.get("address"))) {
      default4.put("broadcast", broadcast);
      default4.put("netmask", entry.get("netmask"));
      default4.put("network", entry.get("network"));
      default4.put("prefix", prefix);
      link(device, default4);
      default4.put("alias", label);
    }
    if (!address.startsWith("127.")) {
      all4.add(address);
    }
  }

  @SuppressWarnings("unchecked")
  private static void more(
      Map<String, @Nullable Object> device, Map<String, @Nullable Object> entry) {
    ((List<Object>)
            java.util.Objects.requireNonNull(
                device.computeIfAbsent("ipv4_secondaries", _ -> new ArrayList<>())))
        .add(entry);
  }

  private void six(String device, String[] words) {
    var peer = words[2].equals("peer") && words.length > 5;
    var whole = peer ? words[3] : words[1];
    var prefix = whole.substring(whole.indexOf('/') + 1);
    var address = words[1].replaceFirst("/.*", "");
    var scope = peer ? words[5] : words[3];
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("address", address);
    entry.put("prefix", prefix);
    entry.put("scope", scope);
    var own = interfaces.computeIfAbsent(device, _ -> new LinkedHashMap<>());
    @SuppressWarnings("unchecked")
    var list =
        (List<Object>)
            java.util.Objects.requireNonNull(own.computeIfAbsent("ipv6", _ -> new ArrayList<>()));
    list.add(entry);
    if (address.equals(default6.get("address"))) {
      default6.put("prefix", prefix);
      default6.put("scope", scope);
      link(device, default6);
    }
    if (!address.equals("::1")) {
      all6.add(address);
    }
  }

  private void link(String device, Map<String, @Nullable Object> into) {
    into.put("macaddress", answers.file(NET + device + "/address", ""));
    number(into, "mtu", answers.file(NET + device + "/mtu"));
    var own = interfaces.get(device);
    into.put("type", own == null ? "unknown" : own.getOrDefault("type", "unknown"));
  }

  private static int number(String address) {
    var number = 0;
    for (var part : address.split("\\.")) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }

  private static String dotted(int number) {
    return (number >>> 24)
        + "."
        + (number >>> 16 & 255)
        + "."
        + (number >>> 8 & 255)
        + "."
        + (number & 255);
  }

  static void fibreChannel(Answers answers, Map<String, @Nullable Object> facts) {
    var names = new ArrayList<String>();
    answers
        .filesUnder("/sys/class/fc_host/")
        .forEach((_, lines) -> lines.forEach(l -> names.add(l.strip().replaceFirst("^0x", ""))));
    facts.put("fibre_channel_wwn", names);
  }

  static void iscsi(Answers answers, Map<String, @Nullable Object> facts) {
    var name = "";
    for (var line : answers.fileLines("/etc/iscsi/initiatorname.iscsi")) {
      if (line.startsWith("InitiatorName=")) {
        name = line.substring("InitiatorName=".length());
        break;
      }
    }
    facts.put("iscsi_iqn", name);
  }

  static void nvme(Answers answers, Map<String, @Nullable Object> facts) {
    facts.put(
        "hostnqn",
        answers.fileLines("/etc/nvme/hostnqn").stream()
            .filter(l -> l.startsWith("nqn."))
            .findFirst()
            .orElse(""));
  }
}
