package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts the connections to a port of the host, in the kernel's own list.
record WaitForDrain(WaitForModule.Arguments arguments, Target target)
    implements WaitForModule.Look {
  /// The kernel's numbers of the states.
  private static final List<String> STATES =
      List.of("", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT");

  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  @Override
  public @Nullable Map<String, ?> now(Duration left) throws ModuleFailure, Unreachable {
    var reply = target.ask("cat /proc/net/tcp /proc/net/tcp6 2>/dev/null");
    var hosts = addresses(List.of(arguments.host()));
    var excluded =
        addresses(arguments.excludeHosts() == null ? List.of() : arguments.excludeHosts());
    for (var line : reply.stdout().lines().toList()) {
      var words = line.strip().split("\\s+");
      if (words.length > 3 && words[1].contains(":") && counts(words, hosts, excluded)) {
        return null;
      }
    }
    return Map.of();
  }

  /// @param words `0: 0100007F:1F90 00000000:0000 0A`: local and remote end, state
  private boolean counts(String[] words, Set<String> hosts, Set<String> excluded) {
    var port = Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16);
    var state = Integer.parseInt(words[3], 16);
    if (arguments.port() == null
        || port != arguments.port()
        || state >= STATES.size()
        || !arguments.activeConnectionStates().contains(STATES.get(state))) {
      return false;
    }
    var any = hosts.stream().anyMatch(ANY::contains);
    return (any || hosts.contains(address(words[1]))) && !excluded.contains(address(words[2]));
  }

  /// Each four bytes of an address are in the machine's order, which is little-endian wherever this
  /// is likely to run.
  private static String address(String end) {
    var bytes = HexFormat.of().parseHex(end.substring(0, end.indexOf(':')));
    for (var i = 0; i < bytes.length; i += 4) {
      var first = bytes[i];
      var second = bytes[i + 1];
      bytes[i] = bytes[i + 3];
      bytes[i + 1] = bytes[i + 2];
      bytes[i + 2] = second;
      bytes[i + 3] = first;
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> addresses(List<String> hosts) throws ModuleFailure {
    var addresses = new HashSet<String>();
    for (var host : hosts) {
      try {
        for (var address : InetAddress.getAllByName(host)) {
          addresses.add(address.getHostAddress());
        }
      } catch (UnknownHostException e) {
        throw new ModuleFailure("the address of " + host + " is unknown");
      }
    }
    return addresses;
  }
}
