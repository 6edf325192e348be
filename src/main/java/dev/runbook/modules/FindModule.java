package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.regex.Glob;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lists the files of folders that are as asked for.
@Name("ansible.builtin.find")
final class FindModule implements TaskModule<FindModule.Arguments> {
  private static final Pattern AGE = Pattern.compile("(-?\\d+)([smhdw])?");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86400L, "w", 604800L);
  private static final Pattern SIZE = Pattern.compile("(-?\\d+)([bkmgt])?");

  enum Type {
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
      @Doc(
              value = "Names to find, as globs or regular expressions; one of them must match.",
              aliases = "pattern",
              byDefault = "[]")
          List<String> patterns,
      @Doc(value = "Names to leave out.", aliases = "exclude") @Nullable List<String> excludes,
      @Doc("A regular expression that the content of a file must match.") @Nullable String contains,
      @Doc(value = "Match contains against the whole file, not line by line.", byDefault = "no")
          boolean readWholeFile,
      @Doc(value = "What to find.", byDefault = "file") Type fileType,
      @Doc("How old it must be at least, such as 2d; negative: at most.") @Nullable String age,
      @Doc(value = "The time that counts.", byDefault = "mtime") Stamp ageStamp,
      @Doc("How large it must be at least, such as 10m; negative: at most.") @Nullable String size,
      @Doc(value = "Look into folders within.", byDefault = "no") boolean recurse,
      @Doc(value = "Find names that begin with a dot too.", byDefault = "no") boolean hidden,
      @Doc(value = "Follow links to folders.", byDefault = "no") boolean follow,
      @Doc(value = "Tell the checksum of each file.", byDefault = "no") boolean getChecksum,
      @Doc(
              value = "What the checksum is made with.",
              aliases = {"checksum", "checksum_algo"},
              byDefault = "sha1")
          StatModule.Algorithm checksumAlgorithm,
      @Doc(value = "The names are regular expressions.", byDefault = "no") boolean useRegex,
      @Doc("How many levels deep to look.") @Nullable Integer depth,
      @Doc("The permissions it must have.") @Nullable Object mode,
      @Doc(
              value = "Whether these are all the permissions it may have, or any of them do.",
              byDefault = "yes")
          boolean exactMode,
      @Doc("How the characters of files are written that contains looks at.")
          @Nullable String encoding,
      @Doc("How many to find at most.") @Nullable Integer limit) {

    /// How many levels below a path matter: what is one deeper is examined, but not listed.
    int levels() {
      return !recurse ? 1 : depth == null || depth == 0 ? Integer.MAX_VALUE : depth + 1;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.mode() != null && !(arguments.mode() instanceof String)) {
      throw new ModuleFailure(
          "argument 'mode' is not a string and conversion is not allowed, value is of type int");
    }
    if (arguments.limit() != null && arguments.limit() <= 0) {
      throw new ModuleFailure(
          "limit cannot be %d (use None for unlimited)".formatted(arguments.limit()));
    }
    try {
      var found = new Finding(arguments, name(arguments), target);
      found.search(age(arguments), size(arguments.size()), mode(arguments));
      return found.result();
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure("Invalid regular expression: " + e.getMessage());
    }
  }

  private static Predicate<String> name(Arguments arguments) {
    var any = arguments.useRegex() ? ".*" : "*";
    var patterns = arguments.patterns().isEmpty() ? List.of(any) : arguments.patterns();
    var excludes = arguments.excludes() == null ? List.<String>of() : arguments.excludes();
    var wanted = matchers(patterns, arguments);
    var unwanted = matchers(excludes, arguments);
    return name ->
        wanted.stream().anyMatch(p -> p.test(name))
            && unwanted.stream().noneMatch(p -> p.test(name));
  }

  private static List<Predicate<String>> matchers(List<String> patterns, Arguments arguments) {
    var matchers = new ArrayList<Predicate<String>>();
    for (var pattern : patterns) {
      if (arguments.useRegex()) {
        var regex = PythonPattern.ofText(pattern);
        matchers.add(name -> regex.matcher(name).lookingAt());
      } else {
        matchers.add(Glob.of(pattern)::matches);
      }
    }
    return matchers;
  }

  private static Predicate<Finding.Entry> age(Arguments arguments) throws ModuleFailure {
    var text = arguments.age();
    if (text == null) {
      return _ -> true;
    }
    var parts = AGE.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new ModuleFailure("failed to process age", Map.of("age", text));
    }
    var unit = parts.group(2) == null ? "s" : parts.group(2);
    var age = Long.parseLong(parts.group(1)) * SECONDS.getOrDefault(unit, 1L);
    var stamp = arguments.ageStamp().name().toLowerCase(Locale.ROOT);
    return entry -> {
      var since = entry.now() - (entry.stat().get(stamp) instanceof Double time ? time : 0);
      return age >= 0 ? since >= age : since <= -age;
    };
  }

  private static Predicate<Long> size(@Nullable String text) throws ModuleFailure {
    if (text == null) {
      return _ -> true;
    }
    var parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new ModuleFailure("failed to process size", Map.of("size", text));
    }
    var power = parts.group(2) == null ? 0 : "bkmgt".indexOf(parts.group(2));
    var size = Long.parseLong(parts.group(1)) * (1L << 10 * power);
    return bytes -> size >= 0 ? bytes >= size : bytes <= -size;
  }

  private static Predicate<Integer> mode(Arguments arguments) throws ModuleFailure {
    if (!(arguments.mode() instanceof String text) || text.isEmpty()) {
      return _ -> true;
    }
    // symbols are applied to no permissions at all
    var wanted = FileMode.of(text).bits(0, false, 0);
    return bits -> arguments.exactMode() ? bits == wanted : (bits & wanted) != 0;
  }
}
