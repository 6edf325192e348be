package dev.runbook.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which machines are wanted.
///
/// @param name of the machine, or, with a count above one, the start of the names: `web` gives
///   `web1`, `web2`
/// @param count how many, from 1 to 99
/// @param image the release, in the words of Docker Hub: `debian:bookworm`
/// @param publish ports that must be reachable where a container's address is not (Docker on
///   macOS); elsewhere all are
/// @param user who logs in: `deploy`, who has sudo without a password, or `root`
/// @param kind how the machine is made
public record SandboxSpec(
    String name, int count, String image, List<Integer> publish, String user, Kind kind) {

  /// How a machine is made.
  public enum Kind {
    /// As a container where a Docker engine answers, else by systemd-nspawn.
    AUTO,
    /// As a container of the Docker engine that the docker command talks to.
    DOCKER,
    /// By systemd-nspawn, as root on Debian.
    NSPAWN
  }

  private static final Set<String> KEYS =
      new TreeSet<>(List.of("plugin", "name", "count", "image", "publish", "user", "kind"));
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final Pattern IMAGE = Pattern.compile("[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9._-]+)?");

  public SandboxSpec {
    publish = List.copyOf(publish);
    var problems = new ArrayList<String>();
    if (!NAME.matcher(name).matches() || name.endsWith("-")) {
      problems.add(
          "name: \"" + name + "\" is no host name (a-z, 0-9 and inner hyphens, a letter first)");
    }
    if (count < 1 || count > 99) {
      problems.add("count: " + count + " is not between 1 and 99");
    }
    if (!IMAGE.matcher(image).matches()) {
      problems.add("image: \"" + image + "\" is no image name such as debian:bookworm");
    }
    if (!user.equals("deploy") && !user.equals("root")) {
      problems.add("user: \"" + user + "\" is neither deploy nor root");
    }
    if (publish.stream().anyMatch(p -> p < 1 || p > 65535)) {
      problems.add("publish: a port is a number from 1 to 65535");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /// One machine named `sandbox`, Debian 12.
  public static SandboxSpec standard() {
    return of(Map.of());
  }

  /// From the keys of an inventory file (`plugin: sandbox`): `name`, `count`, `image`, `publish` (a
  /// list of ports, or a string of them with commas), `user`, `kind` (`auto`, `docker`, `nspawn`),
  /// all optional. What is missing is `sandbox`, 1, `debian:bookworm`, none, `deploy`, and the
  /// environment variable `RUNBOOK_SANDBOX` or `auto`.
  ///
  /// @throws IllegalArgumentException naming every key or value that makes no sense
  public static SandboxSpec of(Map<String, ?> options) {
    for (var key : options.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "a sandbox has no option \"" + key + "\"; it knows " + String.join(", ", KEYS));
      }
    }
    var preset = System.getenv("RUNBOOK_SANDBOX");
    return new SandboxSpec(
        text(options, "name", "sandbox"),
        number("count", text(options, "count", "1")),
        text(options, "image", "debian:bookworm"),
        ports(options.get("publish")),
        text(options, "user", "deploy"),
        kind(text(options, "kind", preset == null ? "auto" : preset)));
  }

  /// The names of the machines, in order.
  public List<String> names() {
    var names = new ArrayList<String>();
    for (var i = 1; i <= count; i++) {
      names.add(count == 1 ? name : name + i);
    }
    return names;
  }

  private static String text(Map<String, ?> options, String key, String byDefault) {
    var value = options.get(key);
    return value == null ? byDefault : value.toString().strip();
  }

  private static int number(String key, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(key + ": \"" + text + "\" is not a whole number");
    }
  }

  private static List<Integer> ports(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list.stream().map(p -> number("publish", String.valueOf(p))).toList();
      default -> {
        var ports = new ArrayList<Integer>();
        for (var word : value.toString().split("[, ]+", -1)) {
          if (!word.isEmpty()) {
            ports.add(number("publish", word));
          }
        }
        yield ports;
      }
    };
  }

  private static Kind kind(String word) {
    return switch (word) {
      case "auto" -> Kind.AUTO;
      case "docker" -> Kind.DOCKER;
      case "nspawn" -> Kind.NSPAWN;
      default ->
          throw new IllegalArgumentException(
              "kind: \"" + word + "\" is none of auto, docker, nspawn");
    };
  }
}
