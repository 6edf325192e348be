package dev.runbook.modules;

import dev.runbook.modules.IptablesModule.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of a firewall rule, in the order in which Ansible writes them.
final class IptablesRule {
  private final List<String> words = new ArrayList<>();

  private IptablesRule() {}

  static List<String> of(Arguments a, String program) {
    var rule = new IptablesRule();
    rule.packets(a);
    rule.connections(a);
    rule.senders(a, program);
    return rule.words;
  }

  private void packets(Arguments a) {
    option("-p", a.protocol());
    option("-s", a.source());
    option("-d", a.destination());
    a.match().forEach(m -> option("-m", m));
    if (a.tcpFlags() != null
        && a.tcpFlags().get("flags") instanceof List<?> looked
        && a.tcpFlags().get("flags_set") instanceof List<?> set) {
      words.addAll(List.of("--tcp-flags", list(looked), list(set)));
    }
    option("-j", a.jump());
    option("--gateway", "tee".equalsIgnoreCase(a.jump()) ? a.gateway() : null);
    option("--log-prefix", a.logPrefix());
    option("--log-level", a.logLevel());
    option("--to-destination", a.toDestination());
    if (!a.destinationPorts().isEmpty()) {
      words.addAll(List.of("-m", "multiport", "--dports", list(a.destinationPorts())));
    }
    option("--to-source", a.toSource());
    option("-g", a.goto_());
    option("-i", a.inInterface());
    option("-o", a.outInterface());
    option("-f", a.fragment());
    option("-c", a.setCounters());
    option("--source-port", a.sourcePort());
    option("--destination-port", a.destinationPort());
    option("--to-ports", a.toPorts());
    var marks = !"dscp".equalsIgnoreCase(a.jump());
    option("--set-dscp", a.setDscpMark());
    option("-j", a.setDscpMark() != null && marks ? "DSCP" : null);
    option("--set-dscp-class", a.setDscpMarkClass());
    option("-j", a.setDscpMarkClass() != null && marks ? "DSCP" : null);
    switch (a.syn()) {
      case MATCH -> words.add("--syn");
      case NEGATE -> words.addAll(List.of("!", "--syn"));
      case IGNORE -> {}
    }
  }

  private void connections(Arguments a) {
    if (!a.ctstate().isEmpty()) {
      var known = a.match().contains("conntrack") || a.match().contains("state");
      option("-m", known ? null : "conntrack");
      var old = a.match().contains("state") && !a.match().contains("conntrack");
      words.addAll(List.of(old ? "--state" : "--ctstate", list(a.ctstate())));
    }
    var ranges = a.srcRange() != null || a.dstRange() != null;
    option("-m", ranges && !a.match().contains("iprange") ? "iprange" : null);
    option("--src-range", a.srcRange());
    option("--dst-range", a.dstRange());
    if (a.matchSet() != null) {
      option("-m", a.match().contains("set") ? null : "set");
      option("--match-set", a.matchSet());
      if (a.matchSetFlags() != null) {
        words.add(a.matchSetFlags());
      }
    }
    option("-m", a.limit() != null || a.limitBurst() != null ? "limit" : null);
    option("--limit", a.limit());
    option("--limit-burst", a.limitBurst());
  }

  private void senders(Arguments a, String program) {
    option("-m", a.uidOwner() == null ? null : "owner");
    option("--uid-owner", a.uidOwner());
    option("-m", a.gidOwner() == null ? null : "owner");
    option("--gid-owner", a.gidOwner());
    option("-j", a.jump() == null && a.rejectWith() != null ? "REJECT" : null);
    option("--reject-with", a.rejectWith());
    option(program.equals("iptables") ? "--icmp-type" : "--icmpv6-type", a.icmpType());
    option("-m", a.comment() == null ? null : "comment");
    option("--comment", a.comment());
  }

  /// A `!` in front of a value turns the test round.
  private void option(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (value.startsWith("!")) {
      words.addAll(List.of("!", name, value.substring(1)));
    } else {
      words.addAll(List.of(name, value));
    }
  }

  private static String list(List<?> values) {
    return String.join(",", values.stream().map(String::valueOf).toList());
  }
}
