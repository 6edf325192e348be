package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps a rule of the kernel's firewall, a chain or the policy of a chain. Nothing is saved for
/// the next start of the host.
@Name("ansible.builtin.iptables")
final class IptablesModule implements TaskModule<IptablesModule.Arguments> {

  enum Table {
    FILTER,
    NAT,
    MANGLE,
    RAW,
    SECURITY
  }

  enum State {
    ABSENT,
    PRESENT
  }

  enum Action {
    APPEND,
    INSERT
  }

  enum IpVersion {
    IPV4,
    IPV6,
    BOTH
  }

  enum Syn {
    IGNORE,
    MATCH,
    NEGATE
  }

  record Arguments(
      @Doc(value = "The table.", byDefault = "filter") Table table,
      @Doc(value = "Whether the rule or chain shall be there.", byDefault = "present") State state,
      @Doc(value = "Where a new rule goes: to the end or to the beginning.", byDefault = "append")
          Action action,
      @Doc("The number at which a rule is inserted.") @Nullable String ruleNum,
      @Doc(value = "For which version of IP.", byDefault = "ipv4") IpVersion ipVersion,
      @Doc("The chain.") @Nullable String chain,
      @Doc("Seconds to wait for another program that changes rules.") @Nullable String wait_,
      @Doc(value = "Remove all rules of the chain, or of the table.", byDefault = "no")
          boolean flush,
      @Doc(
              value = "What becomes of packets that no rule of the chain is about.",
              choices = {"ACCEPT", "DROP", "QUEUE", "RETURN"})
          @Nullable String policy,
      @Doc(value = "Make and remove chains.", byDefault = "no") boolean chainManagement,
      @Doc(value = "Ask without looking up names.", byDefault = "no") boolean numeric,
      @Doc("The protocol.") @Nullable String protocol,
      @Doc("Where packets come from.") @Nullable String source,
      @Doc("The new source, with SNAT.") @Nullable String toSource,
      @Doc("Where packets go to.") @Nullable String destination,
      @Doc("The new destination, with DNAT.") @Nullable String toDestination,
      @Doc(value = "Extensions that must match.", byDefault = "[]") List<String> match,
      @Doc("The flags to look at, flags, and those of them that must be set, flags_set.")
          @Nullable Map<String, @Nullable Object> tcpFlags,
      @Doc("The target.") @Nullable String jump,
      @Doc("Where packets are cloned to, with TEE.") @Nullable String gateway,
      @Doc("What lines of the log begin with.") @Nullable String logPrefix,
      @Doc(
              value = "The level of those lines.",
              choices = {
                "0", "1", "2", "3", "4", "5", "6", "7", "emerg", "alert", "crit", "error",
                "warning", "notice", "info", "debug"
              })
          @Nullable String logLevel,
      @Doc("The chain to go on in.") @Nullable String goto_,
      @Doc("The interface a packet came in by.") @Nullable String inInterface,
      @Doc("The interface it will leave by.") @Nullable String outInterface,
      @Doc("Second and further fragments.") @Nullable String fragment,
      @Doc("The counters of the rule.") @Nullable String setCounters,
      @Doc("The source port or ports, FIRST:LAST.") @Nullable String sourcePort,
      @Doc("The destination port or ports, FIRST:LAST.") @Nullable String destinationPort,
      @Doc(value = "Several destination ports.", byDefault = "[]") List<String> destinationPorts,
      @Doc("The ports to redirect to.") @Nullable String toPorts,
      @Doc("The DSCP mark to set.") @Nullable String setDscpMark,
      @Doc("The DSCP class to set.") @Nullable String setDscpMarkClass,
      @Doc("A remark.") @Nullable String comment,
      @Doc(value = "The states a connection may be in.", byDefault = "[]") List<String> ctstate,
      @Doc("A range of sources.") @Nullable String srcRange,
      @Doc("A range of destinations.") @Nullable String dstRange,
      @Doc("A set that ipset has made.") @Nullable String matchSet,
      @Doc(
              value = "What of the packet is looked up in it.",
              choices = {"src", "dst", "src,dst", "dst,src", "src,src", "dst,dst"})
          @Nullable String matchSetFlags,
      @Doc("How many matches in what time.") @Nullable String limit,
      @Doc("How many before the limit counts.") @Nullable String limitBurst,
      @Doc("The user whose program sends.") @Nullable String uidOwner,
      @Doc("The group whose program sends.") @Nullable String gidOwner,
      @Doc("What a refused sender is told.") @Nullable String rejectWith,
      @Doc("The type of ICMP.") @Nullable String icmpType,
      @Doc(value = "Whether it is the first packet of a connection.", byDefault = "ignore")
          Syn syn) {

    Arguments {
      if (setDscpMark != null && setDscpMarkClass != null) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: set_dscp_mark|set_dscp_mark_class");
      }
      if (flush && policy != null) {
        throw new IllegalArgumentException("parameters are mutually exclusive: flush|policy");
      }
      if ("tee".equalsIgnoreCase(jump) && gateway == null) {
        throw new IllegalArgumentException(
            "jump is " + jump + " but all of the following are missing: gateway");
      }
      if (!flush && chain == null) {
        throw new IllegalArgumentException(
            "flush is False but all of the following are missing: chain");
      }
      if (logPrefix != null || logLevel != null) {
        if (jump != null && !jump.equals("LOG")) {
          throw new IllegalArgumentException(
              "Logging options can only be used with the LOG jump target.");
        }
        jump = "LOG";
      }
    }

