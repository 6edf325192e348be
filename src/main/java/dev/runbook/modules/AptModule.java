package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.AptState.Depth;
import dev.runbook.modules.AptState.Refresh;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Manages Debian packages with `dpkg-query`, `apt-cache` and `apt-get`.
@Name("ansible.builtin.apt")
final class AptModule implements TaskModule<AptModule.Arguments> {

  private static final Pattern NOTHING =
      Pattern.compile("(?m)^0 (packages )?upgraded, 0 newly installed, 0 to remove");

  enum State {
    ABSENT,
    BUILD_DEP,
    FIXED,
    LATEST,
    PRESENT
  }

  enum Upgrade {
    NO,
    YES,
    SAFE,
    FULL,
    DIST
  }

  record Arguments(
      @Doc(
              value = "Packages: foo, foo=1.0*, foo>=1.0, foo*.",
              aliases = {"package", "pkg"})
          @Nullable List<String> name,
      @Doc(value = "What is wanted of them.", byDefault = "present", dashes = true) State state,
      @Doc(value = "Fetch the package lists first.", aliases = "update-cache")
          @Nullable Boolean updateCache,
      @Doc(value = "How often to try that.", byDefault = "5") int updateCacheRetries,
      @Doc(value = "The longest pause between two tries, in seconds.", byDefault = "12")
          int updateCacheRetryMaxDelay,
      @Doc(value = "Fetch them only when they are older, in seconds.", byDefault = "0")
          int cacheValidTime,
      @Doc("Remove configuration files as well.") boolean purge,
      @Doc("A package file on the host, or its URL.") @Nullable String deb,
      @Doc(value = "The release to take packages from.", aliases = "default-release")
          @Nullable String defaultRelease,
      @Doc(value = "Whether recommended packages are installed.", aliases = "install-recommends")
          @Nullable Boolean installRecommends,
      @Doc("Go on in the face of unsigned packages and downgrades.") boolean force,
      @Doc(value = "Upgrade the whole host.", byDefault = "no") Upgrade upgrade,
      @Doc(value = "Options for dpkg.", byDefault = "force-confdef,force-confold")
          String dpkgOptions,
      @Doc("Remove packages that nothing needs any more.") boolean autoremove,
      @Doc("Remove package files that can be fetched no more.") boolean autoclean,
      @Doc("Fail when a package would be removed.") boolean failOnAutoremove,
      @Doc("The exit status of policy-rc.d meanwhile; 101 starts no service.")
          @Nullable Integer policyRcD,
      @Doc("Upgrade only what is installed.") boolean onlyUpgrade,
      @Doc("Use apt-get even where aptitude is installed.") boolean forceAptGet,
      @Doc("Remove all package files that were fetched.") boolean clean,
      @Doc(value = "Take packages without a signature.", aliases = "allow-unauthenticated")
          boolean allowUnauthenticated,
      @Doc(
              value = "Take an older version.",
              aliases = {"allow-downgrade", "allow_downgrades", "allow-downgrades"})
          boolean allowDowngrade,
      @Doc("Change packages that are on hold.") boolean allowChangeHeldPackages,
      @Doc(value = "How long to wait for other package managers, in seconds.", byDefault = "60")
          int lockTimeout,
      @Doc("Install what Ansible's Python needs; nothing is needed here.")
          @Nullable Boolean autoInstallModuleDeps) {

    Arguments {
      if (Stream.of(name != null, deb != null, upgrade != Upgrade.NO).filter(g -> g).count() > 1) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: deb|package|upgrade");
      }
    }

    /// A `*` stands for all that is installed.
    List<AptWanted> wanted() throws ModuleFailure {
      var names = name == null ? List.<String>of() : name;
      for (var text : names) {
        if (text.startsWith("-") || text.indexOf('=') != text.lastIndexOf('=')) {
          throw new ModuleFailure("invalid package spec: " + text);
        }
      }
      return names.stream()
          .map(String::strip)
          .filter(n -> !n.equals("*") && !n.isEmpty())
          .map(AptWanted::of)
          .toList();
    }

    boolean all() {
      return name != null && name.contains("*");
    }

    @Nullable Refresh refresh() {
      return Boolean.TRUE.equals(updateCache) || cacheValidTime > 0
          ? new Refresh(cacheValidTime, updateCacheRetries, updateCacheRetryMaxDelay)
          : null;
    }

