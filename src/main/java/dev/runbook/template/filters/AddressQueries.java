package dev.runbook.template.filters;

import dev.runbook.template.net.Address;
import dev.runbook.template.net.Blocks;
import dev.runbook.template.net.Network;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `ipaddr` and its queries, as `ansible.utils` has them: false says that the value is no address
/// (of the version), null that the query does not go with it.
///
/// @param network the address that the value means, with its prefix
/// @param written the value, where it was a number as an address
/// @param isNetwork whether a prefix was written
record AddressQueries(Network network, String written, boolean isNetwork) {
  private static final BigInteger TWO = BigInteger.TWO;

  /// Asks about a value, or about each of a list, of which those stay whose answer is true.
  ///
  /// @param version 4, 6, or 0 for both
  /// @param filter the name for messages
  static @Nullable Object ask(@Nullable Object value, String query, int version, String filter) {
    if (value instanceof List<?> list) {
      var kept = new ArrayList<@Nullable Object>();
      for (var item : list) {
        var answer = ask(item, query, version, "ipaddr");
        if (Values.truth(answer)) {
          kept.add(answer);
        }
      }
      return kept;
    }
    // Zero is as good as nothing; as a text it is an address
    if (!Values.truth(value)
        || !(value instanceof String || value instanceof Long || value instanceof BigInteger)) {
      return false;
    }
    var read = read(Text.str(value), version);
    if (read == null || (version != 0 && read.network.version() != version)) {
      return false;
    }
    return read.answer(query, filter);
  }

