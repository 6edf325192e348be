package dev.runbook.inventory;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host as it is written: a name, an IPv4 or IPv6 address, in which parts may be ranges such as
/// `[01:20]`, with or without a port.
///
/// @param host without the port and without the brackets that a port asks for around IPv6
/// @param port or null
record HostAddress(String host, @Nullable Integer port) {
  private static final Pattern BRACKETED_PORT = Pattern.compile("\\[(.+)]:([0-9]+)");
  private static final Pattern PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^]]*])*):([0-9]+)");

  private static final String RANGE = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?]";
  private static final String LABEL = "(?:\\w|" + RANGE + ")(?:[\\w-]|" + RANGE + ")*(?<![_-])";
  private static final Pattern NAME =
      Pattern.compile(
          LABEL + "(?:\\." + LABEL + ")*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final String UNIT = "(?:[0-9a-f]{1,4}|\\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?])";

  /// What Ansible takes for the beginning of an IPv6 address; it does not look at the rest, so that
  /// zones such as `fe80::1%eth0` pass.
  private static final Pattern IPV6 =
      Pattern.compile(
          "(?:U:){7}U|(?:U:){1,6}:|::|(?:0:){6}(?:U\\.){3}U|(?:0:){5}ffff:(?:U\\.){3}U"
              .replace("U", UNIT),
          Pattern.CASE_INSENSITIVE);

  /// Takes a written host apart; null when it is nothing that Ansible takes for one.
  static @Nullable HostAddress parse(String written) {
    var host = written;
    Integer port = null;
    for (var form : List.of(BRACKETED_PORT, PORT)) {
      var match = form.matcher(host);
      if (match.matches()) {
        var number = match.group(2);
        if (number.length() > 9) {
          return null;
        }
        host = match.group(1);
        port = Integer.valueOf(number);
      }
    }
    return NAME.matcher(host).matches() || IPV6.matcher(host).lookingAt()
        ? new HostAddress(host, port)
        : null;
  }

  boolean hasRange() {
    return host.indexOf('[') >= 0;
  }
}
