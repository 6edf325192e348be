package dev.runbook.module;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arguments about a path's owner and permissions that all modules share which make files. Used
/// as a {@link Flat} component.
public record FileAttributes(
    @Doc("The permissions: octal in quotes ('0644'), or symbols (u=rwx,g=rx).")
        @Nullable Object mode,
    @Doc("The user who owns it, by name or number.") @Nullable String owner,
    @Doc("The group that owns it, by name or number.") @Nullable String group,
    @Doc(value = "Flags as for chattr.", aliases = "attr") @Nullable String attributes,
    @Doc("The user part of the SELinux context; _default takes it from the policy.")
        @Nullable String seuser,
    @Doc("The role part of the SELinux context.") @Nullable String serole,
    @Doc("The type part of the SELinux context.") @Nullable String setype,
    @Doc("The level part of the SELinux context.") @Nullable String selevel,
    @Doc(
            "Write into the file itself where it cannot be replaced at once; without it,"
                + " ANSIBLE_UNSAFE_WRITES of the host's environment says so.")
        @Nullable Boolean unsafeWrites) {

  public static final FileAttributes NONE =
      new FileAttributes(null, null, null, null, null, null, null, null, null);

  /// What only the host knows about the wanted attributes.
  ///
  /// @param umask of the user
  /// @param uid the wanted owner, null when it is not asked for or unknown
  /// @param gid the wanted group, null when it is not asked for or unknown
  /// @param flags what `lsattr` says, without dashes; empty when it is not asked for
  /// @param context the SELinux context; empty when it is not asked for or SELinux is off
  /// @param policy the context that the policy has for the path
  /// @param unsafe whether a file may be written that cannot be replaced
  public record Known(
      int umask,
      @Nullable Long uid,
      @Nullable Long gid,
      String flags,
      String context,
      String policy,
      boolean unsafe) {

    /// For a check of what is not there yet: an owner and a group that the host does not know may
    /// be what an earlier task would have made.
    public Known assumed() {
      return new Known(
          umask,
          uid == null ? Long.valueOf(-1) : uid,
          gid == null ? Long.valueOf(-1) : gid,
          flags,
          context,
          policy,
          unsafe);
    }
  }

  /// The same with another mode, such as `directory_mode`.
  public FileAttributes withMode(@Nullable Object other) {
    return new FileAttributes(
        other, owner, group, attributes, seuser, serole, setype, selevel, unsafeWrites);
  }

  /// The same without `attributes`: flags such as `i` can only be set at the very end.
  public FileAttributes withoutFlags() {
    return new FileAttributes(
        mode, owner, group, null, seuser, serole, setype, selevel, unsafeWrites);
  }

  /// Whether any of them is asked for.
  public boolean any() {
    return mode != null || owner != null || group != null || attributes != null || labels();
  }

  private boolean labels() {
    return seuser != null || serole != null || setype != null || selevel != null;
  }

  /// Script that prints what {@link #known} reads.
  ///
  /// @param word the path as a word of sh
  public String questions(String word) {
    var script = new StringBuilder("umask; printf '\\0'\n");
    script.append(number(owner)).append(numberOfGroup(group));
    script.append(
        attributes == null
            ? "printf '\\0'\n"
            : "lsattr -d -- " + word + " 2>/dev/null | cut -d' ' -f1; printf '\\0'\n");
    if (labels()) {
      script
          .append("if [ -e /sys/fs/selinux/enforce ]; then stat -c %C -- ")
          .append(word)
          .append(" 2>/dev/null; printf '\\0'; matchpathcon -n -- ")
          .append(word)
          .append(" 2>/dev/null; printf '\\0'; else printf '\\0\\0'; fi\n");
    } else {
      script.append("printf '\\0\\0'\n");
    }
    if (unsafeWrites == null) {
      script.append("printf %s \"${ANSIBLE_UNSAFE_WRITES:-}\"; ");
    }
    return script.append("printf '\\0'\n").toString();
  }

  private static String number(@Nullable String name) {
    if (name == null || numeric(name)) {
      return "printf '%s\\0' '" + (name == null ? "" : name) + "'\n";
    }
    return name.equals("root")
        ? "printf '0\\0'\n"
        : "id -u -- " + Quote.sh(name) + " 2>/dev/null; printf '\\0'\n";
  }

  private static String numberOfGroup(@Nullable String name) {
    if (name == null || numeric(name)) {
      return "printf '%s\\0' '" + (name == null ? "" : name) + "'\n";
    }
    if (name.equals("root")) {
      return "printf '0\\0'\n";
    }
    // busybox has no getent; a name of the directory service is not in the file
    return """
    { getent group %1$s 2>/dev/null || while IFS= read -r l; do case $l in %1$s:*) echo "$l";; esac; done </etc/group; } | cut -d: -f3
    printf '\\0'
    """
        .formatted(Quote.sh(name));
  }

  private static boolean numeric(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Reads what {@link #questions} printed.
  public Known known(Fields fields) {
    var umask = fields.line();
    return new Known(
        umask.isEmpty() ? 022 : Integer.parseInt(umask, 8),
        id(fields.next()),
        id(fields.next()),
        fields.line().replace("-", ""),
        fields.line(),
        fields.line(),
        unsafe(fields.next()));
  }

  private boolean unsafe(String said) {
    if (unsafeWrites != null) {
      return unsafeWrites;
    }
    return Boolean.TRUE.equals(Convert.bool(said));
  }

  private static @Nullable Long id(String text) {
    var number = text.strip();
    return numeric(number) ? Long.valueOf(number) : null;
  }

  /// What a path that is made anew still needs; the diff does not tell of owners.
  ///
  /// @param mode the bits that it has after it was made
  public AttributeDiff fresh(FileState.Kind kind, int mode, String path, Known known)
      throws ModuleFailure {
    var type =
        switch (kind) {
          case DIRECTORY -> 0040000;
          case LINK -> 0120000;
          case FILE, HARD, ABSENT -> 0100000;
        };
    var made = new FileState.Stat(type, mode, -1, -1, 0, 0, 0, 1, "", "", "", "");
    return compare(made, path, known).without("owner", "group");
  }

  /// What must change for a path to be as asked.
  ///
  /// @param now the path itself, not what a link leads to
  /// @throws ModuleFailure for a mode that is none, or an owner or group that the host does not
  ///   know
  public AttributeDiff compare(FileState.Stat now, String path, Known known) throws ModuleFailure {
    var diff = new AttributeDiff();
    var commands = new ArrayList<String>();
    labels(diff, commands, known);
    var uid = uid(path, known);
    var gid = gid(path, known);
    if (uid != null && uid != now.uid()) {
      diff.put("owner", now.uid(), uid);
      commands.add("chown -h " + uid);
    }
    if (gid != null && gid != now.gid()) {
      diff.put("group", now.gid(), gid);
      commands.add("chgrp -h " + gid);
    }
    var link = now.type() == 0120000;
    var bits = mode == null ? null : FileMode.of(mode);
    if (bits != null && !link) {
      var wanted = bits.bits(now.mode(), now.folder(), known.umask());
      if (wanted != now.mode()) {
        diff.put("mode", FileMode.text(now.mode()), FileMode.text(wanted));
      }
      // a change of owner takes the setuid bits away
      if (wanted != now.mode() || (wanted & 06000) != 0 && !commands.isEmpty()) {
        // five digits: with fewer, GNU chmod keeps a folder's setgid bit
        commands.add("chmod 0%04o".formatted(wanted));
      }
    }
    flags(diff, commands, known);
    diff.commands(commands);
    return diff;
  }

  /// The wanted owner's number, or null when any will do.
  public @Nullable Long uid(String path, Known known) throws ModuleFailure {
    if (owner != null && known.uid() == null) {
      throw new ModuleFailure(
          "chown failed: failed to look up user " + owner, java.util.Map.of("path", path));
    }
    return owner == null ? null : known.uid();
  }

  /// The wanted group's number, or null when any will do.
  public @Nullable Long gid(String path, Known known) throws ModuleFailure {
    if (group != null && known.gid() == null) {
      throw new ModuleFailure(
          "chgrp failed: failed to look up group " + group, java.util.Map.of("path", path));
    }
    return group == null ? null : known.gid();
  }

  private void labels(AttributeDiff diff, List<String> commands, Known known) {
    if (!labels() || known.context().isEmpty()) {
      return;
    }
    var now = known.context().split(":", 4);
    var policy = known.policy().split(":", 4);
    var wanted = now.clone();
    var parts = new @Nullable String[] {seuser, serole, setype, selevel};
    for (var i = 0; i < now.length; i++) {
      var part = parts[i];
      if (part != null) {
        wanted[i] = !part.equals("_default") ? part : i < policy.length ? policy[i] : now[i];
      }
    }
    if (!List.of(now).equals(List.of(wanted))) {
      diff.put("secontext", List.of(now), List.of(wanted));
      commands.add("chcon -h " + Quote.sh(String.join(":", wanted)));
    }
  }

  private void flags(AttributeDiff diff, List<String> commands, Known known) {
    if (attributes == null || attributes.isEmpty()) {
      return;
    }
    var sign =
        attributes.startsWith("-") || attributes.startsWith("+") ? attributes.charAt(0) : '=';
    var wanted = attributes.substring(sign == '=' ? 0 : 1);
    var present = wanted.chars().filter(c -> known.flags().indexOf(c) >= 0).count();
    // Ansible compares texts; by letters a task that adds a flag twice changes nothing
    var same =
        switch (sign) {
          case '+' -> present == wanted.length();
          case '-' -> present == 0;
          default -> present == wanted.length() && known.flags().length() == wanted.length();
        };
    if (!same) {
      diff.put("attributes", known.flags(), sign + wanted);
      commands.add("chattr " + sign + wanted);
    }
  }
}
