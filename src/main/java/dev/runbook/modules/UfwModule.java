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
import org.jspecify.annotations.Nullable;

/// Manages the firewall with `ufw`.
@Name("community.general.ufw")
final class UfwModule implements TaskModule<UfwModule.Arguments> {

  enum State {
    ENABLED,
    DISABLED,
    RELOADED,
    RESET
  }

  record Arguments(
      @Doc("Whether the firewall is on; reloaded and reset always act.") @Nullable State state,
      @Doc(
              value = "What happens to packets that no rule is about.",
              aliases = "policy",
              choices = {"allow", "deny", "reject"})
          @Nullable String default_,
      @Doc(
              value = "How much is logged.",
              choices = {"full", "high", "low", "medium", "off", "on"})
          @Nullable String logging,
      @Doc(
              value = "Which packets a rule or default is about.",
              choices = {"in", "incoming", "out", "outgoing", "routed"})
          @Nullable String direction,
      @Doc("Remove the rule.") boolean delete,
      @Doc("The rule is about packets that pass through.") boolean route,
      @Doc("The number of the rule to put a new one before.") @Nullable Integer insert,
      @Doc(
              value = "What the number counts from.",
              byDefault = "zero",
              choices = {"zero", "first-ipv4", "last-ipv4", "first-ipv6", "last-ipv6"})
          String insertRelativeTo,
      @Doc(
              value = "What a rule does.",
              choices = {"allow", "deny", "limit", "reject"})
          @Nullable String rule,
      @Doc(value = "The interface, with direction.", aliases = "if") @Nullable String interface_,
      @Doc(value = "The interface for packets that come in.", aliases = "if_in")
          @Nullable String interfaceIn,
      @Doc(value = "The interface for packets that go out.", aliases = "if_out")
          @Nullable String interfaceOut,
      @Doc("Log new connections that match.") boolean log,
      @Doc(
              value = "The source address.",
              byDefault = "any",
              aliases = {"from", "src"})
          String fromIp,
      @Doc("The source port.") @Nullable String fromPort,
      @Doc(
              value = "The destination address.",
              byDefault = "any",
              aliases = {"dest", "to"})
          String toIp,
      @Doc(value = "The destination port.", aliases = "port") @Nullable String toPort,
      @Doc(
              value = "The protocol.",
              aliases = "protocol",
              choices = {"ah", "any", "esp", "ipv6", "tcp", "udp", "gre", "igmp"})
          @Nullable String proto,
      @Doc(value = "A profile of /etc/ufw/applications.d.", aliases = "app") @Nullable String name,
      @Doc("A comment on the rule.") @Nullable String comment) {

    Arguments {
      if (state == null && default_ == null && rule == null && logging == null) {
        throw new IllegalArgumentException(
            "one of the following is required: state, default, rule, logging");
      }
      if (interface_ != null && direction == null) {
        throw new IllegalArgumentException(
            "missing parameter(s) required by 'interface': direction");
      }
      for (var side : new @Nullable String[] {interfaceIn, interfaceOut}) {
        if (side != null && direction != null) {
          throw new IllegalArgumentException(
              "parameters are mutually exclusive: direction|interface_"
                  + (side.equals(interfaceIn) ? "in" : "out"));
        }
      }
      if (List.of(name != null, proto != null, logging != null).stream().filter(g -> g).count()
          > 1) {
        throw new IllegalArgumentException("parameters are mutually exclusive: name|proto|logging");
      }
    }

    void check() throws ModuleFailure {
      if (default_ != null && ("in".equals(direction) || "out".equals(direction))) {
        throw new ModuleFailure(
            "For default, direction must be one of \"outgoing\", \"incoming\" and \"routed\", or"
                + " direction must not be specified.");
      }
      if (rule != null
          && direction != null
          && !direction.equals("in")
          && !direction.equals("out")) {
        throw new ModuleFailure(
            "For rules, direction must be one of \"in\" and \"out\", or direction must not be"
                + " specified.");
      }
      if (rule != null && !route && interfaceIn != null && interfaceOut != null) {
        throw new ModuleFailure("Only route rules can combine interface_in and interface_out");
      }
    }

    /// The words of ufw's long form of a rule.
    String ruleWords(String action, int place) {
      var words = new ArrayList<String>();
      words.add(route ? "route" : "");
      words.add(delete ? "delete" : place > 0 ? "insert " + place : "");
      words.add(action);
      word(words, "", direction);
      word(words, "on ", interface_);
      word(words, "in on ", interfaceIn);
      word(words, "out on ", interfaceOut);
      words.add(log ? "log" : "");
      word(words, "from ", fromIp);
      word(words, "port ", fromPort);
      word(words, "to ", toIp);
      word(words, "port ", toPort);
      word(words, "proto ", proto);
      word(words, "app ", name);
      word(words, "comment ", comment);
      words.removeIf(String::isEmpty);
      return String.join(" ", words);
    }

    private static void word(List<String> words, String before, @Nullable String value) {
      words.add(value == null ? "" : before + Quote.sh(value));
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    a.check();
    var rule = a.rule() == null ? null : a.ruleWords(a.rule(), place(a, target));
    var now = UfwState.ask(target, rule);
    var commands = new ArrayList<String>();
    var plan = target.plan();
    if (a.state() != null) {
      var verb = verb(a.state());
      var same =
          a.state() == State.ENABLED ? now.active() : a.state() == State.DISABLED && !now.active();
      step(plan, commands, same, "-f " + verb, now.active() ? "active" : "inactive", verb);
    }
    if (a.default_() != null) {
      var direction = a.direction() == null ? "incoming" : a.direction();
      var old = now.policy(direction);
      step(
          plan,
          commands,
          old.equals(a.default_()),
          "default " + a.default_() + " " + direction,
          "default " + old + " " + direction,
          "default " + a.default_() + " " + direction);
    }
    if (rule != null) {
      var same = now.before().equals(now.after());
      commands.add("ufw " + rule);
      if (!same) {
        plan.change(new Change("ufw", now.before(), now.after()), "ufw " + rule);
      }
    }
    if (a.logging() != null) {
      var old = now.logging();
      var same = a.logging().equals(old) || a.logging().equals("on") && !old.equals("off");
      step(
          plan,
          commands,
          same,
          "logging " + a.logging(),
          "logging " + old,
          "logging " + a.logging());
    }
    var reply = plan.also("printf '\\036'; ufw status verbose\n").tryApply();
    if (!reply.ok()) {
      throw new ModuleFailure(
          reply.stderr().isBlank() ? reply.stdout() : reply.stderr(),
          Result.unchanged().with("commands", List.copyOf(commands)));
    }
    var result = Result.of(plan).with("commands", List.copyOf(commands));
    if (target.checking()) {
      return result;
    }
    var status =
        plan.willRun()
            ? reply.stdout().substring(reply.stdout().lastIndexOf('\036') + 1)
            : now.status();
    return result.with("msg", status.stripTrailing());
  }

  private static String verb(State state) {
    return switch (state) {
      case ENABLED -> "enable";
      case DISABLED -> "disable";
      case RELOADED -> "reload";
      case RESET -> "reset";
    };
  }

  private static void step(
      Plan plan, List<String> commands, boolean same, String words, String before, String after) {
    commands.add("ufw " + words);
    if (!same) {
      plan.change(new Change("ufw", before + "\n", after + "\n"), "ufw " + words);
    }
  }

  /// Where a new rule goes, 0 for the end. ufw counts rules for IPv4 first, then those for IPv6.
  private static int place(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.insert() == null || a.delete()) {
      return 0;
    }
    if (a.insertRelativeTo().equals("zero")) {
      return a.insert();
    }
    var numbered =
        target
            .ask("LC_ALL=C ufw status numbered")
            .stdout()
            .lines()
            .filter(l -> l.matches("\\[ *\\d+].*"))
            .toList();
    var four = (int) numbered.stream().filter(l -> !l.contains("(v6)")).count();
    var all = numbered.size();
    var from =
        switch (a.insertRelativeTo().toLowerCase(Locale.ROOT)) {
          case "first-ipv4" -> 1;
          case "last-ipv4" -> Math.max(1, four);
          case "first-ipv6" -> four > 0 ? four + 1 : 1;
          default -> all > four ? all : all + 1;
        };
    return a.insert() + from > all ? 0 : a.insert() + from;
  }
}
