package dev.runbook.template.tests;

import dev.runbook.template.net.Address;
import dev.runbook.template.net.Blocks;
import dev.runbook.template.net.Network;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tests of `ansible.utils` on addresses and networks, known by their full name alone.
final class AddressTests {
  private static final Pattern HARDWARE =
      Pattern.compile(
          "(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}|[0-9a-f]{12}");

  private AddressTests() {}

  static void addTo(Table table) {
    address(table, "ip_address", _ -> true);
    address(table, "ipv4_address", address -> address.version() == 4);
    address(table, "ipv6_address", address -> address.version() == 6);
    address(table, "ipv6_ipv4_mapped", address -> address.mapped() != null);
    address(table, "ipv6_sixtofour", address -> starts(address, 0x2002, 112));
    address(table, "ipv6_teredo", address -> starts(address, 0x2001_0000, 96));
    address(table, "loopback", address -> Blocks.isLoopback(address.unmapped()));
    address(table, "multicast", address -> Blocks.isMulticast(address.unmapped()));
    address(table, "private", address -> Blocks.isPrivate(address.unmapped()));
    address(table, "public", address -> Blocks.isGlobal(address.unmapped()));
    address(table, "reserved", address -> Blocks.isReserved(address.unmapped()));
    address(table, "unspecified", address -> address.unmapped().value().signum() == 0);
    table
        .add("ansible.utils.ip", "", (x, _) -> network(x) != null)
        .add("ansible.utils.ipv4", "", (x, _) -> isVersion(x, 4))
        .add("ansible.utils.ipv6", "", (x, _) -> isVersion(x, 6))
        .add("ansible.utils.ipv4_netmask", "", (x, _) -> isMask(x, Network::netmask))
        .add("ansible.utils.ipv4_hostmask", "", (x, _) -> isMask(x, Network::hostmask))
        .add("ansible.utils.in_network", "network", (x, a) -> isWithin(x, a.at(0)))
        .add("ansible.utils.subnet_of", "network", (x, a) -> isWithin(x, a.at(0)))
        .add("ansible.utils.supernet_of", "network", (x, a) -> isWithin(a.at(0), x))
        .add("ansible.utils.in_any_network", "networks", (x, a) -> around(x, a.at(0)) > 0)
        .add("ansible.utils.in_one_network", "networks", (x, a) -> around(x, a.at(0)) == 1)
        .add("ansible.utils.mac", "", (x, _) -> HARDWARE.matcher(Text.str(x)).matches())
        .add("ansible.utils.resolvable", "", (x, _) -> isResolvable(Text.str(x)));
  }

  private static void address(Table table, String name, Predicate<Address> test) {
    table.add(
        "ansible.utils." + name,
        "",
        (x, _) -> {
          var address = Address.parse(withoutScope(x));
          return address != null && test.test(address);
        });
  }

  /// `fe80::1%eth0`: the interface is no part of the number.
  private static String withoutScope(@Nullable Object value) {
    return Text.str(value).replaceFirst("^([^%]*:[^%]*)%[^%/]+", "$1");
  }

  private static boolean starts(Address address, int with, int shift) {
    return address.version() == 6
        && address.value().shiftRight(shift).equals(BigInteger.valueOf(with));
  }

  private static @Nullable Network network(@Nullable Object value) {
    try {
      return Network.strict(withoutScope(value));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isVersion(@Nullable Object value, int version) {
    var network = network(value);
    return network != null && network.version() == version;
  }

  private static boolean isMask(@Nullable Object value, Function<Network, Address> mask) {
    var network = network("10.0.0.0/" + Text.str(value));
    return network != null && mask.apply(network).toString().equals(value);
  }

  private static boolean isWithin(@Nullable Object inner, @Nullable Object outer) {
    var network = network(inner);
    var around = network(outer);
    return network != null && around != null && around.contains(network);
  }

  private static long around(@Nullable Object value, @Nullable Object networks) {
    var all =
        switch (networks) {
          case List<?> list -> list;
          case String text -> List.of(text.split(",", -1));
          case null, default ->
              throw Raised.filter(
                  "'" + Values.typeName(networks) + "' cannot be converted to a list");
        };
    return all.stream().filter(network -> isWithin(value, network)).count();
  }

  private static boolean isResolvable(String host) {
    try {
      var found = InetAddress.getByName(host);
      return Address.parse(host) == null || !found.getCanonicalHostName().equals(host);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
