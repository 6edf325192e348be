package dev.runbook.modules.docker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP addresses and networks as text: `fd00::1` and `FD00:0:0:0:0:0:0:1` are the same.
public final class IpText {
  private IpText() {}

  /// Whether both mean one address, or one network of the same width.
  public static boolean same(String one, String other) {
    return one.equals(other) || plain(one).equals(plain(other));
  }

  private static String plain(String text) {
    var slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    // Anything but a literal address would be looked up in the DNS.
    if (!address.matches("[0-9a-fA-F]*:[0-9a-fA-F:.]*|[0-9]+(\\.[0-9]+){3}")) {
      return text;
    }
    try {
      return InetAddress.getByName(address).getHostAddress()
          + (slash < 0 ? "" : text.substring(slash));
    } catch (UnknownHostException _) {
      return text;
    }
  }
}
