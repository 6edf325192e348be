package dev.runbook.modules.facts;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The facts of a host, by Ansible's names without the `ansible_` in front, in one round trip.
public final class Facts {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Facts() {}

  /// @param factPath the folder of the host's own `*.fact` files
  /// @param timeout seconds that the size of one mount may take
  public static Map<String, @Nullable Object> gather(
      Target target, Set<Collector> wanted, String factPath, int timeout)
      throws ModuleFailure, Unreachable {
    var bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    var marker = "rb" + HexFormat.of().formatHex(bytes);
    var reply = target.ask(Questions.script(wanted, marker, factPath, timeout));
    var answers = new Answers(reply.out(), reply.err(), marker);
    if (!reply.ok() || !answers.has("files")) {
      throw ModuleFailure.of(
          "the host's facts could not be gathered: " + reply.stderr().strip(), reply);
    }
    var facts = new LinkedHashMap<String, @Nullable Object>();
    for (var collector : wanted) {
      collect(collector, answers, target::warn, facts);
    }
    return facts;
  }

  private static void collect(
      Collector collector,
      Answers answers,
      Consumer<String> warn,
      Map<String, @Nullable Object> facts) {
    switch (collector) {
      case ENV -> SystemFacts.environment(answers, facts);
      case PLATFORM -> SystemFacts.platform(answers, facts);
      case DISTRIBUTION -> DistributionFacts.distribution(answers, facts);
      case LSB -> SystemFacts.lsb(answers, facts);
      case SELINUX -> SystemFacts.selinux(answers, facts);
      case APPARMOR -> {
        var there = answers.exists("/sys/kernel/security/apparmor");
        facts.put(
            "apparmor", new LinkedHashMap<>(Map.of("status", there ? "enabled" : "disabled")));
      }
      case CHROOT -> SystemFacts.chroot(answers, facts);
      case FIPS -> facts.put("fips", answers.file("/proc/sys/crypto/fips_enabled", "").equals("1"));
      case PYTHON -> SystemFacts.python(answers, facts);
      case CAPS -> SystemFacts.capabilities(answers, facts);
      case PKG_MGR -> ServiceFacts.packager(answers, facts);
      case SERVICE_MGR -> ServiceFacts.manager(answers, facts);
      case CMDLINE -> KernelCommandLine.commandLine(answers, facts);
      case DATE_TIME -> DateFacts.date(answers, facts);
      case LOADAVG -> SystemFacts.load(answers, facts);
      case SSH_PUB_KEYS -> SystemFacts.sshKeys(answers, facts);
      case USER -> SystemFacts.user(answers, facts);
      case VIRTUAL -> VirtualFacts.virtual(answers, facts);
      case HARDWARE -> {
        HardwareFacts.processors(answers, String.valueOf(facts.get("architecture")), facts);
        HardwareFacts.memory(answers, facts);
        HardwareFacts.maker(answers, facts);
        DeviceFacts.devices(answers, facts);
        HardwareFacts.uptime(answers, facts);
        HardwareFacts.volumes(answers, facts);
        MountFacts.mounts(answers, facts);
      }
      case DNS -> SystemFacts.dns(answers, facts);
      case FIBRE_CHANNEL_WWN -> NetworkFacts.fibreChannel(answers, facts);
      case ISCSI -> NetworkFacts.iscsi(answers, facts);
      case NVME -> NetworkFacts.nvme(answers, facts);
      case NETWORK -> NetworkFacts.network(answers, facts);
      case LOCAL -> LocalFacts.local(answers, warn, facts);
      case FACTER, OHAI -> {}
    }
  }
}
