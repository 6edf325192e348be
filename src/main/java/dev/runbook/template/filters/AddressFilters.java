package dev.runbook.template.filters;

import dev.runbook.template.net.Address;
import dev.runbook.template.net.HardwareAddress;
import dev.runbook.template.net.Network;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filters of `ansible.utils` on addresses, which were Ansible's own up to 2.9.
final class AddressFilters {
  private AddressFilters() {}

  static void addTo(Table table) {
    table
        .add("ipaddr", "query= version=null alias=ipaddr", AddressFilters::ipaddr)
        .add("ipv4", "query=", (x, a) -> ask(x, a.string(0), 4, "ipv4"))
        .add("ipv6", "query=", (x, a) -> ask(x, a.string(0), 6, "ipv6"))
        .add("ipwrap", "", AddressFilters::wrap)
        .add("ipmath", "amount=null", AddressFilters::plus)
        .add("ipcut", "amount", AddressFilters::cut)
        .add("ipv6form", "format", AddressFilters::form)
        .add("ip4_hex", "delimiter=", AddressFilters::hex)
        .add("hwaddr", "query= alias=hwaddr", (x, a) -> hardware(x, a.string(0), a.string(1)))
        .add("macaddr", "query=", (x, a) -> hardware(x, a.string(0), "macaddr"))
        .add("slaac", "query=null", AddressFilters::slaac)
        .add("cidr_merge", "action=merge", AddressFilters::merge)
        .add("usable_range", "", AddressFilters::addresses);
  }

  private static @Nullable Object ipaddr(@Nullable Object value, Args a) {
    var version = a.at(1) == null ? 0 : number(a.at(1)).intValue();
    return ask(value, a.string(0), version, a.string(2));
  }

  private static @Nullable Object ask(
      @Nullable Object value, String query, int version, String filter) {
    if (value instanceof String || isList(value) || Values.isWhole(value)) {
      return AddressQueries.ask(value, query, version, filter);
    }
    throw unknownType(value, filter);
  }

  private static boolean isList(@Nullable Object value) {
    return value instanceof List<?> && !(value instanceof Tuple);
  }

  private static Raised unknownType(@Nullable Object value, String filter) {
    return Raised.filter(
        "Unrecognized type <" + Values.typeOf(value) + "> for " + filter + " filter <value>");
  }

  private static @Nullable Object wrap(@Nullable Object value, Args a) {
    if (isList(value)) {
      var wrapped = new ArrayList<@Nullable Object>();
      for (var item : Values.items(value)) {
        wrapped.add(wrapped(item));
      }
      return wrapped;
    }
    if (value instanceof String || value instanceof Boolean) {
      return wrapped(value);
    }
    throw unknownType(value, "ipwrap");
  }

  private static @Nullable Object wrapped(@Nullable Object value) {
    var address = AddressQueries.ask(value, "", 0, "ipwrap");
    return Values.truth(address) ? AddressQueries.ask(value, "wrap", 0, "ipwrap") : value;
  }

  /// An argument of type int, which may be written as a text.
  static BigInteger number(@Nullable Object value) {
    return switch (value) {
      case Long number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
      case String text when text.strip().matches("[+-]?[0-9]+") -> new BigInteger(text.strip());
      case null, default ->
          throw Raised.filter(Text.repr(value) + " cannot be converted to an int");
    };
  }

  /// An address without a prefix.
  private static Address address(@Nullable Object value) {
    var address = value == null ? null : Address.parse(Text.str(value));
    if (address == null) {
      throw invalid(value);
    }
    return address;
  }

  private static Raised invalid(@Nullable Object value) {
    return Raised.filter("You must pass a valid IP address; " + Text.str(value) + " is invalid");
  }

  private static Object plus(@Nullable Object value, Args a) {
    var network = value == null ? null : Network.parse(Text.str(value));
    if (network == null) {
      throw invalid(value);
    }
    if (a.at(0) == null) {
      throw Raised.filter("You must pass an integer for arithmetic; None is not a valid integer");
    }
    var sum = network.ip().plus(number(a.at(0)));
    if (sum == null) {
      throw Raised.filter("result outside valid IP address boundary!");
    }
    return sum.toString();
  }

  /// The first bits of an address, or the last where the count is negative.
  private static Object cut(@Nullable Object value, Args a) {
    var address = address(value);
    var width = address.width();
    var amount = Math.clamp(number(a.at(0)).longValue(), -width, width);
    var bits = String.format("%" + width + "s", address.value().toString(2)).replace(' ', '0');
    var part = amount < 0 ? bits.substring(width + amount) : bits.substring(0, amount);
    var step = address.version() == 4 ? 8 : 16;
    var words = new ArrayList<String>();
    for (var i = 0; i < part.length(); i += step) {
      var word = Integer.parseInt(part.substring(i, Math.min(i + step, part.length())), 2);
      words.add(step == 8 ? Integer.toString(word) : Integer.toHexString(word));
    }
    return String.join(step == 8 ? "." : ":", words);
  }

