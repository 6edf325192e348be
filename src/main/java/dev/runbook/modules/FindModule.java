package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Command;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds files below folders by name, kind, age, size, mode and content. The host only lists; what
/// is wanted is decided here, so that patterns mean what they mean in Python.
@Name("ansible.builtin.find")
final class FindModule implements TaskModule<FindModule.Arguments> {
  private static final Pattern NUMBER = Pattern.compile("(-?\\d+)([a-z])?");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L, "w", 604_800L);
  private static final Map<String, Long> BYTES =
      Map.of("b", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30, "t", 1L << 40);

  enum Kind {
    ANY,
    DIRECTORY,
    FILE,
    LINK
  }

  enum Stamp {
    ATIME,
    CTIME,
    MTIME
  }

  record Arguments(
      @Doc(
              value = "The folders to look in.",
              aliases = {"name", "path"})
          List<String> paths,
      @Doc(value = "Names to take.", aliases = "pattern", byDefault = "[]") List<String> patterns,
      @Doc(value = "Names to leave out.", aliases = "exclude") @Nullable List<String> excludes,
      @Doc("A regular expression that a line of the file must begin with.")
          @Nullable String contains,
      @Doc(value = "The expression may be anywhere in the file.", byDefault = "no")
          boolean readWholeFile,
      @Doc(value = "What to find.", byDefault = "file") Kind fileType,
      @Doc("At least this old (1h, 2d, 3w); negative: at most.") @Nullable String age,
      @Doc(value = "Which time its age is counted from.", byDefault = "mtime") Stamp ageStamp,
      @Doc("At least this large (1k, 2m); negative: at most.") @Nullable String size,
      @Doc(value = "Also in the folders below.", byDefault = "no") boolean recurse,
      @Doc(value = "Also names that begin with a dot.", byDefault = "no") boolean hidden,
      @Doc(value = "Also in the folders that links lead to.", byDefault = "no") boolean follow,
      @Doc(value = "Also a checksum of each file.", byDefault = "no") boolean getChecksum,
      @Doc(
              value = "What the checksum is made with.",
              aliases = {"checksum", "checksum_algo"},
              byDefault = "sha1")
          StatModule.Algorithm checksumAlgorithm,
      @Doc(value = "Patterns are regular expressions.", byDefault = "no") boolean useRegex,
      @Doc("How many folders deep.") @Nullable Integer depth,
      @Doc("Its permissions, octal or symbolic, in quotes.") @Nullable Object mode,
      @Doc(value = "Exactly these permissions, not just some of them.", byDefault = "yes")
          boolean exactMode,
      @Doc("The encoding of files that are searched; only for Ansible's sake.")
          @Nullable String encoding,
      @Doc("End after this many.") @Nullable Integer limit) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.mode() != null && !(arguments.mode() instanceof String)) {
      throw new ModuleFailure(
          "argument 'mode' is not a string and conversion is not allowed, value is of type "
              + (arguments.mode() instanceof Long ? "int" : "float"));
    }
    if (arguments.limit() != null && arguments.limit() <= 0) {
      throw new ModuleFailure("limit cannot be " + arguments.limit() + " (use None for unlimited)");
    }
    var wanted = wanted(arguments, System.currentTimeMillis() / 1000.0);
    var reply = target.ask(script(arguments));
    var listing = new FoundFiles(reply.out(), reply.stderr());
    List<FoundFiles.Entry> found = new ArrayList<>();
    var limited = false;
    for (var entry : listing.entries()) {
      if (arguments.depth() != null && entry.depth() > arguments.depth()
          || !arguments.hidden() && entry.name().startsWith(".")
          || !wanted.test(entry)) {
        continue;
      }
      found.add(entry);
    }
    if (arguments.contains() != null && arguments.fileType() == Kind.FILE) {
      found = containing(found, arguments, target);
    }
    if (arguments.limit() != null && found.size() >= arguments.limit()) {
      found = found.subList(0, arguments.limit());
      limited = true;
    }
    var sums = arguments.getChecksum() ? sums(found, arguments, target) : Map.<String, String>of();
    var files = new ArrayList<Map<String, @Nullable Object>>();
    for (var entry : found) {
      var shown = new LinkedHashMap<String, @Nullable Object>();
      shown.put("path", entry.path());
      shown.putAll(entry.info());
      if (sums.containsKey(entry.path())) {
        shown.put("checksum", sums.get(entry.path()));
      }
      files.add(shown);
    }
    for (var skipped : listing.skipped().entrySet()) {
      target.warn(
          "Skipped '"
              + skipped.getKey()
              + "' path due to this access issue: "
              + skipped.getValue()
              + "\n");
    }
    return Result.unchanged()
        .with("files", files)
        .with(
            "msg",
            !listing.skipped().isEmpty()
                ? "Not all paths examined, check warnings for details"
                : limited ? "Limit of matches reached" : "All paths examined")
        .with("matched", (long) files.size())
        .with("examined", (long) listing.examined(arguments.depth()))
        .with("skipped_paths", listing.skipped());
  }

  /// Everything but the content.
  private static Predicate<FoundFiles.Entry> wanted(Arguments a, double now) throws ModuleFailure {
    Predicate<FoundFiles.Entry> all =
        switch (a.fileType()) {
          case ANY -> e -> true;
          case DIRECTORY -> e -> e.type() == 'd';
          case FILE -> e -> e.type() == 'f';
          case LINK -> e -> e.type() == 'l';
        };
    var include = names(a.patterns(), a.useRegex());
    if (!a.patterns().isEmpty()) {
      all = all.and(e -> include.test(e.name()));
    }
    if (a.excludes() != null && !a.excludes().isEmpty()) {
      var exclude = names(a.excludes(), a.useRegex());
      all = all.and(e -> !exclude.test(e.name()));
    }
    if (a.age() != null) {
      var age = number(a.age(), SECONDS, "failed to process age", "age");
      all = all.and(e -> meets((long) Math.floor(now - e.time(a.ageStamp())), age));
    }
    if (a.size() != null) {
      var size = number(a.size(), BYTES, "failed to process size", "size");
      all = all.and(e -> e.type() != 'f' || meets(e.size(), size));
    }
    if (a.mode() instanceof String text && !text.isEmpty()) {
      var bits = FileMode.of(text).bits(0, false, 0) & 07777;
      all =
          all.and(
              a.exactMode()
                  ? e -> (e.mode() & 07777) == bits
                  : e -> (e.mode() & 07777 & bits) != 0);
    }
    return all;
  }

  private static boolean meets(long value, long limit) {
    return limit >= 0 ? value >= limit : value <= -limit;
  }

  private static Predicate<String> names(List<String> patterns, boolean regex)
      throws ModuleFailure {
    var compiled = new ArrayList<Predicate<String>>();
    for (var pattern : patterns) {
      if (regex) {
        var java = PythonRegex.lines(pattern);
        compiled.add(name -> java.matcher(name).lookingAt());
      } else {
        compiled.add(name -> Glob.matches(name, pattern));
      }
    }
    return name -> compiled.stream().anyMatch(p -> p.test(name));
  }

  private static long number(String text, Map<String, Long> units, String msg, String key)
      throws ModuleFailure {
    var match = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
    var unit = match.matches() ? match.group(2) : "?";
    var factor = unit == null ? Long.valueOf(1) : units.get(unit);
    if (factor == null) {
      throw new ModuleFailure(msg, Map.of(key, text));
    }
    return Long.parseLong(match.group(1)) * factor;
  }

  /// One listing of each folder. Busybox has no `-printf`, and that of GNU's looks behind links
  /// when it follows them; there every file costs a `stat`.
  private static String script(Arguments a) {
    var deep =
        !a.recurse() ? " -maxdepth 1" : a.depth() == null ? "" : " -maxdepth " + (a.depth() + 1);
    var script = new StringBuilder(FoundFiles.FUNCTIONS);
    for (var path : a.paths()) {
      script.append("rb_list ").append(Quote.path(path)).append(a.follow() ? " -L" : " -P");
      script.append(deep).append('\n');
    }
    return script.append("exit 0\n").toString();
  }

  private static List<FoundFiles.Entry> containing(
      List<FoundFiles.Entry> candidates, Arguments a, Target target)
      throws ModuleFailure, Unreachable {
    var regex = String.valueOf(a.contains());
    PythonRegex.lines(regex); // refuses what is none
    var grep =
        a.readWholeFile()
            ? "grep -aqzP -e " + Quote.sh(regex)
            : "grep -aqP -e " + Quote.sh("^(?:" + regex + ")");
    var said = each(candidates, "if " + grep + " <\"$f\"; then echo 1; else echo 0; fi", target);
    var found = new ArrayList<FoundFiles.Entry>();
    for (var i = 0; i < Math.min(said.size(), candidates.size()); i++) {
      if (said.get(i).equals("1")) {
        found.add(candidates.get(i));
      }
    }
    return found;
  }

  private static Map<String, String> sums(List<FoundFiles.Entry> found, Arguments a, Target target)
      throws ModuleFailure, Unreachable {
    var files = found.stream().filter(e -> e.type() == 'f').toList();
    var program = a.checksumAlgorithm().name().toLowerCase(Locale.ROOT) + "sum";
    var said = each(files, program + " <\"$f\" || echo", target);
    var sums = new LinkedHashMap<String, String>();
    for (var i = 0; i < Math.min(said.size(), files.size()); i++) {
      var sum = said.get(i).split(" ", 2)[0];
      if (!sum.isEmpty()) {
        sums.put(files.get(i).path(), sum);
      }
    }
    return sums;
  }

  /// The line that a command prints for each file.
  private static List<String> each(List<FoundFiles.Entry> files, String command, Target target)
      throws ModuleFailure, Unreachable {
    if (files.isEmpty()) {
      return List.of();
    }
    var names = new StringBuilder();
    files.forEach(file -> names.append(file.path()).append('\0'));
    var script = "xargs -0 sh -c " + Quote.sh("for f; do " + command + " 2>/dev/null; done") + " _";
    var reply =
        target.ask(Command.of(script).withStdin(names.toString().getBytes(StandardCharsets.UTF_8)));
    if (!reply.ok() && reply.out().length == 0) {
      throw Said.failure("the files could not be read", reply);
    }
    return reply.stdout().lines().toList();
  }
}
