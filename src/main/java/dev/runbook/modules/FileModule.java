package dev.runbook.modules;

import dev.runbook.module.AttributeDiff;
import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.FileState.Kind;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, changes and removes files, folders and links, but not their content.
@Name("ansible.builtin.file")
final class FileModule implements TaskModule<FileModule.Arguments> {

  enum State {
    ABSENT,
    DIRECTORY,
    FILE,
    HARD,
    LINK,
    TOUCH
  }

  record Arguments(
      @Doc(
              value = "The path to manage.",
              aliases = {"dest", "name"})
          String path,
      @Doc(value = "Look only; told by Ansible to itself.", byDefault = "no") boolean _diffPeek,
      @Doc("What shall be there; without it, what is there, or a file.") @Nullable State state,
      @Doc("What a link points to.") @Nullable String src,
      @Doc(value = "The attributes go to all that is in the folder too.", byDefault = "no")
          boolean recurse,
      @Doc(value = "Links are made to nothing, or in place of a file or folder.", byDefault = "no")
          boolean force,
      @Doc(value = "A link at the path is followed.", byDefault = "yes") boolean follow,
      @Doc("When it was changed: preserve, now, or a time.") @Nullable String modificationTime,
      @Doc(value = "How modification_time is written.", byDefault = "%Y%m%d%H%M.%S")
          String modificationTimeFormat,
      @Doc("When it was read: preserve, now, or a time.") @Nullable String accessTime,
      @Doc(value = "How access_time is written.", byDefault = "%Y%m%d%H%M.%S")
          String accessTimeFormat,
      @Flat FileAttributes attributes) {

    Timestamps times(State state) throws ModuleFailure {
      var unsaid = state == State.TOUCH ? "now" : "preserve";
      return Timestamps.of(
          modificationTime == null ? unsaid : modificationTime,
          modificationTimeFormat,
          accessTime == null ? unsaid : accessTime,
          accessTimeFormat);
    }
  }

