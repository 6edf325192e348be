package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.facts.MountFacts;
import dev.runbook.regex.Glob;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells what is mounted, and what is meant to be, by the files that say so.
@Name("ansible.builtin.mount_facts")
final class MountFactsModule implements TaskModule<MountFactsModule.Arguments> {
  private static final List<String> STATIC =
      List.of("/etc/fstab", "/etc/vfstab", "/etc/filesystems");
  private static final List<String> DYNAMIC = List.of("/etc/mtab", "/proc/mounts", "/etc/mnttab");

  /// A line of the program `mount`.
  private static final Pattern LINE = Pattern.compile("(\\S+) on (\\S+) type (\\S+) \\((.+)\\)");

  enum OnTimeout {
    ERROR,
    WARN,
    IGNORE
  }

  record Arguments(
      @Doc("Files to read, or all, static, dynamic, mount.") @Nullable List<String> sources,
      @Doc(
              value = "The program that tells the mounts where no file does; null for none.",
              byDefault = "mount")
          Object mountBinary,
      @Doc("Patterns of devices to tell of.") @Nullable List<String> devices,
      @Doc("Patterns of kinds of file systems to tell of.") @Nullable List<String> fstypes,
      @Doc("How long one question may take, in seconds.") @Nullable Double timeout,
      @Doc(value = "What becomes of one that takes longer.", byDefault = "error")
          OnTimeout onTimeout,
      @Doc("Tell of mounts too over which others lie.") @Nullable Boolean includeAggregateMounts) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.timeout() != null && a.timeout() <= 0) {
      throw new ModuleFailure(
          "argument 'timeout' must be a positive number or null, not " + a.timeout());
    }
    if (!(a.mountBinary() instanceof String program)) {
      throw new ModuleFailure(
          "argument 'mount_binary' must be a string or null, not " + a.mountBinary());
    }
    var sources = sources(a, target);
    var fields = new Fields(target.ask(questions(sources, program)).out());
    var mounts = mounts(sources, fields);
    var uuids = new HashMap<String, String>();
    for (var line : fields.next().lines().toList()) {
      var words = line.split(" +", 2);
      if (words.length == 2 && !words[1].isBlank()) {
        uuids.putIfAbsent(words[0], words[1]);
      }
    }
    mounts.removeIf(m -> !wanted(a, m, uuids));
    sizes(a, mounts, target);
    return told(a, mounts, target);
  }

  private static List<String> sources(Arguments a, Target target) throws ModuleFailure {
    var all = new ArrayList<String>();
    var given = a.sources() == null || a.sources().isEmpty() ? List.of("all") : a.sources();
    for (var source : given) {
      switch (source) {
        case "" -> throw new ModuleFailure("sources contains an empty string");
        case "all" -> {
          all.addAll(DYNAMIC);
          all.addAll(STATIC);
        }
        case "dynamic" -> all.addAll(DYNAMIC);
        case "static" -> all.addAll(STATIC);
        default -> all.add(source);
      }
    }
    if (new HashSet<>(all).size() < all.size()) {
      target.warn(
          "mount_facts option 'sources' contains duplicate entries, repeat sources will be ignored: "
              + all);
    }
    return all;
  }

  /// Prints of each source where it really is and what it holds, then what the program says, then
  /// `DEVICE UUID` lines.
  private static String questions(List<String> sources, String program) {
    var script = new StringBuilder("export LC_ALL=C\n");
    for (var source : sources) {
      var word = Quote.sh(source);
      script.append("readlink -f -- ").append(word).append(" 2>/dev/null; printf '\\0'; ");
      script.append("[ ! -f ").append(word).append(" ] || cat -- ").append(word);
      script.append("; printf '\\0'\n");
    }
    return script
        .append(Words.expanded(program))
        .append(
            """
             2>/dev/null; printf '\\0'
            for u in /dev/disk/by-uuid/*; do
              [ ! -e "$u" ] || printf '%s %s\\n' "$(readlink -f -- "$u")" "${u##*/}"
            done
            lsblk --list --noheadings --paths --output NAME,UUID --exclude 2 2>/dev/null
            """)
        .toString();
  }

  /// The mounts of all sources in their order; one file under several names counts once.
  private static List<Map<String, @Nullable Object>> mounts(List<String> sources, Fields fields) {
    var mounts = new ArrayList<Map<String, @Nullable Object>>();
    var seen = new HashSet<String>();
    var asksProgram = sources.stream().anyMatch(DYNAMIC::contains);
    var program = -1;
    for (var source : sources) {
      // each reader of /proc/self is another process
      var real = fields.line().replaceFirst("^/proc/\\d+/", "/proc/self/");
      var text = fields.next();
      if (source.equals("mount")) {
        program = program < 0 ? mounts.size() : program;
      } else if (seen.add(real.isEmpty() ? source : real)) {
        var found = table(source, text);
        mounts.addAll(found);
        asksProgram &= found.isEmpty() || !DYNAMIC.contains(source);
      }
    }
    var said = program(fields.next());
    if (program >= 0) {
      mounts.addAll(program, said);
    } else if (asksProgram) {
      mounts.addAll(said);
    }
    return mounts;
  }

  /// The lines of a file such as `/etc/fstab`; nothing when it is none.
  private static List<Map<String, @Nullable Object>> table(String source, String text) {
    var mounts = new ArrayList<Map<String, @Nullable Object>>();
    for (var line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      var words = line.split("\\s+");
      if (words.length < 4) {
        return List.of();
      }
      var mount = mount(source, line, words);
      if (words.length > 4 && words[4].matches("\\d+")) {
        mount.put("dump", Long.valueOf(words[4]));
      }
      if (words.length > 5 && words[5].matches("\\d+")) {
        mount.put("passno", Long.valueOf(words[5]));
      }
      mounts.add(mount);
    }
    return mounts;
  }

  private static List<Map<String, @Nullable Object>> program(String text) {
    var mounts = new ArrayList<Map<String, @Nullable Object>>();
    for (var line : text.lines().toList()) {
      var match = LINE.matcher(line);
      if (!match.matches()) {
        return List.of();
      }
      mounts.add(
          mount("mount", line, match.group(1), match.group(2), match.group(3), match.group(4)));
    }
    return mounts;
  }

  private static Map<String, @Nullable Object> mount(String source, String line, String... words) {
    var mount = new LinkedHashMap<String, @Nullable Object>();
    mount.put("device", MountFacts.plain(words[0]));
    mount.put("mount", MountFacts.plain(words[1]));
    mount.put("fstype", MountFacts.plain(words[2]));
    mount.put("options", MountFacts.plain(words[3]));
    mount.put("ansible_context", Map.of("source", source, "source_data", line));
    return mount;
  }

  private static boolean wanted(
      Arguments a, Map<String, @Nullable Object> mount, Map<String, String> uuids) {
    var device = text(mount, "device");
    var named = device;
    if (device.startsWith("UUID=")) {
      var uuid = device.substring("UUID=".length());
      mount.put("uuid", uuid);
      for (var known : uuids.entrySet()) {
        named = known.getValue().equals(uuid) ? known.getKey() : named;
      }
    } else {
      mount.put("uuid", uuids.get(device));
    }
    return matches(a.devices(), named) && matches(a.fstypes(), text(mount, "fstype"));
  }

  private static boolean matches(@Nullable List<String> patterns, String text) {
    return patterns == null
        || patterns.isEmpty()
        || patterns.stream().anyMatch(p -> Glob.of(p).matches(text));
  }

  private static String text(Map<String, @Nullable Object> mount, String key) {
    return String.valueOf(mount.get(key));
  }

  private static void sizes(Arguments a, List<Map<String, @Nullable Object>> mounts, Target target)
      throws ModuleFailure, Unreachable {
    if (mounts.isEmpty()) {
      return;
    }
    var ask = a.timeout() == null ? "" : "timeout " + a.timeout() + " ";
    var script = new StringBuilder();
    for (var mount : mounts) {
      script
          .append(ask)
          .append("stat -f -c '%S %s %b %a %c %d' -- ")
          .append(Quote.sh(text(mount, "mount")))
          .append(" 2>/dev/null; [ $? != 124 ] || printf late; printf '\\0'\n");
    }
    var fields = new Fields(target.ask(script.toString()).out());
    for (var mount : mounts) {
      var said = fields.next().strip();
      var words = said.split(" ");
      if (words.length == 6) {
        MountFacts.size(words, mount);
      } else if (said.equals("late") && a.onTimeout() != OnTimeout.IGNORE) {
        var late =
            "Timed out getting mount size for mount %s (type %s)"
                .formatted(mount.get("mount"), mount.get("fstype"));
        if (a.onTimeout() == OnTimeout.ERROR) {
          throw new ModuleFailure(late);
        }
        target.warn(late);
      }
    }
  }

  private static Result told(
      Arguments a, List<Map<String, @Nullable Object>> mounts, Target target) {
    var points = new LinkedHashMap<String, Object>();
    var repeated = new LinkedHashMap<String, List<String>>();
    var seen = new HashSet<String>();
    for (var mount : mounts) {
      var point = text(mount, "mount");
      points.putIfAbsent(point, mount);
      var context = mount.get("ansible_context");
      var source = context instanceof Map<?, ?> map ? String.valueOf(map.get("source")) : "";
      if (!seen.add(source + " " + point)) {
        repeated.computeIfAbsent(source, _ -> new ArrayList<>()).add(point);
      }
    }
    if (!repeated.isEmpty() && a.includeAggregateMounts() == null) {
      target.warn(
          "mount_facts: ignoring repeat mounts in the following sources: "
              + String.join(
                  ", ",
                  repeated.entrySet().stream()
                      .map(r -> r.getKey() + " (" + r.getValue() + ")")
                      .toList())
              + ". You can disable this warning by configuring the 'include_aggregate_mounts' option"
              + " as True or False.");
    }
    return Result.unchanged()
        .with(
            "ansible_facts",
            Map.of(
                "mount_points",
                points,
                "aggregate_mounts",
                Boolean.TRUE.equals(a.includeAggregateMounts()) ? mounts : List.of()));
  }
}
