package dev.runbook.modules.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `virtualization_*`: what the host runs in, and what runs in it. The first sign found names the
/// type; every sign is listed.
final class VirtualFacts {
  private static final String DMI = "/sys/devices/virtual/dmi/id/";

  private final Answers answers;
  private final Set<String> guest = new TreeSet<>();
  private final Set<String> host = new TreeSet<>();
  private @Nullable String type;
  private @Nullable String role;

  private VirtualFacts(Answers answers) {
    this.answers = answers;
  }

  static void virtual(Answers answers, Map<String, @Nullable Object> facts) {
    var virtual = new VirtualFacts(answers);
    virtual.containers();
    virtual.xen();
    virtual.maker();
    virtual.processors();
    virtual.kernel();
    facts.put("virtualization_type", virtual.type == null ? "NA" : virtual.type);
    facts.put("virtualization_role", virtual.role == null ? "NA" : virtual.role);
    facts.put("virtualization_tech_guest", List.copyOf(virtual.guest));
    facts.put("virtualization_tech_host", List.copyOf(virtual.host));
  }

  private void guest(String name) {
    guest.add(name);
    first(name, "guest");
  }

  private void host(String name) {
    host.add(name);
    first(name, "host");
  }

  private void first(String name, String as) {
    if (type == null) {
      type = name;
      role = as;
    }
  }

  private void containers() {
    for (var line : answers.fileLines("/proc/1/cgroup")) {
      if (DistributionFacts.find("(/docker(/|-[0-9a-f]+\\.scope))", line) != null) {
        guest("docker");
      }
      if (line.contains("/lxc/") || line.contains("/machine.slice/machine-lxc")) {
        guest("lxc");
      }
      if (line.contains("/system.slice/containerd.service")) {
        guest("containerd");
      }
    }
    for (var line : answers.lines("environ")) {
      if (line.contains("container=lxc")) {
        guest("lxc");
      }
      if (line.contains("container=podman")) {
        guest("podman");
      }
      if (line.startsWith("container=") && line.length() > "container=".length()) {
        guest("container");
      }
    }
    if (answers.exists("/proc/vz") && !answers.exists("/proc/lve")) {
      if (answers.exists("/proc/bc")) {
        host("openvz");
      } else {
        guest("openvz");
      }
    }
    var systemd = answers.file("/run/systemd/container");
    if (systemd != null) {
      guest(systemd);
    }
    if (answers.exists("/.dockerenv") || answers.exists("/.dockerinit")) {
      guest("docker");
    }
    var known = List.of("docker", "lxc", "podman", "openvz", "containerd");
    if (systemd != null || known.stream().anyMatch(guest::contains)) {
      guest.add("container");
    }
  }

  private void xen() {
    if (!answers.exists("/proc/xen")) {
      return;
    }
    if (answers.file("/proc/xen/capabilities", "").contains("control_d")) {
      host("xen");
    } else {
      first("xen", "guest");
    }
  }

  private void maker() {
    var product = answers.file(DMI + "product_name", "");
    var vendor = answers.file(DMI + "sys_vendor", "");
    var bios = answers.file(DMI + "bios_vendor", "");
    var signs = new ArrayList<String>();
    if (Set.of("KVM", "KVM Server", "Bochs", "AHV").contains(product)) {
      signs.add("kvm");
    }
    if (vendor.equals("oVirt")) {
      signs.add("oVirt");
    }
    if (vendor.equals("Red Hat")) {
      if (answers.file(DMI + "product_family", "").equals("RHV")) {
        signs.add("RHV");
      } else if (product.equals("RHEV Hypervisor")) {
        signs.add("RHEV");
      }
    }
    if (product.startsWith("VMware")) {
      signs.add("VMware");
    }
    if (Set.of("OpenStack Compute", "OpenStack Nova").contains(product)) {
      signs.add("openstack");
    }
    if (bios.equals("Xen")) {
      signs.add("xen");
    }
    if (bios.equals("innotek GmbH")) {
      signs.add("virtualbox");
    }
    if (Set.of("Amazon EC2", "DigitalOcean", "Hetzner").contains(bios)) {
      signs.add("kvm");
    }
    if (Set.of("QEMU", "Amazon EC2", "DigitalOcean", "Google", "Scaleway", "Nutanix")
        .contains(vendor)) {
      signs.add("kvm");
    }
    if (vendor.equals("KubeVirt")) {
      signs.add("KubeVirt");
    }
    if (vendor.equals("Microsoft Corporation")) {
      signs.add("VirtualPC");
    }
    if (vendor.equals("Parallels Software International Inc.")) {
      signs.add("parallels");
    }
    if (vendor.equals("OpenStack Foundation")) {
      signs.add("openstack");
    }
    if (product.contains("BHYVE")) {
      signs.add("bhyve");
    }
    signs.forEach(this::guest);
  }

  private void processors() {
    for (var line : answers.fileLines("/proc/self/status")) {
      if (line.startsWith("VxID:")) {
        if (line.substring("VxID:".length()).strip().startsWith("0")) {
          host("linux_vserver");
        } else {
          guest("linux_vserver");
        }
      }
    }
    for (var line : answers.lines("cpuinfo")) {
      if (line.startsWith("model name") && line.contains("QEMU Virtual CPU")
          || line.startsWith("machine") && line.contains("CHRP IBM pSeries (emulated by qemu)")) {
        guest("kvm");
      } else if (line.startsWith("vendor_id") && line.contains("User Mode Linux")
          || line.startsWith("model name") && line.contains("UML")) {
        guest("uml");
      } else if (line.startsWith("vendor_id") && line.contains("PowerVM Lx86")) {
        guest("powervm_lx86");
      } else if (line.startsWith("vendor_id") && line.contains("IBM/S390")) {
        guest.add("PR/SM");
        first("PR/SM", "LPAR");
      }
    }
  }

  private void kernel() {
    for (var line : answers.fileLines("/proc/modules")) {
      switch (line.split(" ", 2)[0]) {
        case "kvm" -> host("kvm");
        case "vboxdrv" -> host("virtualbox");
        case "virtio" -> {
          host.add("kvm");
          first("kvm", "guest");
        }
        default -> {}
      }
    }
    if (answers.exists("/dev/kvm")) {
      host("kvm");
    }
  }
}
