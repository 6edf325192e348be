package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells all that the host knows about a path.
@Name("ansible.builtin.stat")
final class StatModule implements TaskModule<StatModule.Arguments> {

  enum Algorithm {
    MD5,
    SHA1,
    SHA224,
    SHA256,
    SHA384,
    SHA512
  }

  record Arguments(
      @Doc(
              value = "The path to look at.",
              aliases = {"dest", "name"})
          String path,
      @Doc(value = "Look at what a link leads to.", byDefault = "no") boolean follow,
      @Doc(value = "Also the MD5 sum; an option of old playbooks.", byDefault = "no")
          boolean getMd5,
      @Doc(value = "Also a checksum of a file.", byDefault = "yes") boolean getChecksum,
      @Doc(
              value = "Also the type of the content, where the host has the program file.",
              aliases = {"mime", "mime_type", "mime-type"},
              byDefault = "yes")
          boolean getMime,
      @Doc(
              value = "Also the flags of the file system.",
              aliases = {"attr", "attributes"},
              byDefault = "yes")
          boolean getAttributes,
      @Doc(
              value = "What the checksum is made with.",
              aliases = {"checksum", "checksum_algo"},
              byDefault = "sha1")
          Algorithm checksumAlgorithm) {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.n] Z", Locale.ROOT);

