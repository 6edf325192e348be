package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.modules.Accounts.User;
import dev.runbook.modules.UserModule.Arguments;
import dev.runbook.modules.UserModule.State;
import dev.runbook.modules.UserModule.UpdatePassword;
import dev.runbook.remote.Unreachable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings one user from what it is to what a task wants.
record UserChange(Arguments arguments, Target target) {
  private static final String AFTER = "printf '\\n\\036\\n'\n";

  Result run() throws ModuleFailure, Unreachable {
    var state = UserState.ask(arguments, target);
    var plan = target.plan();
    var user = state.user();
    if (arguments.state() == State.ABSENT) {
      return remove(user, plan);
    }
    if (user == null) {
      create(state, plan);
    } else {
      modify(user, state, plan);
      if (arguments.createHome() && !state.hasHome()) {
        var home = arguments.home() == null ? user.home() : state.home();
        plan.change(new Change(home, "", "folder\n"), new UserHome(arguments, target).make(home));
      }
    }
    new UserHome(arguments, target).key(state, plan);
    ages(state, plan);
    if (user == null && target.checking()) {
      return Result.of(plan);
    }
    var reply = plan.also(AFTER + UserState.look(arguments)).tryApply();
    if (!reply.ok()) {
      throw new ModuleFailure(
          reply.stderr(), Map.of("name", arguments.name(), "rc", (long) reply.rc()));
    }
    var mark = reply.stdout().lastIndexOf("\n\036\n");
    var now = plan.willRun() ? UserState.parse(reply.stdout().substring(mark + 3)) : state;
    var result = facts(base(plan), user, now);
    return said(result, mark < 1 ? "" : reply.stdout().substring(0, mark), reply.stderr());
  }

  private Result base(Plan plan) {
    return Result.of(plan)
        .with("name", arguments.name())
        .with("state", arguments.state() == State.ABSENT ? "absent" : "present");
  }

  private static Result said(Result result, String stdout, String stderr) {
    var more = result;
    if (!stdout.isEmpty()) {
      more = more.with("stdout", stdout).with("stdout_lines", Said.lines(stdout));
    }
    return stderr.isEmpty()
        ? more
        : more.with("stderr", stderr).with("stderr_lines", Said.lines(stderr));
  }

  private Result facts(Result result, @Nullable User before, UserState now) {
    var more =
        before == null
            ? result.with("system", arguments.system()).with("create_home", arguments.createHome())
            : result.with("append", arguments.append()).with("move_home", arguments.moveHome());
    if (arguments.password() != null) {
      more = more.with("password", "NOT_LOGGING_PASSWORD");
    }
    var user = now.user();
    if (user == null) {
      return more;
    }
    more = more.with("uid", user.uid()).with("group", user.gid()).with("comment", user.comment());
    more = more.with("home", user.home()).with("shell", user.shell());
    if (arguments.groups() != null) {
      more = more.with("groups", String.join(",", arguments.groups()));
    }
    if (arguments.wantsKey()) {
      more = more.with("ssh_fingerprint", now.key()).with("ssh_key_file", now.keyFile());
      more = more.with("ssh_public_key", now.publicKey().isEmpty() ? null : now.publicKey());
    }
    return more;
  }

  private Result remove(@Nullable User user, Plan plan) throws ModuleFailure, Unreachable {
    if (user == null) {
      return base(plan);
    }
    var force = arguments.force() ? "-f " : "";
    var files = arguments.remove() ? "-r " : "";
    plan.change(
        new Change("user " + user.name(), shown(user), ""),
        "userdel " + force + files + "-- " + Quote.sh(user.name()));
    if (target.checking()) {
      return Result.of(plan);
    }
    var reply = plan.tryApply();
    if (!reply.ok()) {
      throw new ModuleFailure(reply.stderr(), Map.of("name", user.name(), "rc", (long) reply.rc()));
    }
    var result = base(plan).with("force", arguments.force()).with("remove", arguments.remove());
    return said(result, reply.stdout(), reply.stderr());
  }

  private static String shown(User user) {
    return "uid %d\ngid %d\ncomment %s\nhome %s\nshell %s\n"
        .formatted(user.uid(), user.gid(), user.comment(), user.home(), user.shell());
  }

