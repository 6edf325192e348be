package dev.runbook.template.net;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The blocks of addresses that are set apart, by IANA's registries as `netaddr` and Python's
/// `ipaddress` have them.
public final class Blocks {
  private static final Blocks LOOPBACK = new Blocks("127.0.0.0/8 ::1/128");
  private static final Blocks LINK_LOCAL = new Blocks("169.254.0.0/16 fe80::/10");
  private static final Blocks MULTICAST = new Blocks("224.0.0.0/4 ff00::/8");
  private static final Blocks RESERVED =
      new Blocks(
          "240.0.0.0/4 ::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3"
              + " a000::/3 c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9");
  private static final Blocks UNREACHABLE =
      new Blocks(
          "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
              + " 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"
              + " 240.0.0.0/4 ::1/128 ::/128 ::ffff:0:0/96 64:ff9b:1::/48 100::/64 2001::/23"
              + " 2001:db8::/32 2002::/16 fc00::/7 fe80::/10");
  private static final Blocks YET_REACHABLE =
      new Blocks(
          "192.0.0.9/32 192.0.0.10/32 2001:1::1/128 2001:1::2/128 2001:3::/32 2001:4:112::/48"
              + " 2001:20::/28 2001:30::/28");
  private static final Blocks PRIVATE =
      new Blocks(
          "0.0.0.0/8 10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
              + " 192.0.0.170/31 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24"
              + " 203.0.113.0/24 240.0.0.0/4 ::1/128 ::/128 ::ffff:0:0/96 64:ff9b:1::/48 100::/64"
              + " 2001::/23 2001:db8::/32 2002::/16 3fff::/20 fc00::/7 fe80::/10");
  private static final Network SHARED = Objects.requireNonNull(Network.parse("100.64.0.0/10"));

  private final List<Network> networks;

  private Blocks(String written) {
    networks = Stream.of(written.split(" ")).map(Network::strict).toList();
  }

  private boolean have(Address address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private boolean have(Network other) {
    return networks.stream().anyMatch(network -> network.contains(other));
  }

  public static boolean isLoopback(Address address) {
    return LOOPBACK.have(address);
  }

  public static boolean isLinkLocal(Address address) {
    return LINK_LOCAL.have(address);
  }

  public static boolean isMulticast(Network network) {
    return MULTICAST.have(network);
  }

  /// `netaddr.IPAddress.is_global`
  public static boolean isReachable(Address address) {
    return !UNREACHABLE.have(address) || YET_REACHABLE.have(address);
  }

  public static boolean isMulticast(Address address) {
    return MULTICAST.have(address);
  }

  /// `ipaddress.ip_address(x).is_reserved`
  public static boolean isReserved(Address address) {
    return RESERVED.have(address);
  }

  /// `ipaddress.ip_address(x).is_private`
  public static boolean isPrivate(Address address) {
    return PRIVATE.have(address) && !YET_REACHABLE.have(address);
  }

  /// `ipaddress.ip_address(x).is_global`
  public static boolean isGlobal(Address address) {
    return !isPrivate(address) && !SHARED.contains(address);
  }
}
