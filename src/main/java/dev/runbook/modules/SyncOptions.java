package dev.runbook.modules;

import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What rsync would be told, from a task's arguments and its `rsync_opts`.
///
/// @param chmods how modes are changed before they are compared
/// @param filters what is left out or let in, the first that matches says
record SyncOptions(
    boolean recursive,
    boolean links,
    boolean copyLinks,
    boolean perms,
    boolean times,
    boolean folderTimes,
    boolean owner,
    boolean group,
    boolean checksum,
    boolean delete,
    boolean existingOnly,
    List<Chmod> chmods,
    List<Filter> filters) {

  /// One item of `--chmod`.
  record Chmod(boolean folders, boolean files, FileMode mode) {}

  /// One `--include` or `--exclude`.
  record Filter(boolean include, boolean foldersOnly, Pattern pattern) {}

  private static final Set<String> NO_EFFECT =
      Set.of(
          "--compress",
          "-z",
          "--partial",
          "--inplace",
          "--stats",
          "--progress",
          "-v",
          "--verbose",
          "-q",
          "--quiet",
          "--human-readable",
          "-h",
          "--delay-updates",
          "--no-compress");

  static SyncOptions of(SynchronizeModule.Arguments arguments) throws ModuleFailure {
    var perms = arguments.keeps(arguments.perms());
    var times = arguments.keeps(arguments.times());
    var owner = arguments.keeps(arguments.owner());
    var group = arguments.keeps(arguments.group());
    var checksum = arguments.checksum();
    var delete = arguments.delete();
    var folderTimes = true;
    var chmods = new ArrayList<Chmod>();
    var filters = new ArrayList<Filter>();
    for (var option : arguments.rsyncOpts()) {
      var parts = option.strip().split("=", 2);
      var value = parts.length == 2 ? parts[1] : "";
      switch (parts[0]) {
        case "--chmod" -> chmods(value, chmods);
        case "--exclude" -> filters.add(filter(false, value));
        case "--include" -> filters.add(filter(true, value));
        case "--checksum", "-c" -> checksum = true;
        case "--delete", "--delete-after", "--delete-before", "--delete-during" -> delete = true;
        case "--omit-dir-times", "-O" -> folderTimes = false;
        case "--no-times" -> times = false;
        case "--no-perms" -> perms = false;
        case "--perms", "-p" -> perms = true;
        case "--no-owner" -> owner = false;
        case "--no-group" -> group = false;
        default -> {
          if (!NO_EFFECT.contains(parts[0])) {
            throw new ModuleFailure(
                "synchronize: the rsync option \""
                    + option
                    + "\" is not supported; known are --chmod=, --exclude=, --include=, --checksum,"
                    + " --delete, --omit-dir-times, --[no-]perms, --no-times, --no-owner,"
                    + " --no-group");
          }
        }
      }
    }
    return new SyncOptions(
        arguments.keeps(arguments.recursive()),
        arguments.keeps(arguments.links()),
        arguments.copyLinks(),
        perms,
        times,
        folderTimes,
        owner,
        group,
        checksum,
        delete,
        arguments.existingOnly(),
        List.copyOf(chmods),
        List.copyOf(filters));
  }

  private static void chmods(String text, List<Chmod> chmods) throws ModuleFailure {
    for (var item : text.split(",", -1)) {
      var folders = item.startsWith("D");
      var files = item.startsWith("F");
      var mode = FileMode.of(folders || files ? item.substring(1) : item);
      chmods.add(new Chmod(!files, !folders, mode));
    }
  }

  /// A pattern by rsync's rules: with a slash at the start it is held against the whole path, with
  /// one inside against its end, else against the last name; `*` stops at slashes, `**` does not.
  private static Filter filter(boolean include, String pattern) {
    var foldersOnly = pattern.endsWith("/");
    var text = foldersOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
    var regex = new StringBuilder(text.startsWith("/") ? "" : "(?:.*/)?");
    var at = text.startsWith("/") ? 1 : 0;
    while (at < text.length()) {
      var c = text.charAt(at);
      var close = c == '[' ? text.indexOf(']', at + 2) : -1;
      if (text.startsWith("**", at)) {
        regex.append(".*");
        at++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (close > 0) {
        var set = text.substring(at + 1, close).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        at = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      at++;
    }
    return new Filter(include, foldersOnly, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  /// Is a path, from the root of what is brought, left out?
  boolean leavesOut(String path, boolean folder) {
    for (var filter : filters) {
      if ((folder || !filter.foldersOnly()) && filter.pattern().matcher(path).matches()) {
        return !filter.include();
      }
    }
    return false;
  }

  int mode(int bits, boolean folder) {
    var mode = bits;
    for (var chmod : chmods) {
      if (folder ? chmod.folders() : chmod.files()) {
        mode = chmod.mode().bits(mode, folder, 0);
      }
    }
    return mode;
  }
}