  private void create(UserState state, Plan plan) throws ModuleFailure {
    var words = new ArrayList<>(List.of("useradd"));
    option(words, "-u", arguments.uid());
    flag(words, "-o", arguments.uid() != null && arguments.nonUnique());
    option(words, "-Z", arguments.seuser());
    if (arguments.group() != null) {
      option(words, "-g", state.group(arguments.group()).name());
    } else {
      // a group of the user's name is there: useradd must not make another
      flag(words, "-N", state.hasGroup(arguments.name()));
    }
    var groups = wanted(state);
    option(words, "-G", groups.isEmpty() ? null : String.join(",", groups));
    option(words, "-c", arguments.comment());
    option(words, "-d", arguments.home() == null ? null : state.home());
    option(words, "-s", arguments.shell() == null ? null : state.shell());
    if (arguments.expires() != null) {
      option(words, "-e", date(arguments.expires()));
    }
    flag(words, "-m", arguments.createHome());
    flag(words, "-M", !arguments.createHome());
    if (arguments.createHome()) {
      option(words, "-k", arguments.skeleton());
      option(words, "-K", arguments.umask() == null ? null : "UMASK=" + arguments.umask());
    }
    flag(words, "-r", arguments.system());
    option(words, "-K", arguments.uidMin() == null ? null : "UID_MIN=" + arguments.uidMin());
    option(words, "-K", arguments.uidMax() == null ? null : "UID_MAX=" + arguments.uidMax());
    words.add("-- " + Quote.sh(arguments.name()));
    if (arguments.home() != null && arguments.createHome() && !state.hasParent()) {
      plan.change("mkdir -p -- \"$(dirname -- " + Quote.sh(state.home()) + ")\"");
    }
    plan.change(
        new Change("user " + arguments.name(), "", String.join(" ", words) + "\n"),
        String.join(" ", words));
    if (arguments.password() != null) {
      plan.also(
          password(
              Boolean.TRUE.equals(arguments.passwordLock())
                  ? "!" + arguments.password()
                  : arguments.password()));
    }
  }

  private List<String> wanted(UserState state) throws ModuleFailure {
    var names = new LinkedHashSet<String>();
    for (var group : arguments.groups() == null ? List.<String>of() : arguments.groups()) {
      if (!group.isBlank()) {
        names.add(state.group(group.strip()).name());
      }
    }
    return List.copyOf(names);
  }

  private void modify(User user, UserState state, Plan plan) throws ModuleFailure {
    var words = new ArrayList<String>();
    if (arguments.uid() != null && arguments.uid() != user.uid()) {
      option(words, "-u", arguments.uid());
      flag(words, "-o", arguments.nonUnique());
    }
    if (arguments.group() != null && state.group(arguments.group()).gid() != user.gid()) {
      option(words, "-g", state.group(arguments.group()).gid());
    }
    if (arguments.groups() != null) {
      var wanted = wanted(state);
      var now = state.memberships();
      var same =
          arguments.append() && !arguments.groups().isEmpty()
              ? now.containsAll(wanted)
              : arguments.append() || now.containsAll(wanted) && wanted.containsAll(now);
      if (!same) {
        flag(words, "-a", arguments.append());
        option(words, "-G", String.join(",", wanted));
      }
    }
    if (arguments.comment() != null && !arguments.comment().equals(user.comment())) {
      option(words, "-c", arguments.comment());
    }
    if (arguments.home() != null && !state.home().equals(user.home())) {
      option(words, "-d", state.home());
      flag(words, "-m", arguments.moveHome());
    }
    if (arguments.shell() != null && !state.shell().equals(user.shell())) {
      option(words, "-s", state.shell());
    }
    if (arguments.expires() != null) {
      var day = arguments.expires() < 0 ? -1 : (long) Math.floor(arguments.expires() / 86400);
      if (day != Math.max(-1, state.shadow().expires())) {
        option(words, "-e", date(arguments.expires()));
      }
    }
    var old = user.password().length() > 1 ? user.password() : state.shadow().password();
    var lock = arguments.passwordLock();
    var locks = lock != null && lock != old.startsWith("!");
    var password = arguments.password();
    var sets =
        password != null
            && arguments.updatePassword() == UpdatePassword.ALWAYS
            && !old.replaceFirst("^!+", "").equals(password.replaceFirst("^!+", ""));
    flag(words, lock != null && lock ? "-L" : "-U", locks && !sets);
    if (!words.isEmpty()) {
      var command = "usermod " + String.join(" ", words) + " -- " + Quote.sh(user.name());
      plan.change(new Change("user " + user.name(), shown(user), command + "\n"), command);
    }
    if (sets && password != null) {
      plan.change(password(Boolean.TRUE.equals(lock) ? "!" + password : password));
    }
  }

  /// By standard input, so that nobody sees the hash in the list of processes.
  private String password(String hash) {
    return "printf '%s\\n' " + Quote.sh(arguments.name() + ":" + hash) + " | chpasswd -e";
  }

  private static String date(double seconds) {
    return seconds < 0 ? "" : LocalDate.ofEpochDay((long) Math.floor(seconds / 86400)).toString();
  }

  private static void option(List<String> words, String option, @Nullable Object value) {
    if (value != null) {
      words.add(option + " " + Quote.sh(String.valueOf(value)));
    }
  }

  private static void flag(List<String> words, String flag, boolean wanted) {
    if (wanted) {
      words.add(flag);
    }
  }

  private void ages(UserState state, Plan plan) {
    var min = arguments.passwordExpireMin();
    var max = arguments.passwordExpireMax();
    var words = new ArrayList<String>();
    option(words, "-m", min == null || min == state.shadow().min() ? null : min);
    option(words, "-M", max == null || max == state.shadow().max() ? null : max);
    var warn = arguments.passwordExpireWarn();
    option(words, "-W", warn == null || warn == state.shadow().warn() ? null : warn);
    var idle = arguments.passwordExpireAccountDisable();
    option(words, "-I", idle == null || idle == state.shadow().inactive() ? null : idle);
    if (!words.isEmpty()) {
      plan.change("chage " + String.join(" ", words) + " -- " + Quote.sh(arguments.name()));
    }
  }
}