    List<String> programs() {
      return switch (ipVersion) {
        case IPV4 -> List.of("iptables");
        case IPV6 -> List.of("ip6tables");
        case BOTH -> List.of("iptables", "ip6tables");
      };
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var plan = target.plan();
    for (var program : a.programs()) {
      bring(a, program, plan, target);
    }
    plan.apply();
    return Result.of(plan)
        .with("ip_version", a.ipVersion().name().toLowerCase(Locale.ROOT))
        .with("table", a.table().name().toLowerCase(Locale.ROOT))
        .with("chain", a.chain())
        .with("flush", a.flush())
        .with("rule", String.join(" ", IptablesRule.of(a, a.programs().getFirst())))
        .with("state", a.state().name().toLowerCase(Locale.ROOT))
        .with("chain_management", a.chainManagement())
        .with("wait", a.wait_());
  }

  private static void bring(Arguments a, String program, Plan plan, Target target)
      throws ModuleFailure, Unreachable {
    var rule = IptablesRule.of(a, program);
    if (a.flush()) {
      plan.change(change(a, rule), command(a, program, "-F", List.of()));
    } else if (a.policy() != null) {
      policy(a, a.policy(), program, plan, target);
    } else if (rule.isEmpty()) {
      var there = target.ask(list(a, program) + " >/dev/null").ok();
      if (there != (a.state() == State.PRESENT)) {
        var act = there ? "-X" : "-N";
        plan.change(
            change(a, rule), a.chainManagement() ? command(a, program, act, List.of()) : "");
      }
    } else {
      var there = target.ask(command(a, program, "-C", rule) + " >/dev/null").ok();
      if (there != (a.state() == State.PRESENT)) {
        var act = there ? "-D" : a.action() == Action.INSERT ? "-I" : "-A";
        plan.change(change(a, rule), command(a, program, act, rule));
      }
    }
  }

  private static Change change(Arguments a, List<String> rule) {
    var text = String.join(" ", rule) + "\n";
    var title = "iptables " + (a.chain() == null ? "" : a.chain());
    return a.flush() || a.state() == State.ABSENT
        ? new Change(title, text, "")
        : new Change(title, "", text);
  }

  private static void policy(Arguments a, String policy, String program, Plan plan, Target target)
      throws ModuleFailure, Unreachable {
    var reply = target.ask(list(a, program));
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    var head = reply.stdout().lines().findFirst().orElse("");
    var at = head.indexOf("(policy ");
    if (at < 0) {
      throw new ModuleFailure("Can't detect current policy");
    }
    var now = head.substring(at + "(policy ".length()).split("[ )]", 2)[0];
    if (!now.equals(policy)) {
      plan.change(
          new Change("iptables " + a.chain(), now + "\n", policy + "\n"),
          command(a, program, "-P", List.of(policy)));
    }
  }

  private static String list(Arguments a, String program) {
    return command(a, program, "-L", a.numeric() ? List.of("--numeric") : List.of());
  }

  private static String command(Arguments a, String program, String act, List<String> rest) {
    var words = new ArrayList<String>(List.of(program, "-t"));
    words.add(a.table().name().toLowerCase(Locale.ROOT));
    words.add(act);
    if (a.chain() != null) {
      words.add(a.chain());
    }
    if (act.equals("-I") && a.ruleNum() != null) {
      words.add(a.ruleNum());
    }
    if (a.wait_() != null) {
      words.add("-w");
      words.add(a.wait_());
    }
    words.addAll(rest);
    return Quote.words(words);
  }
}
