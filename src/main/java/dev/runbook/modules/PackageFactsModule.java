package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells which packages a host has installed.
@Name("ansible.builtin.package_facts")
final class PackageFactsModule implements TaskModule<PackageFactsModule.Arguments> {
  /// Those that can be asked, in the order that `auto` asks them.
  private static final List<String> KNOWN = List.of("apt", "rpm", "pacman", "apk");

  private static final Map<String, String> ALIASES =
      Map.of("dnf", "rpm", "dnf5", "rpm", "yum", "rpm", "zypper", "rpm");

  /// Managers of other systems than Linux and Gentoo's: Ansible knows them, no host here has them.
  private static final List<String> ELSEWHERE =
      List.of("pkg", "pkg5", "pkgng", "pkg_info", "openbsd_pkg", "portage");

  /// What it takes to tell the packages from why there are none: the latter begins with `\001`.
  private static final String FUNCTIONS =
      """
      export LC_ALL=C
      has() { command -v "$1" >/dev/null 2>&1; }
      rb_list() {
        rb_m=$1; shift
        if rb_o=$("$@" 2>/dev/null); then printf '%s\\0%s\\0' "$rb_m" "$rb_o"; [ -n "$rb_o" ]; return; fi
        rb_o=$("$@" 2>&1 >/dev/null); printf '%s\\0\\001rc=%d : %s\\0' "$rb_m" $? "$rb_o"; return 1
      }
      """;

  private static final Pattern VERSION = Pattern.compile("^ \\*\\*\\* ");
  private static final Pattern ORIGIN = Pattern.compile("(?:^|,)o=([^,]*)");

  enum Strategy {
    FIRST,
    ALL
  }