  private static Object form(@Nullable Object value, Args a) {
    var address = address(value);
    return switch (a.string(0)) {
      case "expand" -> address.exploded();
      case "compress" -> address.compressed();
      case "x509" -> {
        if (address.version() == 4) {
          throw invalid(value);
        }
        yield String.join(":", address.words().stream().map(Integer::toHexString).toList());
      }
      default ->
          throw Raised.filter(
              "value of format must be one of: compress, expand, x509, got: " + a.string(0));
    };
  }

  private static Object hex(@Nullable Object value, Args a) {
    var address = address(value);
    if (address.version() != 4) {
      throw invalid(value);
    }
    return String.join(
        a.string(0), address.words().stream().map(word -> String.format("%02x", word)).toList());
  }

  private static @Nullable Object hardware(@Nullable Object value, String query, String filter) {
    var address = value == null ? null : HardwareAddress.parse(Text.str(value));
    if (address == null) {
      if (query.isEmpty() || query.equals("bool")) {
        return null;
      }
      throw Raised.filter(filter + ": not a hardware address: " + Text.str(value));
    }
    var written =
        switch (query) {
          case "" -> Text.str(value);
          case "bool" -> true;
          case "int" -> Values.fit(address.value());
          case "bare" -> address.format(12, "%012X", "");
          case "cisco" -> address.format(4, "%04x", ".");
          case "eui48", "win" -> address.format(2, "%02X", "-");
          case "linux" -> address.format(2, "%02x", ":");
          case "pgsql", "postgresql", "psql" -> address.format(6, "%06x", ":");
          case "unix" -> address.format(2, "%x", ":");
          default -> throw Raised.filter(filter + ": unknown filter type: " + query);
        };
    if (written == null) {
      throw Raised.filter(
          filter + ": " + Text.str(value) + " has more than the 48 bits of a MAC address");
    }
    return written;
  }

  private static Object slaac(@Nullable Object value, Args a) {
    var read = value == null ? null : AddressQueries.read(Text.str(value), 0);
    var hardware = Values.truth(a.at(0)) ? HardwareAddress.parse(a.string(0)) : null;
    if (read == null || read.network().version() != 6 || hardware == null) {
      return false;
    }
    var made = hardware.within(read.network().first());
    if (made == null) {
      throw Raised.filter("slaac: no address in " + Text.str(value));
    }
    return made.toString();
  }

  private static @Nullable Object merge(@Nullable Object value, Args a) {
    var networks = new ArrayList<Network>();
    for (var item : list(value)) {
      var network = Network.parse(item);
      if (network == null) {
        throw Raised.filter("cidr_merge: error in netaddr:\ninvalid IPNetwork " + item);
      }
      networks.add(network);
    }
    switch (a.string(0)) {
      case "merge" -> {
        return new ArrayList<@Nullable Object>(
            Network.merged(networks).stream().map(Network::toString).toList());
      }
      case "span" -> {
        if (networks.size() < 2) {
          return networks.isEmpty() ? null : networks.getFirst().toString();
        }
        if (networks.stream().map(Network::version).distinct().count() > 1) {
          throw Raised.filter(
              "cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!");
        }
        return Network.spanning(networks).toString();
      }
      default -> throw Raised.filter("cidr_merge: invalid action '" + a.string(0) + "'");
    }
  }

  /// An argument of type list, which a text with commas may stand for.
  static List<String> list(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(Text::str).toList();
      case String text -> List.of(text.split(",", -1));
      case Long number -> List.of(number.toString());
      case null, default ->
          throw Raised.filter("'" + Values.typeName(value) + "' cannot be converted to a list");
    };
  }

  private static Object addresses(@Nullable Object value, Args a) {
    Network network;
    try {
      network = Network.strict(Text.str(value));
    } catch (IllegalArgumentException e) {
      throw Raised.filter("Error while using plugin 'usable_range': " + e.getMessage());
    }
    var all = new ArrayList<@Nullable Object>();
    for (@Nullable Address at = network.first();
        at != null && network.contains(at);
        at = at.plus(BigInteger.ONE)) {
      a.context().step();
      all.add(at.compressed());
    }
    var made = new LinkedHashMap<String, @Nullable Object>();
    made.put("usable_ips", all);
    made.put("number_of_ips", Values.fit(network.size()));
    return made;
  }
}
