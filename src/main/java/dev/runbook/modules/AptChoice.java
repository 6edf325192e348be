package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.modules.AptModule.Arguments;
import dev.runbook.modules.AptModule.State;
import dev.runbook.modules.AptState.Available;
import dev.runbook.modules.AptState.Depth;
import dev.runbook.regex.Glob;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which packages apt is asked to install or remove, by what the host has and could have.
record AptChoice(Arguments arguments, AptState state) {

  Result install(AptGet apt, List<AptWanted> wanted) throws ModuleFailure, Unreachable {
    var target = apt.target();
    if (arguments.state() == State.BUILD_DEP) {
      return wanted.isEmpty()
          ? Result.unchanged()
          : apply(apt, wanted.stream().map(w -> Quote.sh(w.text())).toList(), "");
    }
    var expanded = expanded(wanted);
    var chosen = new ArrayList<String>();
    var marked = new ArrayList<String>();
    for (var item : expanded) {
      var choice = choose(item, target);
      if (choice != null) {
        chosen.add(Quote.sh(choice));
      } else if (isInstalled(item.name())) {
        marked.add(item.name());
      }
    }
    if (!chosen.isEmpty()) {
      return apply(apt, chosen, mark(marked));
    }
    marked.retainAll(state.automatic());
    if (!marked.isEmpty() && !target.checking()) {
      target.ask(mark(marked));
    }
    return Result.unchanged();
  }

  /// Ansible marks packages that a task names as wanted for their own sake, and does not call that
  /// a change.
  private static String mark(List<String> names) {
    return names.isEmpty() ? "" : "apt-mark manual " + AptGet.quoted(names) + " >/dev/null\n";
  }

  /// The word for `apt-get install`, or null when there is nothing to do.
  private @Nullable String choose(AptWanted item, Target target) throws ModuleFailure, Unreachable {
    var installed = state.installed().get(item.name());
    var available = state.available().get(item.name());
    var version = installed != null && installed.is() ? installed.version() : null;
    var here = version != null;
    if (arguments.onlyUpgrade() && !here) {
      return null;
    }
    if (here && arguments.depth() == Depth.AS_NEEDED) {
      return null;
    }
    if (available == null && !here) {
      throw new ModuleFailure("No package matching '" + item.name() + "' is available");
    }
    if (available != null && !here && isVirtual(available)) {
      return virtual(item, available, target);
    }
    var best = best(item, available);
    var accepted = version != null && item.accepts(version);
    if (!accepted && best == null) {
      throw new ModuleFailure("no available installation candidate for " + item.text());
    }
    if (best == null || best.equals(version)) {
      return null;
    }
    if (accepted && arguments.state() != State.LATEST) {
      // Ansible hands a pattern that both versions match to apt, which picks the newer one.
      return "=".equals(item.relation()) ? item.text() : null;
    }
    return item.name() + "=" + best;
  }

  private static boolean isVirtual(Available available) {
    return available.candidate() == null && available.versions().isEmpty();
  }

  /// A virtual package that only one other provides is there when that one is; else apt decides.
  private @Nullable String virtual(AptWanted item, Available available, Target target)
      throws ModuleFailure, Unreachable {
    var providers = available.providers();
    if (providers.isEmpty()) {
      throw new ModuleFailure("No package matching '" + item.name() + "' is available");
    }
    if (providers.size() == 1) {
      var provider = AptWanted.of(providers.getFirst());
      var now = AptState.ask(target, List.of(provider), null, null, Depth.AS_NEEDED);
      var installed = now.installed().get(provider.name());
      if (installed != null && installed.is()) {
        return null;
      }
    }
    return item.text();
  }

  private static @Nullable String best(AptWanted item, @Nullable Available available) {
    if (available == null) {
      return null;
    }
    if ("=".equals(item.relation())) {
      return available.versions().stream().filter(item::accepts).findFirst().orElse(null);
    }
    var candidate = available.candidate();
    return candidate != null && item.accepts(candidate) ? candidate : null;
  }

  private boolean isInstalled(String name) {
    var installed = state.installed().get(name);
    return installed != null && installed.is();
  }

  private List<AptWanted> expanded(List<AptWanted> wanted) throws ModuleFailure {
    var all = new ArrayList<AptWanted>();
    for (var item : wanted) {
      if (!Glob.isPattern(item.name())) {
        all.add(item);
        continue;
      }
      var names = state.names().get(item.name());
      if (names == null) {
        throw new ModuleFailure("No package(s) matching '" + item.name() + "' available");
      }
      names.forEach(n -> all.add(AptWanted.of(n)));
    }
    return all;
  }

  private Result apply(AptGet apt, List<String> packages, String after)
      throws ModuleFailure, Unreachable {
    var builds = arguments.state() == State.BUILD_DEP;
    var words = new ArrayList<>(List.of("/usr/bin/apt-get -y"));
    words.addAll(AptGet.dpkgOptions(arguments.dpkgOptions()));
    words.add(arguments.onlyUpgrade() ? "--only-upgrade" : "");
    words.add(arguments.state() == State.FIXED ? "--fix-broken" : "");
    words.add(arguments.force() ? "--force-yes" : "");
    words.add(arguments.autoremove() && !builds ? "--auto-remove" : "");
    words.add(arguments.failOnAutoremove() ? "--no-remove" : "");
    words.add(builds ? "build-dep" : "install");
    words.addAll(packages);
    words.addAll(common(arguments));
    var command = AptGet.line(words);
    var reply = apt.run(command, after);
    if (!reply.ok()) {
      throw Said.failure("'" + command + "' failed: " + reply.stderr(), reply);
    }
    return AptGet.result(apt.target(), reply, !builds || !AptModule.didNothing(reply));
  }

  static List<String> common(Arguments arguments) {
    var recommends = arguments.installRecommends();
    return List.of(
        arguments.defaultRelease() == null ? "" : "-t " + Quote.sh(arguments.defaultRelease()),
        recommends == null ? "" : "-o APT::Install-Recommends=" + (recommends ? "yes" : "no"),
        arguments.allowUnauthenticated() ? "--allow-unauthenticated" : "",
        arguments.allowDowngrade() ? "--allow-downgrades" : "",
        arguments.allowChangeHeldPackages() ? "--allow-change-held-packages" : "");
  }

  Result remove(AptGet apt, List<AptWanted> wanted) throws ModuleFailure, Unreachable {
    var chosen = new ArrayList<String>();
    for (var item : expanded(wanted)) {
      var installed = state.installed().get(item.name());
      if (installed == null) {
        continue;
      }
      var accepted = installed.is() && item.accepts(installed.version());
      if (accepted || arguments.purge() && installed.status().equals("config-files")) {
        chosen.add(Quote.sh(item.name()));
      }
    }
    if (chosen.isEmpty()) {
      return Result.unchanged();
    }
    var words = new ArrayList<>(List.of("apt-get -q -y"));
    words.addAll(AptGet.dpkgOptions(arguments.dpkgOptions()));
    words.add(arguments.purge() ? "--purge" : "");
    words.add(arguments.force() ? "--force-yes" : "");
    words.add(arguments.autoremove() ? "--auto-remove" : "");
    words.add("remove");
    words.addAll(chosen);
    var reply = apt.run(AptGet.line(words), "");
    if (!reply.ok()) {
      throw Said.failure(
          "'apt-get remove " + String.join(" ", chosen) + "' failed: " + reply.stderr(), reply);
    }
    return AptGet.result(apt.target(), reply, true);
  }
}
