package dev.runbook.playbook;

import java.util.Set;

/** The groups of modules that {@code module_defaults: group/NAME} may name. */
public final class ModuleGroups {
  private static final String PREFIX = "group/";
  private static final String BUILTIN = "ansible.builtin.";
  private static final Set<String> DOCKER =
      Set.of(BUILTIN + "docker", "community.general.docker", "community.docker.docker");

  /** Ansible's own groups whose modules are not here: their defaults are for nobody. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "acme",
          "aws",
          "azure",
          "cpm",
          "gcp",
          "k8s",
          "os",
          "ovirt",
          "testgroup",
          "testlegacy",
          "vmware");

  private ModuleGroups() {}

  /** Whether a key of {@code module_defaults} names a group, not a module. */
  public static boolean isGroup(String key) {
    return key.startsWith(PREFIX);
  }

  /** The full name of a group: {@code ansible.builtin.docker} for {@code group/docker}. */
  public static String name(String key) {
    var name = key.substring(PREFIX.length());
    return name.contains(".") ? name : BUILTIN + name;
  }

  /** Whether there is such a group; which ones a collection has is not known here. */
  static boolean isKnown(String name) {
    var isOurs = name.startsWith(BUILTIN);
    return !isOurs || DOCKER.contains(name) || ELSEWHERE.contains(name.substring(BUILTIN.length()));
  }

  /** Whether a module, by its full name, belongs to a group. */
  public static boolean has(String name, String module) {
    return DOCKER.contains(name) && module.startsWith("community.docker.");
  }
}