  /// The letters of `lsattr` and Ansible's words for them.
  private static final Map<Character, String> FLAGS =
      Map.ofEntries(
          Map.entry('A', "noatime"),
          Map.entry('a', "append"),
          Map.entry('c', "compressed"),
          Map.entry('C', "nocow"),
          Map.entry('d', "nodump"),
          Map.entry('D', "dirsync"),
          Map.entry('e', "extents"),
          Map.entry('E', "encrypted"),
          Map.entry('h', "blocksize"),
          Map.entry('i', "immutable"),
          Map.entry('I', "indexed"),
          Map.entry('j', "journalled"),
          Map.entry('N', "inline"),
          Map.entry('s', "zero"),
          Map.entry('S', "synchronous"),
          Map.entry('t', "notail"),
          Map.entry('T', "blockroot"),
          Map.entry('u', "undelete"),
          Map.entry('X', "compressedraw"),
          Map.entry('Z', "compresseddirty"));

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var fields = new Fields(target.ask(script(arguments)).out());
    var path = fields.next();
    var found = fields.next();
    var complaint = fields.line();
    if (found.isEmpty()) {
      if (!complaint.contains("No such file") && !complaint.isEmpty()) {
        throw new ModuleFailure(complaint.substring(complaint.lastIndexOf(": ") + 1).strip());
      }
      return Result.unchanged().with("stat", Map.of("exists", false));
    }
    var stat = new LinkedHashMap<String, @Nullable Object>();
    stat.put("exists", true);
    stat.put("path", path);
    numbers(stat, found);
    for (var key : List.of("readable", "writeable", "executable")) {
      stat.put(key, fields.next().equals("1"));
    }
    var source = fields.line();
    var link = fields.line();
    if (Boolean.TRUE.equals(stat.get("islnk"))) {
      stat.put("lnk_source", source);
      stat.put("lnk_target", link);
    }
    for (var key : List.of("md5", "checksum")) {
      var sum = fields.word();
      if (!sum.isEmpty()) {
        stat.put(key, sum);
      }
    }
    if (arguments.getMime()) {
      mime(stat, fields.line());
    } else {
      fields.line();
    }
    if (arguments.getAttributes()) {
      flags(stat, fields.line());
    }
    return Result.unchanged().with("stat", stat);
  }

  /// What `stat -c` prints, and [#numbers] reads.
  static final String FORMAT =
      """
      %f %u %g %s %i %d %h %b %o %t %T
      %U
      %G
      %x
      %y
      %z\
      """;

  /// How many lines that are.
  static final int LINES = 6;

  /// One `stat`, and as few other programs as the arguments allow.
  private static String script(Arguments arguments) {
    var stat = "stat " + (arguments.follow() ? "-L " : "") + "-c '" + FORMAT;
    var script = new StringBuilder();
    script.append("p=%s\nprintf '%%s\\0' \"$p\"\n".formatted(Quote.path(arguments.path())));
    script.append("{ e=$(").append(stat);
    script.append("' -- \"$p\" 2>&1 >&3); } 3>&1; printf '\\0%s\\0' \"$e\"\n");
    script.append(
        """
        [ -z "$e" ] || exit 0
        for t in -r -w -x; do if [ $t "$p" ]; then printf '1\\0'; else printf '\\0'; fi; done
        if [ -L "$p" ]; then readlink -f -- "$p"; printf '\\0'; readlink -- "$p"; printf '\\0'; else printf '\\0\\0'; fi
        """);
    var regular =
        arguments.follow()
            ? "[ -f \"$p\" ] && [ -r \"$p\" ]"
            : "[ ! -L \"$p\" ] && [ -f \"$p\" ] && [ -r \"$p\" ]";
    var sums = new ArrayList<String>();
    sums.add(arguments.getMd5() ? "md5sum" : "");
    sums.add(
        arguments.getChecksum()
            ? arguments.checksumAlgorithm().name().toLowerCase(Locale.ROOT) + "sum"
            : "");
    for (var sum : sums) {
      if (!sum.isEmpty()) {
        script.append("if ").append(regular).append("; then ").append(sum).append(" <\"$p\"; fi\n");
      }
      script.append("printf '\\0'\n");
    }
    if (arguments.getMime()) {
      script.append("file --mime-type --mime-encoding -- \"$p\" 2>/dev/null\n");
    }
    script.append("printf '\\0'\n");
    if (arguments.getAttributes()) {
      script.append("lsattr -vd -- \"$p\" 2>/dev/null\nprintf '\\0'\n");
    }
    return script.toString();
  }

  static void numbers(Map<String, @Nullable Object> stat, String found) {
    var lines = found.split("\n", -1);
    var numbers = lines[0].split(" ", -1);
    var bits = Integer.parseInt(numbers[0], 16);
    stat.put("mode", "%04o".formatted(bits & 07777));
    stat.put("isdir", type(bits, 0040000));
    stat.put("ischr", type(bits, 0020000));
    stat.put("isblk", type(bits, 0060000));
    stat.put("isreg", type(bits, 0100000));
    stat.put("isfifo", type(bits, 0010000));
    stat.put("islnk", type(bits, 0120000));
    stat.put("issock", type(bits, 0140000));
    var keys = List.of("uid", "gid", "size", "inode", "dev", "nlink", "blocks", "block_size");
    for (var i = 0; i < keys.size(); i++) {
      stat.put(keys.get(i), Long.valueOf(numbers[i + 1]));
    }
    stat.put("device_type", device(numbers[9], numbers[10]));
    var times = List.of("atime", "mtime", "ctime");
    for (var i = 0; i < times.size(); i++) {
      stat.put(times.get(i), seconds(lines[i + 3]));
    }
    var who = List.of("usr", "grp", "oth");
    for (var i = 0; i < 3; i++) {
      var shift = 6 - 3 * i;
      stat.put("r" + who.get(i), (bits >> shift & 4) != 0);
      stat.put("w" + who.get(i), (bits >> shift & 2) != 0);
      stat.put("x" + who.get(i), (bits >> shift & 1) != 0);
    }
    stat.put("isuid", (bits & 04000) != 0);
    stat.put("isgid", (bits & 02000) != 0);
    if (!lines[1].equals("UNKNOWN")) {
      stat.put("pw_name", lines[1]);
    }
    if (!lines[2].equals("UNKNOWN")) {
      stat.put("gr_name", lines[2]);
    }
  }

  private static boolean type(int bits, int type) {
    return (bits & 0170000) == type;
  }

  /// Linux's `makedev`.
  private static long device(String major, String minor) {
    var high = Long.parseLong(major, 16);
    var low = Long.parseLong(minor, 16);
    return low & 0xff | (high & 0xfff) << 8 | (low & ~0xffL) << 12 | (high & ~0xfffL) << 32;
  }

  private static @Nullable Double seconds(String time) {
    try {
      var instant = OffsetDateTime.parse(time, TIME).toInstant();
      return instant.getEpochSecond() + instant.getNano() / 1e9;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /// `PATH: text/plain; charset=us-ascii`
  private static void mime(Map<String, @Nullable Object> stat, String said) {
    var parts = said.substring(said.lastIndexOf(':') + 1).split(";", -1);
    var known = parts.length == 2 && parts[1].contains("=");
    stat.put("mimetype", known ? parts[0].strip() : "unknown");
    stat.put("charset", known ? parts[1].substring(parts[1].indexOf('=') + 1).strip() : "unknown");
  }

  /// `VERSION --------------e---- PATH`
  private static void flags(Map<String, @Nullable Object> stat, String said) {
    var words = said.strip().split("\\s+");
    var known = words.length > 1;
    var letters = known ? words[1].replace("-", "") : "";
    stat.put("version", known ? words[0] : null);
    stat.put(
        "attributes",
        letters.chars().mapToObj(c -> FLAGS.get((char) c)).filter(f -> f != null).toList());
    stat.put("attr_flags", letters);
  }
}
