package dev.runbook.modules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines of the account databases, and the words for sh that look them up with few forks: the local
/// files by the shell itself, other sources through `getent`.
final class Accounts {
  /// `rb_entry passwd NAME` prints a line or fails; `rb_local` looks in the file only.
  static final String FUNCTIONS =
      """
      rb_local() {
        while IFS= read -r rb_l || [ "$rb_l" ]; do
          case $rb_l in "$2":*) printf '%s\\n' "$rb_l"; return 0;; esac
        done <"/etc/$1" 2>/dev/null
        return 1
      }
      rb_entry() {
        rb_local "$1" "$2" || getent "$1" "$2" 2>/dev/null
      }
      """;

  private Accounts() {}

  /// A line of `/etc/passwd`.
  record User(
      String name, String password, long uid, long gid, String comment, String home, String shell) {
    static @Nullable User of(String line) {
      var f = line.split(":", -1);
      return f.length < 7
          ? null
          : new User(f[0], f[1], Long.parseLong(f[2]), Long.parseLong(f[3]), f[4], f[5], f[6]);
    }
  }

  /// A line of `/etc/group`.
  record Group(String name, long gid, List<String> members) {
    static @Nullable Group of(String line) {
      var f = line.split(":", -1);
      if (f.length < 4 || f[2].isEmpty()) {
        return null;
      }
      return new Group(
          f[0], Long.parseLong(f[2]), f[3].isEmpty() ? List.of() : List.of(f[3].split(",")));
    }

    static List<Group> all(List<String> lines) {
      var groups = new ArrayList<Group>();
      for (var line : lines) {
        var group = of(line);
        if (group != null) {
          groups.add(group);
        }
      }
      return groups;
    }
  }

  /// A line of `/etc/shadow`; -1 stands for an empty number.
  record Shadow(String password, long min, long max, long warn, long inactive, long expires) {
    static Shadow of(String line) {
      var f = line.split(":", -1);
      return f.length < 8
          // without a line of its own an account has no date of expiry, and none may be set
          ? new Shadow("", -1, -1, -1, -1, 0)
          : new Shadow(f[1], number(f[3]), number(f[4]), number(f[5]), number(f[6]), number(f[7]));
    }

    private static long number(String text) {
      return text.isEmpty() ? -1 : Long.parseLong(text);
    }
  }
}
