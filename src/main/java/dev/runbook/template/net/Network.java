package dev.runbook.template.net;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An address with the length of its network's prefix, as `netaddr.IPNetwork` has it: the address
/// may be one inside the network.
public record Network(Address ip, int prefix) {
  /// A network, or an address as a network of one, or null: `10.0.0.1/24`,
  /// `10.0.0.1/255.255.255.0`.
  public static @Nullable Network parse(String text) {
    var slash = text.indexOf('/');
    var ip = Address.parse(slash < 0 ? text : text.substring(0, slash));
    if (ip == null) {
      return null;
    }
    if (slash < 0) {
      return new Network(ip, ip.width());
    }
    var mask = text.substring(slash + 1);
    if (mask.matches("[0-9]{1,3}")) {
      return of(ip, Integer.parseInt(mask));
    }
    var written = Address.parse(mask);
    if (written == null || written.version() != ip.version()) {
      return null;
    }
    if (written.isNetmask()) {
      return new Network(ip, written.value().bitCount());
    }
    return written.isHostmask() ? new Network(ip, ip.width() - written.value().bitCount()) : null;
  }

  /// The network of an address, or null where the prefix is too long for it.
  public static @Nullable Network of(Address ip, int prefix) {
    return prefix < 0 || prefix > ip.width() ? null : new Network(ip, prefix);
  }

  private Address at(BigInteger value) {
    return new Address(ip.version(), value);
  }

  public int version() {
    return ip.version();
  }

  private int hostBits() {
    return ip.width() - prefix;
  }

  public Address netmask() {
    return at(Address.ones(ip.width()).xor(Address.ones(hostBits())));
  }

  public Address hostmask() {
    return at(Address.ones(hostBits()));
  }

  public Address first() {
    return at(ip.value().andNot(Address.ones(hostBits())));
  }

  public Address last() {
    return at(ip.value().or(Address.ones(hostBits())));
  }

  /// Null where the network has no place for one.
  public @Nullable Address broadcast() {
    return hostBits() <= 1 ? null : last();
  }

  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(hostBits());
  }

  public boolean isSingle() {
    return hostBits() == 0;
  }

  /// The network without the host's bits.
  public Network cidr() {
    return new Network(first(), prefix);
  }

  public boolean isCidr() {
    return first().equals(ip);
  }

  public boolean contains(Address other) {
    return other.version() == version()
        && first().compareTo(other) <= 0
        && last().compareTo(other) >= 0;
  }

  public boolean contains(Network other) {
    return contains(other.first()) && contains(other.last());
  }

  /// The address of an index, from the end where it is negative; null outside the network.
  public @Nullable Address get(BigInteger index) {
    var at = index.signum() < 0 ? index.add(size()) : index;
    return at.signum() < 0 || at.compareTo(size()) >= 0 ? null : first().plus(at);
  }

  /// The fewest networks that cover the same addresses.
  public static List<Network> merged(List<Network> networks) {
    var sorted = new ArrayList<>(networks);
    sorted.sort(
        Comparator.comparingInt(Network::version)
            .thenComparing(Network::last)
            .thenComparing(Network::first));
    var merged = new ArrayList<Network>();
    for (var i = sorted.size() - 1; i >= 0; ) {
      var last = sorted.get(i).last();
      var first = sorted.get(i).first();
      var next = i - 1;
      while (next >= 0 && joins(sorted.get(next), first)) {
        first = first.compareTo(sorted.get(next).first()) < 0 ? first : sorted.get(next).first();
        next--;
      }
      // One that joins no other stays as it was written
      merged.addAll(0, next == i - 1 ? List.of(sorted.get(i)) : between(first, last));
      i = next;
    }
    return merged;
  }

  private static boolean joins(Network lower, Address first) {
    return lower.version() == first.version()
        && first.value().subtract(BigInteger.ONE).compareTo(lower.last().value()) <= 0;
  }

  private static List<Network> between(Address first, Address last) {
    var made = new ArrayList<Network>();
    for (@Nullable Address at = first; at != null && at.compareTo(last) <= 0; ) {
      var bits = Math.min(at.value().equals(BigInteger.ZERO) ? at.width() : zeros(at), at.width());
      while (at.value().add(Address.ones(bits)).compareTo(last.value()) > 0) {
        bits--;
      }
      var network = new Network(at, at.width() - bits);
      made.add(network);
      at = network.last().plus(BigInteger.ONE);
    }
    return made;
  }

  private static int zeros(Address address) {
    return address.value().getLowestSetBit();
  }

  /// The smallest network that covers all, which are of one version and at least one.
  public static Network spanning(List<Network> networks) {
    var order =
        Comparator.comparing(Network::first)
            .thenComparingInt(Network::prefix)
            .thenComparing(Network::ip);
    var lowest = networks.stream().min(order).orElseThrow().first();
    var highest = networks.stream().max(order).orElseThrow();
    var prefix = highest.prefix();
    var at = highest.last();
    while (prefix > 0 && at.compareTo(lowest) > 0) {
      prefix--;
      at = new Network(at, prefix).first();
    }
    return new Network(at, prefix);
  }

  /// As `ipaddress.ip_network` reads it: without bits of a host.
  ///
  /// @throws IllegalArgumentException with Python's words
  public static Network strict(String text) {
    var parsed = parse(text);
    var slash = text.indexOf('/');
    var isSix = parsed != null && parsed.version() == 6;
    if (parsed == null || (isSix && slash >= 0 && !text.substring(slash + 1).matches("[0-9]+"))) {
      throw new IllegalArgumentException(
          "'" + text + "' does not appear to be an IPv4 or IPv6 network");
    }
    if (!parsed.isCidr()) {
      throw new IllegalArgumentException(text + " has host bits set");
    }
    return Objects.requireNonNull(parsed);
  }

  @Override
  public String toString() {
    return ip + "/" + prefix;
  }
}