  /// What the value means, or null.
  static @Nullable AddressQueries read(String text, int version) {
    if (text.matches("[0-9]{1,40}")) {
      var number = new BigInteger(text);
      var ip = version == 6 ? Address.of(6, number) : Address.of(number);
      if (ip == null) {
        return null;
      }
      var network = new Network(ip, ip.width());
      return new AddressQueries(network, network.toString(), false);
    }
    var network = Network.parse(text);
    if (network != null) {
      return new AddressQueries(network, text, text.indexOf('/') >= 0);
    }
    var parts = text.split("/", -1);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,40}") || !parts[1].matches("[0-9]{1,3}")) {
      return null;
    }
    var number = new BigInteger(parts[0]);
    var prefix = Integer.parseInt(parts[1]);
    for (var each : new int[] {4, 6}) {
      var ip = Address.of(each, number);
      var made = ip == null ? null : Network.of(ip, prefix);
      if (made != null) {
        return new AddressQueries(made, made.toString(), true);
      }
    }
    return null;
  }

  private Address ip() {
    return network.ip();
  }

  private int version() {
    return network.version();
  }

  private boolean isPair() {
    return network.size().equals(TWO);
  }

  /// `10.0.0.0/24`, not `10.0.0.1/24`
  private boolean isNetworkAddress() {
    return network.isCidr();
  }

  private @Nullable Object answer(String query, String filter) {
    var single = network.isSingle();
    return switch (query) {
      case "" -> isNetwork ? network.toString() : ip().toString();
      case "6to4" -> sixToFour();
      case "address", "ip" ->
          single || !isNetworkAddress() || network.broadcast() == null || version() == 6
              ? ip().toString()
              : null;
      case "address/prefix", "gateway", "gw", "host/prefix", "hostnet", "router" ->
          network.size().compareTo(TWO) > 0
                  && (isNetworkAddress() || ip().equals(network.broadcast()))
              ? (Object) false
              : network.toString();
      case "bool" -> true;
      case "broadcast" -> network.size().compareTo(TWO) > 0 ? network.last().toString() : null;
      case "cidr" -> network.toString();
      case "first_usable" -> first(usable());
      case "host" ->
          single || !isNetworkAddress() || network.broadcast() == null ? network.toString() : null;
      case "hostmask", "wildcard" -> network.hostmask().toString();
      case "int" -> isNetwork ? ip().value() + "/" + network.prefix() : Values.fit(ip().value());
      case "ip/prefix" -> isHostInNetwork() ? network.toString() : null;
      case "ip_netmask" -> isHostInNetwork() ? ip() + " " + network.netmask() : null;
      case "ipv4", "v4" -> version() == 4 ? written : toVersion4();
      case "ipv6", "v6" -> version() == 6 ? written : toVersion6();
      case "last_usable" -> last(usable());
      case "link-local" -> when(Blocks.isLinkLocal(ip()));
      case "lo", "loopback" -> when(Blocks.isLoopback(ip()));
      case "multicast" -> when(Blocks.isMulticast(network));
      case "net" -> !single && isNetworkAddress() ? network.toString() : null;
      case "netmask" -> network.netmask().toString();
      case "network", "network_id" -> network.first().toString();
      case "network/prefix", "subnet" -> network.cidr().toString();
      case "network_netmask" -> network.first() + " " + network.netmask();
      case "network_wildcard" -> network.first() + " " + network.hostmask();
      case "next_usable" -> beside(BigInteger.ONE);
      case "peer" -> peer();
      case "prefix" -> (long) network.prefix();
      case "previous_usable" -> beside(BigInteger.ONE.negate());
      case "private" -> when(!Blocks.isReachable(ip()));
      case "public" -> when(isPublic());
      case "range_usable" -> {
        var usable = usable();
        yield usable.isEmpty() ? null : first(usable) + "-" + last(usable);
      }
      case "revdns" -> ip().reverse();
      case "size" -> Values.fit(network.size());
      case "size_usable" ->
          single ? (Object) 0L : isPair() ? 2L : Values.fit(network.size().subtract(TWO));
      case "type" -> single || !isNetworkAddress() ? "address" : "network";
      case "unicast" -> when(!Blocks.isMulticast(network));
      case "version" -> (long) version();
      case "wrap" ->
          version() == 4 ? written : "[" + ip() + "]" + (isNetwork ? "/" + network.prefix() : "");
      default -> other(query, filter);
    };
  }

  /// A network to lie in, or an index of an address.
  private @Nullable Object other(String query, String filter) {
    var around = query.matches("[0-9]+") ? null : read(query, 0);
    if (around != null) {
      return when(around.network.contains(network));
    }
    if (!query.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)")) {
      throw Raised.filter(filter + ": unknown filter type: " + query);
    }
    if (network.isSingle()) {
      return isNetwork ? network.toString() : ip().toString();
    }
    var found = query.indexOf('.') >= 0 ? null : network.get(new BigInteger(query));
    return found == null ? (Object) false : found + "/" + network.prefix();
  }

  private @Nullable Object when(boolean holds) {
    return holds ? written : null;
  }

  private boolean isHostInNetwork() {
    return isPair() || (!network.isSingle() && !isNetworkAddress());
  }

  /// The first and the last address that hosts can have; nothing in a network of one.
  private List<Address> usable() {
    if (!isNetwork) {
      throw Raised.filter("Not a network address");
    }
    return usable(network);
  }

  static List<Address> usable(Network network) {
    if (network.isSingle()) {
      return List.of();
    }
    var step = network.size().equals(TWO) ? BigInteger.ZERO : BigInteger.ONE;
    return List.of(
        plain(network.first().value().add(step)), plain(network.last().value().subtract(step)));
  }

  /// An address made from its number alone: a small one is of version 4, as in `netaddr`.
  static Address plain(BigInteger number) {
    var made = Address.of(number);
    if (made == null) {
      throw Raised.filter("failed to detect a valid IP address from " + number);
    }
    return made;
  }

  private static @Nullable Object first(List<Address> usable) {
    return usable.isEmpty() ? null : usable.getFirst().toString();
  }

  private static @Nullable Object last(List<Address> usable) {
    return usable.isEmpty() ? null : usable.getLast().toString();
  }

  private @Nullable Object beside(BigInteger step) {
    var usable = usable();
    return usable.isEmpty() ? null : within(usable, ip().value().add(step));
  }

  /// The address of a number where it is one for hosts.
  static @Nullable Object within(List<Address> usable, BigInteger number) {
    var found = plain(number);
    return number.compareTo(usable.getFirst().value()) >= 0
            && number.compareTo(usable.getLast().value()) <= 0
        ? found.toString()
        : null;
  }

  private Object peer() {
    if (!isNetwork) {
      throw Raised.filter("Not a network address");
    }
    var number = ip().value();
    if (isPair()) {
      return plain(number.flipBit(0)).toString();
    }
    if (!network.size().equals(BigInteger.valueOf(4))) {
      throw Raised.filter("Not a point-to-point network");
    }
    return switch (number.and(BigInteger.valueOf(3)).intValue()) {
      case 0 -> throw Raised.filter("Network address of /30 has no peer");
      case 3 -> throw Raised.filter("Broadcast address of /30 has no peer");
      default -> plain(number.xor(BigInteger.valueOf(3))).toString();
    };
  }

  private boolean isPublic() {
    return !Blocks.isMulticast(ip())
        && Blocks.isReachable(ip())
        && !Blocks.isLoopback(ip())
        && !ip().isNetmask()
        && !ip().isHostmask();
  }

  private @Nullable Object sixToFour() {
    if (version() == 4) {
      if (!network.isSingle() && isNetworkAddress()) {
        return false;
      }
      if (Blocks.isReachable(ip()) && !isPublic()) {
        return false;
      }
      var words = ip().words();
      return String.format(
          "2002:%02x%02x:%02x%02x::1/48", words.get(0), words.get(1), words.get(2), words.get(3));
    }
    var sixToFour = ip().words().getFirst() == 0x2002;
    return sixToFour && (!isNetwork || !isNetworkAddress()) ? written : (Object) false;
  }

  private Object toVersion4() {
    var inner = ip().value();
    var mapped = ip().mapped();
    var four = mapped != null ? mapped : Address.of(4, inner);
    var made = four == null ? null : Network.of(four, network.prefix() - 96);
    return made == null ? (Object) false : made.toString();
  }

  private Object toVersion6() {
    return Objects.requireNonNull(Network.of(ip().toVersion6(), network.prefix() + 96)).toString();
  }
}
