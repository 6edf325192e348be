package dev.runbook.template.filters;

import dev.runbook.template.net.Address;
import dev.runbook.template.net.Network;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The filters of `ansible.utils` that divide networks and find addresses in them.
final class NetworkFilters {
  private NetworkFilters() {}

  static void addTo(Table table) {
    table
        .add("ipsubnet", "query= index=null", NetworkFilters::subnet)
        .add("nthhost", "query=null", NetworkFilters::host)
        .add("next_nth_usable", "offset=null", (x, a) -> further(x, a, 1))
        .add("previous_nth_usable", "offset=null", (x, a) -> further(x, a, -1))
        .add("network_in_network", "test", (x, a) -> bounds(x).hold(bounds(a.at(0))))
        .add("network_in_usable", "test", (x, a) -> usable(x).hold(bounds(a.at(0))))
        .add("reduce_on_network", "network=null", NetworkFilters::reduce);
  }

  /// The network that a value is in, or null.
  private static @Nullable Network network(@Nullable Object value) {
    var read = value == null ? null : AddressQueries.read(Text.str(value), 0);
    return read == null ? null : read.network();
  }

  private static Object subnet(@Nullable Object value, Args a) {
    var given = network(value);
    if (given == null) {
      return false;
    }
    // What is written as an address in a network means that network
    var network = given.cidr();
    var query = a.string(0);
    if (query.isEmpty()) {
      return network.toString();
    }
    if (!query.matches("[0-9]+")) {
      return position(network, query);
    }
    var width = network.ip().width();
    var size = new BigInteger(query).min(BigInteger.valueOf(width + 1L)).intValue();
    if (size > width) {
      return false;
    }
    if (network.isSingle()) {
      return above(network, size, a.at(1));
    }
    var more = size - network.prefix();
    if (a.at(1) == null) {
      if (more < 0) {
        throw Raised.filter("Requested subnet size of " + size + " is invalid");
      }
      return BigInteger.ONE.shiftLeft(more).toString();
    }
    var index = AddressFilters.number(a.at(1));
    if (more < 0) {
      return index.signum() == 0 ? new Network(network.ip(), size).toString() : (Object) false;
    }
    var count = BigInteger.ONE.shiftLeft(more);
    index = index.signum() < 0 ? index.add(count) : index;
    if (index.signum() < 0 || index.compareTo(count) >= 0) {
      return false;
    }
    var first = network.ip().plus(index.shiftLeft(width - size));
    return first == null ? (Object) false : new Network(first, size).toString();
  }

  /// The networks around an address from `/size` downwards; the first, or the one of the index.
  private static Object above(Network address, int size, @Nullable Object index) {
    var width = address.ip().width();
    var count = width - size;
    var at = index == null ? 0 : AddressFilters.number(index).intValue();
    if (index != null && (at > width + 1 - at || at < size - width)) {
      return false;
    }
    at = at < 0 ? at + count : at;
    if (at < 0 || at >= count) {
      throw Raised.filter("list index out of range");
    }
    return new Network(address.ip(), size + at).cidr().toString();
  }

  /// Which of the equal parts of a network it is, from 1.
  private static Object position(Network network, String query) {
    var around = network(query);
    if (around == null) {
      throw Raised.filter("You must pass a valid subnet or IP address; " + query + " is invalid");
    }
    if (!around.contains(network)) {
      throw Raised.filter(network + " is not in the subnet " + around.cidr());
    }
    var shift = network.ip().width() - network.prefix();
    var inside =
        network
            .ip()
            .value()
            .shiftRight(shift)
            .mod(BigInteger.ONE.shiftLeft(network.prefix() - around.prefix()));
    return inside.add(BigInteger.ONE).toString();
  }

  private static Object host(@Nullable Object value, Args a) {
    var network = network(value);
    if (network == null || a.at(0) == null || !a.string(0).strip().matches("[+-]?[0-9]+")) {
      return false;
    }
    var index = AddressFilters.number(a.string(0));
    if (network.size().compareTo(index) <= 0) {
      return false;
    }
    var found = network.get(index);
    if (found == null) {
      throw Raised.filter("index out range for address range size!");
    }
    return found.toString();
  }

  private static @Nullable Object further(@Nullable Object value, Args a, int sign) {
    var offset = a.at(0) == null ? null : AddressFilters.number(a.at(0));
    var network = network(value);
    if (network == null) {
      return false;
    }
    if (offset == null) {
      throw Raised.filter("Must pass in an integer");
    }
    var usable = AddressQueries.usable(network);
    var number = network.ip().value().add(offset.multiply(BigInteger.valueOf(sign)));
    return usable.isEmpty() ? null : AddressQueries.within(usable, number);
  }

  /// The numbers of the first and the last address.
  private record Bounds(BigInteger first, BigInteger last) {
    boolean hold(Bounds other) {
      return first.compareTo(other.first) <= 0
          && first.compareTo(other.last) <= 0
          && last.compareTo(other.first) >= 0
          && last.compareTo(other.last) >= 0;
    }
  }

  private static Bounds bounds(@Nullable Object value) {
    var network = network(value);
    return network == null
        ? new Bounds(BigInteger.ZERO, BigInteger.ZERO)
        : new Bounds(network.first().value(), last(network).value());
  }

  private static Address last(Network network) {
    return network.size().equals(BigInteger.TWO) ? network.first() : network.last();
  }

  private static Bounds usable(@Nullable Object value) {
    var network = network(value);
    if (network == null || network.isSingle()) {
      return bounds(value);
    }
    var usable = AddressQueries.usable(network);
    return new Bounds(usable.getFirst().value(), usable.getLast().value());
  }

  private static Object reduce(@Nullable Object value, Args a) {
    var network = bounds(a.at(0));
    var kept = new ArrayList<@Nullable Object>();
    for (var item : AddressFilters.list(value)) {
      if (network.hold(bounds(item))) {
        kept.add(item);
      }
    }
    return kept;
  }
}
