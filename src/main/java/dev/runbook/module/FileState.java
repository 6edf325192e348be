package dev.runbook.module;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a path of the host is, without following a link at its end.
///
/// @param path with `~` and variables filled in
/// @param own the path itself, or null when there is nothing
/// @param target what a link says, else null
/// @param followed what a link leads to, or null when it leads nowhere or is none
/// @param real the path without links, for a link
public record FileState(
    String path,
    @Nullable Stat own,
    @Nullable String target,
    @Nullable Stat followed,
    String real) {

  /// What stands at a path; Ansible's words for it.
  public enum Kind {
    ABSENT,
    LINK,
    DIRECTORY,
    HARD,
    FILE;

    /// `absent`, `link`, `directory`, `hard`, `file`
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What `stat` tells.
  ///
  /// @param type the bits of the mode above the permissions, `S_IFREG` ...
  /// @param mode permission bits
  /// @param accessed `2026-01-31 12:00:00.123456789 +0000`
  /// @param modified the same for the content
  public record Stat(
      int type,
      int mode,
      long uid,
      long gid,
      long size,
      long device,
      long inode,
      long links,
      String owner,
      String group,
      String accessed,
      String modified) {

    public boolean folder() {
      return type == 0040000;
    }

    public boolean regular() {
      return type == 0100000;
    }

    static @Nullable Stat of(String text) {
      var lines = text.split("\n", -1);
      if (lines.length < 5) {
        return null;
      }
      var numbers = lines[0].split(" ", -1);
      var bits = Integer.parseInt(numbers[0], 16);
      return new Stat(
          bits & 0170000,
          bits & 07777,
          Long.parseLong(numbers[1]),
          Long.parseLong(numbers[2]),
          Long.parseLong(numbers[3]),
          Long.parseLong(numbers[4]),
          Long.parseLong(numbers[5]),
          Long.parseLong(numbers[6]),
          name(lines[1], numbers[1]),
          name(lines[2], numbers[2]),
          lines[3],
          lines[4]);
    }

    private static String name(String name, String number) {
      return name.equals("UNKNOWN") ? number : name;
    }
  }

  /// Defines the shell function `rb_see PATH`, which prints what {@link Fields#state} reads: one
  /// `stat` for a path that is no link. The function leaves what it saw in `$rb_own` and `$rb_end`
  /// (the end of a link, else empty); the fourth word is the size.
  public static final String FUNCTIONS =
      """
      rb_format='%f %u %g %s %d %i %h
      %U
      %G
      %x
      %y'
      rb_see() {
        rb_own=$(stat -c "$rb_format" -- "$1" 2>/dev/null) || :
        printf '%s\\0%s\\0' "$1" "$rb_own"
        rb_end=
        if [ -L "$1" ]; then
          readlink -- "$1" || :
          rb_end=$(stat -L -c "$rb_format" -- "$1" 2>/dev/null) || :
          printf '\\0%s\\0' "$rb_end"
          readlink -f -- "$1" || :
          printf '\\0'
        else
          printf '\\0\\0\\0'
        fi
      }
      """;

  public Kind kind() {
    if (own == null) {
      return Kind.ABSENT;
    }
    return target != null
        ? Kind.LINK
        : own.folder() ? Kind.DIRECTORY : own.links() > 1 ? Kind.HARD : Kind.FILE;
  }

  /// What the path leads to, itself or a link's end.
  public @Nullable Stat end() {
    return target == null ? own : followed;
  }

  /// Something is there, and if it is a link, at its end too.
  public boolean exists() {
    return end() != null;
  }

  public boolean folder() {
    var end = end();
    return end != null && end.folder();
  }

  /// The state of what a link leads to; itself when it is none.
  public FileState resolved() {
    return target == null ? this : new FileState(real, followed, null, null, real);
  }

  /// `uid, gid, owner, group, mode, state, size`, which Ansible adds to every result with a path;
  /// nothing when there is nothing.
  public Map<String, Object> info() {
    var info = new LinkedHashMap<String, Object>();
    if (own != null && exists()) {
      info.put("uid", own.uid());
      info.put("gid", own.gid());
      info.put("owner", own.owner());
      info.put("group", own.group());
      info.put("mode", FileMode.text(own.mode()));
      info.put("state", kind().word());
      info.put("size", own.size());
    }
    return info;
  }
}
