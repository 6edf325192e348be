package dev.runbook.modules.docker;

import dev.runbook.module.ModuleFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `published_ports` and `exposed_ports`: `8080:80`, `127.0.0.1:9000-9010:9000-9010/udp`,
/// `[::1]:5:5`.
final class PublishedPorts {
  private static final String V4 = "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+";
  private static final String V6 = "\\[[0-9a-fA-F:]+(|%[^\\]/]+)\\]";

  private PublishedPorts() {}

  /// Whether one of them leaves it open which address it is bound to.
  static boolean needDefaultAddress(List<?> given) throws ModuleFailure {
    for (var port : given) {
      if (parts(String.valueOf(port)).size() < 3) {
        return true;
      }
    }
    return false;
  }

  /// The engine's form: `80/tcp` to a list of `HostIp` and `HostPort`.
  ///
  /// @param address what those without an address are bound to
  static Map<String, Object> bindings(List<?> given, String address) throws ModuleFailure {
    var bindings = new LinkedHashMap<String, List<Map<String, String>>>();
    for (var item : given) {
      var text = String.valueOf(item);
      if (text.equalsIgnoreCase("all")) {
        throw new ModuleFailure(
            "Specifying \"all\" in published_ports is no longer allowed. Set publish_all_ports to"
                + " \"true\" instead to randomly assign port mappings for those not specified by"
                + " published_ports.");
      }
      var parts = parts(text);
      if (parts.size() > 3) {
        throw new ModuleFailure(
            "Invalid port description \""
                + text
                + "\" - expected 1 to 3 colon-separated parts, but got "
                + parts.size()
                + ". Maybe you forgot to use square brackets ([...]) around an IPv6 address?");
      }
      var container = parts.getLast();
      var slash = container.indexOf('/');
      var protocol = slash < 0 ? "tcp" : container.substring(slash + 1);
      var inside = range(slash < 0 ? container : container.substring(0, slash));
      var outside = parts.size() < 2 ? "" : parts.get(parts.size() - 2);
      var hosts = inside.size() == 1 || outside.isEmpty() ? List.of() : range(outside);
      for (var i = 0; i < inside.size(); i++) {
        var binding = new LinkedHashMap<String, String>();
        binding.put("HostIp", parts.size() == 3 ? bound(parts.getFirst()) : address);
        binding.put("HostPort", i < hosts.size() ? String.valueOf(hosts.get(i)) : outside);
        bindings
            .computeIfAbsent(inside.get(i) + "/" + protocol, _ -> new ArrayList<>())
            .add(binding);
      }
    }
    return new LinkedHashMap<>(bindings);
  }

  /// `exposed_ports` in the engine's form, `80/tcp`.
  static Set<String> exposed(List<?> given) throws ModuleFailure {
    var exposed = new TreeSet<String>();
    for (var item : given) {
      var text = String.valueOf(item).strip();
      var slash = text.indexOf('/');
      for (var port : range(slash < 0 ? text : text.substring(0, slash))) {
        exposed.add(port + "/" + (slash < 0 ? "tcp" : text.substring(slash + 1)));
      }
    }
    return exposed;
  }

  private static String bound(String address) throws ModuleFailure {
    if (!address.matches(V4) && !address.matches(V6)) {
      throw new ModuleFailure(
          "Bind addresses for published ports must be IPv4 or IPv6 addresses, not hostnames. Use"
              + " the dig lookup to resolve hostnames. (Found hostname: "
              + address
              + ")");
    }
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  private static List<Integer> range(String text) throws ModuleFailure {
    var dash = text.indexOf('-');
    try {
      var first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      var last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
      if (last < first) {
        throw new NumberFormatException();
      }
      var ports = new ArrayList<Integer>();
      for (var port = first; port <= last; port++) {
        ports.add(port);
      }
      return ports;
    } catch (NumberFormatException _) {
      throw new ModuleFailure(
          (dash < 0 ? "Invalid port: \"" : "Invalid port range: \"") + text + "\"");
    }
  }

  /// At the colons that do not stand inside brackets.
  private static List<String> parts(String text) throws ModuleFailure {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    var depth = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ':' && depth == 0) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (depth > 0) {
      throw new ModuleFailure(
          "Cannot find closing \"]\" in input \""
              + text
              + "\" for opening \"[\" at index "
              + (text.indexOf('[') + 1)
              + "!");
    }
    parts.add(part.toString());
    return parts;
  }
}
