package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.module.Declaration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule that {@code iptables} of ansible-core 2.14.18 told for the same arguments. */
class IptablesRuleTest {

  static List<Arguments> rules() {
    return List.of(
        Arguments.of(
            Map.of("protocol", "tcp", "destination_port", "80", "jump", "ACCEPT", "comment", "web"),
            "-p tcp -j ACCEPT --destination-port 80 -m comment --comment web"),
        Arguments.of(
            Map.of("ctstate", List.of("ESTABLISHED", "RELATED"), "jump", "ACCEPT"),
            "-j ACCEPT -m conntrack --ctstate ESTABLISHED,RELATED"),
        Arguments.of(
            Map.of(
                "protocol", "tcp",
                "match", "tcp",
                "destination_port", "22",
                "limit", "3/minute",
                "limit_burst", "10",
                "log_prefix", "x: "),
            "-p tcp -m tcp -j LOG --log-prefix x:  --destination-port 22 -m limit --limit 3/minute"
                + " --limit-burst 10"),
        Arguments.of(Map.of("source", "!10.0.0.0/8", "jump", "DROP"), "! -s 10.0.0.0/8 -j DROP"),
        Arguments.of(Map.of(), ""));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void argumentsBecomeTheWordsOfARule(Map<String, Object> given, String rule) throws Exception {
    var arguments = new java.util.LinkedHashMap<String, Object>(given);
    arguments.put("chain", "INPUT");
    var bound = Declaration.of(new IptablesModule()).bind(arguments);
    assertEquals(rule, String.join(" ", IptablesRule.of(bound, "iptables")));
  }
}