  /// What the host said about a path.
  ///
  /// @param source what a link would lead to, or null
  /// @param empty whether the path is a folder with nothing in it
  /// @param content what is in the folder that shall vanish: `d` or `f` with each path
  record Seen(
      FileState now,
      FileAttributes.Known known,
      Timestamps.Wanted times,
      @Nullable FileState source,
      boolean empty,
      List<String> content) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    // what the state will be when none is given is only known later, but touch is always said
    var times = arguments.times(arguments.state() == null ? State.FILE : arguments.state());
    var seen = ask(arguments, times, target);
    var state = state(arguments, seen.now());
    var path = seen.now().path();
    if (arguments.recurse() && state != State.DIRECTORY) {
      throw new ModuleFailure(
          "recurse option requires state to be 'directory'", Map.of("path", path));
    }
    if (arguments.src() != null && state != State.LINK && state != State.HARD) {
      throw new ModuleFailure(
          "src option requires state to be 'link' or 'hard'", Map.of("path", path));
    }
    return switch (state) {
      case ABSENT -> absent(seen, target);
      case FILE, DIRECTORY -> existing(arguments, state, times, seen, target);
      case TOUCH -> touch(arguments, times, seen, target);
      case LINK, HARD -> new FileLink(arguments, times, seen, target).make(state);
    };
  }

  private static State state(Arguments arguments, FileState now) {
    if (arguments.state() != null) {
      return arguments.state();
    }
    return switch (now.kind()) {
      case ABSENT -> arguments.recurse() ? State.DIRECTORY : State.FILE;
      case DIRECTORY -> State.DIRECTORY;
      case FILE -> State.FILE;
      case LINK -> State.LINK;
      case HARD -> State.HARD;
    };
  }

  private static Seen ask(Arguments arguments, Timestamps times, Target target)
      throws ModuleFailure, Unreachable {
    var script = new StringBuilder(FileState.FUNCTIONS);
    script.append("p=").append(Quote.path(arguments.path())).append('\n');
    var state = arguments.state();
    var src = arguments.src();
    if (src != null && state != State.LINK && state != State.ABSENT) {
      var name = src.substring(src.lastIndexOf('/') + 1);
      script.append("[ ! -d \"$p\" ] || p=\"${p%/}\"/").append(Quote.sh(name)).append('\n');
    }
    script.append("rb_see \"$p\"\n");
    // attributes concern what a link leads to
    script.append(arguments.attributes().questions("\"$p\"")).append(times.questions());
    script.append(src == null ? "printf 0\\\\0\n" : source(src));
    // only where it matters: a look into a folder moves its time of access
    script.append(
        state == State.LINK && arguments.force()
            ? """
            if [ -d "$p" ] && [ ! -L "$p" ] && [ -z "$(ls -A -- "$p" 2>/dev/null | head -n 1)" ]; then printf 'empty\\0'; else printf '\\0'; fi
            """
            : "printf '\\0'\n");
    // what an earlier task would have made is not there in a check
    var doubting = target.checking() && state != State.ABSENT;
    if (doubting) {
      script.append(lookUp("passwd", "user", "uid", arguments.attributes().owner()));
      script.append(lookUp("group", "group", "gid", arguments.attributes().group()));
    }
    var listing = state == State.ABSENT && target.diffing();
    if (listing) {
      script.append(
          """
          if [ -d "$p" ] && [ ! -L "$p" ]; then
            find "$p" -mindepth 1 \\( -type d -exec printf 'd%s\\0' {} \\; \\) -o -exec printf 'f%s\\0' {} \\;
          fi
          """);
    }
    var reply = target.ask(script.toString());
    var fields = new Fields(reply.out());
    var now = fields.state();
    var known = arguments.attributes().known(fields);
    var wanted = times.read(fields);
    var source = fields.next().equals("1") ? fields.state() : null;
    var empty = fields.next().equals("empty");
    while (doubting && fields.more()) {
      target.warn(fields.next());
    }
    var content = new ArrayList<String>();
    while (fields.more()) {
      content.add(fields.next());
    }
    var assumed = doubting && now.end() == null ? known.assumed() : known;
    return new Seen(now, assumed, wanted, source, empty, content);
  }

  /// Script that prints a warning when an account is not there, by name or number.
  private static String lookUp(String file, String what, String number, @Nullable String name) {
    if (name == null) {
      return "";
    }
    var called = name.chars().allMatch(Character::isDigit) ? "with " + number + " " + name : name;
    return """
    getent %1$s %2$s >/dev/null 2>&1 || cut -d: -f1,3 /etc/%1$s | tr : '\\n' | grep -qxF -e %2$s ||
      printf '%%s\\0' %3$s
    """
        .formatted(
            file,
            Quote.sh(name),
            Quote.sh(
                "failed to look up %1$s %2$s. Create %1$s up to this point in real play"
                    .formatted(what, called)));
  }

  /// What a link would lead to, seen from where the link is.
  private static String source(String src) {
    return """
    printf '1\\0'
    s=%s
    case $s in
      /*) ;;
      *) if [ -d "$p" ] && [ ! -L "$p" ]; then s="$p/$s"; else case $p in */*) s="${p%%/*}/$s" ;; esac; fi ;;
    esac
    rb_see "$s"
    """
        .formatted(Quote.path(src));
  }

  private static Result absent(Seen seen, Target target) throws ModuleFailure, Unreachable {
    var now = seen.now();
    if (now.kind() == Kind.ABSENT) {
      return Result.unchanged().with("path", now.path()).with("state", "absent");
    }
    var diff = diff(now, "absent");
    if (now.kind() == Kind.DIRECTORY && target.diffing()) {
      diff.putBefore(
          "path_content", Map.of("directories", listed(seen, 'd'), "files", listed(seen, 'f')));
    }
    var plan = target.plan();
    plan.change(diff.change(), "rm -rf -- " + Quote.sh(now.path()));
    plan.apply();
    return Result.of(plan)
        .with("path", now.path())
        .with("state", "absent")
        .with("diff", diff.values());
  }

  private static List<String> listed(Seen seen, char kind) {
    return seen.content().stream()
        .filter(c -> c.charAt(0) == kind)
        .map(c -> c.substring(1))
        .sorted()
        .toList();
  }

  /// `path` on both sides, and the state where it differs.
  static AttributeDiff diff(FileState now, String state) {
    var diff = new AttributeDiff().put("path", now.path(), now.path());
    return now.kind().word().equals(state) ? diff : diff.put("state", now.kind().word(), state);
  }

  private static Result existing(
      Arguments arguments, State state, Timestamps times, Seen seen, Target target)
      throws ModuleFailure, Unreachable {
    var link = seen.now().kind() == Kind.LINK && arguments.follow();
    var now = link ? seen.now().resolved() : seen.now();
    var path = now.path();
    if (state == State.DIRECTORY && now.kind() == Kind.ABSENT) {
      return folder(arguments, times, seen, now, target);
    }
    if (state == State.FILE && now.kind() != Kind.FILE && now.kind() != Kind.HARD) {
      throw new ModuleFailure(
          "file (%s) is %s, cannot continue".formatted(path, now.kind().word()),
          Map.of("path", path, "state", now.kind().word()));
    }
    if (state == State.DIRECTORY && now.kind() != Kind.DIRECTORY) {
      throw new ModuleFailure(
          "%s already exists as a %s".formatted(path, now.kind().word()), Map.of("path", path));
    }
    var diff = diff(now, state == State.FILE ? "file" : "directory");
    var plan = target.plan();
    attributes(arguments.attributes(), times, seen, now, diff, plan);
    if (arguments.recurse()) {
      new FileTree(arguments, times, seen).addTo(plan, path, target);
    }
    return finish(plan, now, diff, "path");
  }

  /// Adds what the attributes and times of a path need.
  static void attributes(
      FileAttributes wanted,
      Timestamps times,
      Seen seen,
      FileState now,
      AttributeDiff diff,
      Plan plan)
      throws ModuleFailure {
    var own = now.own();
    if (own == null) {
      return;
    }
    var word = Quote.sh(now.path());
    var attributes = wanted.compare(own, now.path(), seen.known());
    diff.add(attributes);
    var script = attributes.commands(word) + times.compare(now.end(), seen.times(), diff, word);
    if (!script.isEmpty()) {
      plan.change(script);
    }
  }

  /// The whole path is made, and what is made gets the attributes.
  private static Result folder(
      Arguments arguments, Timestamps times, Seen seen, FileState now, Target target)
      throws ModuleFailure, Unreachable {
    var diff = diff(now, "directory");
    var fresh = fresh(now.path(), arguments.attributes(), seen.known());
    var set = fresh.commands("\"$1\"") + times.compare(null, seen.times(), diff, "\"$1\"");
    diff.add(fresh);
    var plan = target.plan();
    plan.change(folders(now.path(), set));
    return finish(plan, now, diff, "path");
  }

  /// Script that makes a folder and what is missing above it, each with the attributes.
  static String folders(String path, FileAttributes attributes, FileAttributes.Known known)
      throws ModuleFailure {
    return folders(path, fresh(path, attributes, known).commands("\"$1\""));
  }

  private static AttributeDiff fresh(
      String path, FileAttributes attributes, FileAttributes.Known known) throws ModuleFailure {
    return attributes.fresh(Kind.DIRECTORY, 0777 & ~known.umask(), path, known);
  }

  private static String folders(String path, String set) {
    var script = new StringBuilder("rb_make() {\n[ ! -d \"$1\" ] || return 0\nmkdir -- \"$1\"\n");
    script.append(set).append("}\n");
    for (var end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
      script.append("rb_make ").append(Quote.sh(path.substring(0, end))).append('\n');
    }
    return script.append("rb_make ").append(Quote.sh(path)).append('\n').toString();
  }

  private static Result touch(Arguments arguments, Timestamps times, Seen seen, Target target)
      throws ModuleFailure, Unreachable {
    var link = seen.now().kind() == Kind.LINK && arguments.follow();
    var now = link ? seen.now().resolved() : seen.now();
    var diff = diff(seen.now(), "touch");
    var plan = target.plan();
    if (now.kind() == Kind.ABSENT) {
      var word = Quote.sh(now.path());
      var fresh =
          arguments
              .attributes()
              .fresh(Kind.FILE, 0666 & ~seen.known().umask(), now.path(), seen.known());
      var set = fresh.commands(word) + times.compare(null, seen.times(), diff, word);
      // a file that cannot become as asked does not stay behind
      plan.change(
          set.isEmpty()
              ? ": >>" + word
              : "rb_p=%s\n: >>\"$rb_p\"\ntrap 'rm -f -- \"$rb_p\"' EXIT\n%strap - EXIT\n"
                  .formatted(word, set));
      diff.add(fresh);
    } else {
      attributes(arguments.attributes(), times, seen, now, diff, plan);
    }
    return finish(plan, seen.now(), diff, "dest");
  }

  /// Applies the plan and tells what the path is then.
  static Result finish(Plan plan, FileState now, AttributeDiff diff, String key)
      throws ModuleFailure, Unreachable {
    if (plan.changed()) {
      plan.show(diff.change());
    }
    plan.also(FileState.FUNCTIONS + "rb_see " + Quote.sh(now.path()));
    var reply = plan.apply();
    var then = plan.willRun() ? new Fields(reply.out()).state() : now;
    return Result.of(plan).with(key, now.path()).with("diff", diff.values()).withAll(then.info());
  }
}
