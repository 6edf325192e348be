package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes, changes and removes user accounts with the shadow tools.
@Name("ansible.builtin.user")
final class UserModule implements TaskModule<UserModule.Arguments> {
  private static final Pattern HASH =
      Pattern.compile("\\$(\\w+)\\$(?:[^:*!]*\\$)?([./0-9A-Za-z=,]+)");

  enum State {
    ABSENT,
    PRESENT
  }

  enum UpdatePassword {
    ALWAYS,
    ON_CREATE
  }

  record Arguments(
      @Doc(value = "The name of the user.", aliases = "user") String name,
      @Doc(value = "Whether there shall be such a user.", byDefault = "present") State state,
      @Doc("The number of the user.") @Nullable Integer uid,
      @Doc("The number may be another user's too.") boolean nonUnique,
      @Doc("The primary group.") @Nullable String group,
      @Doc("Further groups; an empty list means none.") @Nullable List<String> groups,
      @Doc("Keep the groups that the user has besides.") boolean append,
      @Doc("The user's full name.") @Nullable String comment,
      @Doc("The home folder.") @Nullable String home,
      @Doc("The login shell.") @Nullable String shell,
      @Doc(value = "The hashed password.", secret = true) @Nullable String password,
      @Doc(value = "Whether an existing user's password is set.", byDefault = "always")
          UpdatePassword updatePassword,
      @Doc("Lock or unlock the password.") @Nullable Boolean passwordLock,
      @Doc("The longest life of a password, in days.") @Nullable Integer passwordExpireMax,
      @Doc("The shortest life of a password, in days.") @Nullable Integer passwordExpireMin,
      @Doc("Days of warning before a password expires.") @Nullable Integer passwordExpireWarn,
      @Doc("Days from then on until the account is closed.")
          @Nullable Integer passwordExpireAccountDisable,
      @Doc("The lowest number to choose from.") @Nullable Integer uidMin,
      @Doc("The highest number to choose from.") @Nullable Integer uidMax,
      @Doc("When the account ends, seconds since 1970; negative for never.")
          @Nullable Double expires,
      @Doc(value = "Make the home folder.", byDefault = "yes", aliases = "createhome")
          boolean createHome,
      @Doc("Move the content of the old home folder.") boolean moveHome,
      @Doc("What a new home folder is filled from.") @Nullable String skeleton,
      @Doc("The umask of a new home folder.") @Nullable String umask,
      @Doc("Make it one of the system's own users.") boolean system,
      @Doc("Remove a user that is logged in; replace keys.") boolean force,
      @Doc("Remove the home folder and mail as well.") boolean remove,
      @Doc("Look into /etc/passwd only.") @Nullable Boolean local,
      @Doc("The user's SELinux name.") @Nullable String seuser,
      @Doc("Make a key pair.") @Nullable Boolean generateSshKey,
      @Doc(value = "The length of the key; 0 for ssh-keygen's own.", byDefault = "0")
          int sshKeyBits,
      @Doc(value = "The type of the key.", byDefault = "rsa") String sshKeyType,
      @Doc("The file of the key, in the home folder when relative.") @Nullable String sshKeyFile,
      @Doc("The comment of the key.") @Nullable String sshKeyComment,
      @Doc(value = "The passphrase of the key.", secret = true) @Nullable String sshKeyPassphrase,
      @Doc("For macOS, BSD and Solaris only.") @Nullable Boolean hidden,
      @Doc("For BSD only.") @Nullable String loginClass,
      @Doc("For Solaris only.") @Nullable String profile,
      @Doc("For Solaris only.") @Nullable String authorization,
      @Doc("For Solaris only.") @Nullable String role) {

    boolean wantsKey() {
      return Boolean.TRUE.equals(generateSshKey);
    }

    String keyFile() {
      return sshKeyFile == null ? ".ssh/id_" + sshKeyType : sshKeyFile;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  private static void refuseWithLocal(String name, @Nullable Object value) throws ModuleFailure {
    if (value != null) {
      throw new ModuleFailure("'%s' can not be used with 'local'".formatted(name));
    }
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (Boolean.TRUE.equals(a.local())) {
      refuseWithLocal("umask", a.umask());
      refuseWithLocal("uid_min", a.uidMin());
      refuseWithLocal("uid_max", a.uidMax());
    }
    if (a.password() != null && !isHash(a.password())) {
      target.warn(
          "The input password appears not to have been hashed. "
              + "The 'password' argument must be encrypted for this module to work properly.");
    }
    if (a.append() && a.groups() == null) {
      target.warn(
          "'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups."
              + "This will change to an error in Ansible 2.14.");
    }
    return new UserChange(a, target).run();
  }

  /// Whether a text looks like what `crypt` makes, or like a sign that no password fits.
  private static boolean isHash(String password) {
    if (Set.of("*", "!", "*************").contains(password)) {
      return true;
    }
    var hash = HASH.matcher(password);
    if (!hash.matches()) {
      return false;
    }
    var length = hash.group(2).length();
    return switch (hash.group(1)) {
      case "1" -> length == 22;
      case "5" -> length == 43;
      case "6" -> length == 86;
      default -> true;
    };
  }
}