  record Arguments(
      @Doc(value = "The managers of packages to ask.", byDefault = "auto") List<String> manager,
      @Doc(value = "Ask the first that is there, or all.", byDefault = "first")
          Strategy strategy) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var wanted = new LinkedHashSet<String>();
    for (var name : arguments.manager()) {
      var lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals("auto")) {
        wanted.addAll(KNOWN);
      } else {
        wanted.add(ALIASES.getOrDefault(lower, lower));
      }
    }
    var unknown =
        wanted.stream().filter(w -> !KNOWN.contains(w) && !ELSEWHERE.contains(w)).toList();
    if (!unknown.isEmpty()) {
      throw new ModuleFailure(
          arguments.manager().contains("auto")
              ? "Could not auto detect a usable package manager, check warnings for details."
              : "Unsupported package managers requested: " + String.join(", ", unknown));
    }
    var script = new StringBuilder(FUNCTIONS);
    var stop = arguments.strategy() == Strategy.FIRST ? "; exit 0" : "";
    for (var manager : wanted) {
      script.append(question(manager).replace("STOP", stop)).append('\n');
    }
    var parts = target.ask(script.toString()).stdout().split("\0", -1);
    for (var name : arguments.manager()) {
      var manager = ALIASES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
      if (!name.equals("auto") && !List.of(parts).contains(manager)) {
        target.warn(
            "Requested package manager %s was not usable by this module: Failed to find required executable \"%s\" in paths"
                .formatted(name, manager));
        continue;
      }
      if (arguments.strategy() == Strategy.FIRST) {
        break;
      }
    }
    if (parts.length < 2) {
      throw nothing(wanted);
    }
    var packages = new LinkedHashMap<String, List<Object>>();
    for (var i = 0; i + 1 < parts.length; i += 2) {
      var manager = parts[i].strip();
      var said = parts[i + 1];
      if (said.startsWith("\001")) {
        target.warn(
            "Failed to retrieve packages with %s: Unable to list packages %s"
                .formatted(manager, said.substring(1)));
      } else {
        read(manager, said, packages);
      }
      if (said.startsWith("\001") || said.isBlank()) {
        target.warn("Found \"%s\" but no associated packages".formatted(manager));
      }
    }
    if (packages.isEmpty()) {
      throw nothing(wanted);
    }
    return Result.unchanged().with("ansible_facts", Map.of("packages", packages));
  }

  private static ModuleFailure nothing(Collection<String> wanted) {
    return new ModuleFailure(
        "Could not detect a supported package manager from the following list: %s, or the required Python library is not installed. Check warnings for details."
            .formatted("['" + String.join("', '", wanted) + "']"));
  }

  private static String question(String manager) {
    return switch (manager) {
      case "apt" ->
          """
          if has apt-get && has dpkg-query; then
            printf 'apt\\0'
            dpkg --print-architecture
            dpkg-query -W -f '${db:Status-Status}\\t${binary:Package}\\t${Version}\\t${Architecture}\\t${Section}\\n' | sed -n 's/^installed\\t//p'
            echo; apt-cache policy 2>/dev/null
            echo; dpkg-query -W -f '${db:Status-Status} ${binary:Package}\\n' | sed -n 's/^installed //p' | xargs apt-cache policy 2>/dev/null
            printf '\\0'STOP
          fi
          """;
      case "rpm" ->
          listed("rpm", "-qa --qf '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n'");
      case "pacman" -> listed("pacman", "-Qi");
      case "apk" -> listed("apk", "info -v");
      default -> "";
    };
  }

  private static String listed(String program, String words) {
    return "if has %1$s && rb_list %1$s %1$s %2$s; then :STOP; fi".formatted(program, words);
  }

  private static void read(String manager, String said, Map<String, List<Object>> packages) {
    switch (manager) {
      case "apt" -> apt(said, packages);
      case "rpm" -> rpm(said, packages);
      case "pacman" -> pacman(said, packages);
      default -> apk(said, packages);
    }
  }

  private static void add(Map<String, List<Object>> packages, Map<String, @Nullable Object> one) {
    packages.computeIfAbsent(String.valueOf(one.get("name")), _ -> new ArrayList<>()).add(one);
  }

  private static Map<String, @Nullable Object> fact(String manager, String name, String version) {
    var fact = new LinkedHashMap<String, @Nullable Object>();
    fact.put("name", name);
    fact.put("version", version);
    fact.put("source", manager);
    return fact;
  }

  private static void apt(String said, Map<String, List<Object>> packages) {
    var parts = said.split("\n\n", 3);
    var lines = parts[0].lines().toList();
    var native_ = ":" + (lines.isEmpty() ? "" : lines.getFirst());
    var origins = origins(parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    for (var line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      var columns = line.split("\t", -1);
      var name =
          columns[0].endsWith(native_)
              ? columns[0].substring(0, columns[0].length() - native_.length())
              : columns[0];
      var fact = fact("apt", name, columns[1]);
      fact.put("arch", columns[2]);
      fact.put("category", columns[3]);
      fact.put("origin", origins.getOrDefault(name, ""));
      add(packages, fact);
    }
  }

  /// Which archive each installed version comes from, by the first of its places.
  private static Map<String, String> origins(String releases, String versions) {
    var byPlace = new LinkedHashMap<String, String>();
    var place = "";
    for (var line : releases.lines().toList()) {
      var text = line.strip();
      if (text.startsWith("release ")) {
        var origin = ORIGIN.matcher(text.substring(8));
        byPlace.put(place, origin.find() ? origin.group(1) : "");
      } else {
        place = text;
      }
    }
    var found = new LinkedHashMap<String, String>();
    var name = "";
    var next = false;
    for (var line : versions.lines().toList()) {
      if (!line.startsWith(" ")) {
        name = line.replaceFirst(":$", "");
      } else if (VERSION.matcher(line).find()) {
        next = true;
      } else if (next) {
        found.put(name, byPlace.getOrDefault(line.strip(), ""));
        next = false;
      }
    }
    return found;
  }

  private static void rpm(String said, Map<String, List<Object>> packages) {
    for (var line : said.lines().toList()) {
      var columns = line.split("\t", -1);
      var fact = fact("rpm", columns[0], columns[1]);
      fact.put("release", columns[2]);
      fact.put("epoch", columns[3].matches("\\d+") ? Long.valueOf(columns[3]) : null);
      fact.put("arch", columns[4].equals("(none)") ? null : columns[4]);
      add(packages, fact);
    }
  }

  private static void pacman(String said, Map<String, List<Object>> packages) {
    for (var block : said.split("\n\n")) {
      var details = new LinkedHashMap<String, String>();
      var last = "";
      for (var line : block.lines().toList()) {
        var colon = line.indexOf(" : ");
        if (!line.startsWith(" ") && colon > 0) {
          last = line.substring(0, colon).strip();
          details.put(last, line.substring(colon + 3));
        } else {
          details.merge(last, line.strip(), (a, b) -> a + "  " + b);
        }
      }
      if (details.containsKey("Name")) {
        var fact =
            fact("pacman", details.getOrDefault("Name", ""), details.getOrDefault("Version", ""));
        fact.put("arch", details.get("Architecture"));
        var provides = details.getOrDefault("Provides", "None");
        fact.put(
            "provides",
            provides.equals("None")
                ? null
                : List.of(provides.split("  ")).stream().map(p -> p.split("=")[0]).toList());
        add(packages, fact);
      }
    }
  }

  /// `name-1.2.3-r4`
  private static void apk(String said, Map<String, List<Object>> packages) {
    for (var line : said.lines().toList()) {
      var release = line.lastIndexOf('-');
      var version = release < 0 ? -1 : line.lastIndexOf('-', release - 1);
      var fact =
          version < 0
              ? fact("apk", line, "")
              : fact("apk", line.substring(0, version), line.substring(version + 1, release));
      fact.put("release", version < 0 ? "" : line.substring(release + 1));
      add(packages, fact);
    }
  }
}