    Depth depth() {
      var plain = name == null || name.stream().noneMatch(n -> n.contains("="));
      return state == State.PRESENT && plain ? Depth.AS_NEEDED : Depth.FULL;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var apt = new AptGet(target, a.policyRcD(), Duration.ofSeconds(a.lockTimeout()));
    var wanted = a.wanted();
    if (a.clean() && !target.checking()) {
      var reply = target.ask("LC_ALL=C apt-get clean");
      if (!reply.ok() || !reply.stderr().isEmpty()) {
        throw Said.failure("apt-get clean failed: " + reply.stderr().strip(), reply);
      }
    }
    var depth = a.state() == State.ABSENT ? Depth.INSTALLED : a.depth();
    var state = AptState.ask(target, wanted, a.refresh(), a.defaultRelease(), depth);
    if (a.upgrade() != Upgrade.NO) {
      return upgrade(a, apt, a.upgrade());
    }
    if (a.deb() != null) {
      if (a.state() != State.PRESENT) {
        throw new ModuleFailure("deb only supports state=present");
      }
      return new AptFiles(a, apt).install(a.deb());
    }
    if (a.name() == null && a.refresh() != null) {
      return cache(state.cacheUpdated() ? Result.changed() : Result.unchanged(), state);
    }
    if (a.state() == State.LATEST && a.all()) {
      if (!wanted.isEmpty()) {
        throw new ModuleFailure(
            "unable to install additional packages when upgrading all installed packages");
      }
      return upgrade(a, apt, Upgrade.YES);
    }
    if (wanted.isEmpty() && (a.autoclean() || a.autoremove())) {
      return cleanup(a, apt, a.autoclean() ? "autoclean" : "autoremove");
    }
    return switch (a.state()) {
      case ABSENT -> new AptChoice(a, state).remove(apt, wanted);
      case PRESENT, LATEST, BUILD_DEP, FIXED ->
          cache(new AptChoice(a, state).install(apt, wanted), state);
    };
  }

  private static Result cache(Result result, AptState state) {
    return result
        .with("cache_updated", state.cacheUpdated())
        .with("cache_update_time", state.cacheTime());
  }

  private static Result cleanup(Arguments a, AptGet apt, String operation)
      throws ModuleFailure, Unreachable {
    var words =
        Stream.concat(
            Stream.of("apt-get -y"),
            Stream.concat(
                AptGet.dpkgOptions(a.dpkgOptions()).stream(),
                Stream.of(a.purge() ? "--purge" : "", a.force() ? "--force-yes" : "", operation)));
    var reply = apt.run(AptGet.line(words.toList()), "");
    if (!reply.ok()) {
      throw Said.failure("'apt-get " + operation + "' failed: " + reply.stderr(), reply);
    }
    var mark = operation.equals("autoclean") ? "Del " : "The following packages will be REMOVED";
    return AptGet.result(apt.target(), reply, reply.stdout().contains(mark));
  }

  private static Result upgrade(Arguments a, AptGet apt, Upgrade mode)
      throws ModuleFailure, Unreachable {
    var autoremove = a.autoremove() ? " --auto-remove" : "";
    var aptitude = mode == Upgrade.FULL ? "full-upgrade" : "safe-upgrade";
    var plain =
        mode == Upgrade.FULL || mode == Upgrade.DIST
            ? "dist-upgrade" + autoremove
            : "upgrade --with-new-pkgs" + autoremove;
    var options =
        AptGet.line(
            Stream.concat(
                    AptGet.dpkgOptions(a.dpkgOptions()).stream(),
                    Stream.of(
                        a.failOnAutoremove() ? "--no-remove" : "",
                        a.allowUnauthenticated() ? "--allow-unauthenticated" : "",
                        a.allowDowngrade() ? "--allow-downgrades" : "",
                        a.defaultRelease() == null ? "" : "-t " + Quote.sh(a.defaultRelease())))
                .toList());
    var command =
        """
        rb_a="apt-get%s"; rb_u="%s"
        if [ "%s" ] && command -v aptitude >/dev/null; then rb_a="aptitude%s"; rb_u="%s"; fi
        $rb_a -y %s $rb_u\
        """
            .formatted(
                a.force() ? " --force-yes" : "",
                plain,
                a.forceAptGet() || mode == Upgrade.DIST ? "" : "y",
                a.force() ? " --assume-yes --allow-untrusted" : "",
                aptitude,
                options);
    var reply = apt.run(command, "");
    if (!reply.ok()) {
      throw Said.failure("'apt-get " + plain + "' failed: " + reply.stderr(), reply);
    }
    return AptGet.result(apt.target(), reply, !didNothing(reply)).with("msg", reply.stdout());
  }

  static boolean didNothing(Reply reply) {
    return NOTHING.matcher(reply.stdout()).find();
  }
}
