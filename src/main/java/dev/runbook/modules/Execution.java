package dev.runbook.modules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Command;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs the one program that `command` and `shell` are about: where, when and with what input, in
/// one round trip, with the results of Ansible's `command` module.
///
/// @param cmd what the result tells as `cmd`: a list of words, or the text for a shell
/// @param program the same for sh, a simple command
record Execution(Object cmd, String program, Options options) {
  /// Begins the last line of standard output, which tells how the run went; never shown.
  private static final char MARK = '\036';

  private static final Pattern NOT_STARTED =
      Pattern.compile(
          "[^\n]*exec[^\n]*: (not found|No such file or directory|Permission denied|[^\n:]*)\n?");
  static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  /// The options that `command` and `shell` share.
  record Options(
      @Doc("Change into this folder first.") @Nullable String chdir,
      @Doc("A path or pattern; when it exists, nothing is run.") @Nullable String creates,
      @Doc("A path or pattern; when it does not exist, nothing is run.") @Nullable String removes,
      @Doc("The shell to use, an absolute path.") @Nullable String executable,
      @Doc("What the program reads on its standard input.") @Nullable String stdin,
      @Doc(value = "Add a line end to stdin.", byDefault = "yes") boolean stdinAddNewline,
      @Doc(value = "Strip line ends from the end of the output.", byDefault = "yes")
          boolean stripEmptyEnds,
      @Doc("Was a switch for warnings up to Ansible 2.13; ignored.") @Nullable Boolean warn) {}

  Result run(Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask(command(target));
    var out = reply.stdout();
    var mark = out.lastIndexOf("\n" + MARK);
    if (mark < 0) {
      throw Said.failure("the shell ended before the command did", reply);
    }
    var told = out.substring(mark + 2).strip().split("\t", -1);
    var stdout = out.substring(0, mark);
    return switch (told[0]) {
      case "chdir" ->
          throw failure(
              "Unable to change directory before execution: " + error(told[1], options.chdir()),
              nothing());
      case "creates" -> passedOver(target, options.creates(), "exists");
      case "removes" -> passedOver(target, options.removes(), "does not exist");
      case "check" -> wouldRun();
      default -> ran(told, stdout, reply);
    };
  }

  /// The same for a host that goes on alone.
  String detached() {
    return new DetachedExecution()
        .changeInto(
            options.chdir(),
            failure(
                    "Unable to change directory before execution: " + error("2", options.chdir()),
                    nothing())
                .result())
        .unless(
            options.creates() == null ? null : exists(options.creates()),
            passedOver("Did not", options.creates(), "exists"))
        .unless(
            options.removes() == null ? null : "! " + exists(options.removes()),
            passedOver("Did not", options.removes(), "does not exist"))
        .run(
            program,
            cmd instanceof List<?> words ? String.valueOf(words.getFirst()) : null,
            options.stdin() == null ? null : new String(stdin(options.stdin()), UTF_8),
            Result.changed().with("cmd", cmd),
            notStarted(cmd instanceof List<?> words ? words : List.of(cmd), 127, ""),
            options.stripEmptyEnds() ? "" : "keep");
  }

  private Command command(Target target) {
    var script =
        new StringBuilder("rb_end() { printf '\\n\\036'; IFS='\t'; echo \"$*\"; exit; }\n");
    if (options.chdir() != null) {
      var folder = Words.expanded(options.chdir());
      script.append("rb_d=").append(folder).append("\ncase $rb_d in [!/]*) rb_d=./$rb_d;; esac\n");
      script.append(
          """
          cd -P "$rb_d" 2>/dev/null || {
            if [ -d "$rb_d" ]; then rb_end chdir 13; elif [ -e "$rb_d" ]; then rb_end chdir 20; fi
            rb_end chdir 2
          }
          """);
    }
    if (options.creates() != null) {
      script.append(exists(options.creates())).append(" && rb_end creates\n");
    }
    if (options.removes() != null) {
      script.append(exists(options.removes())).append(" || rb_end removes\n");
    }
    if (target.checking()) {
      return Command.of(script.append("rb_end check\n").toString());
    }
    script.append("rb_s=$(date '+%F %T.%N')\n( exec ").append(program).append(" )\n");
    script.append("rb_end ran $? \"$rb_s\" \"$(date '+%F %T.%N')\"\n");
    var command = Command.of(script.toString()).telling(shown(target));
    return options.stdin() == null ? command : command.withStdin(stdin(options.stdin()));
  }

  private byte[] stdin(String text) {
    return (options.stdinAddNewline() ? text + "\n" : text).getBytes(UTF_8);
  }

  private static java.util.function.@Nullable Consumer<String> shown(Target target) {
    var output = target.output();
    if (output == null) {
      return null;
    }
    // the mark begins a line of its own, before which the program's last one may have ended already
    var blank = new AtomicBoolean();
    return line -> {
      var told = line.isEmpty() || line.charAt(0) != MARK;
      if (told && blank.get()) {
        output.accept("");
      }
      blank.set(line.isEmpty());
      if (told && !line.isEmpty()) {
        output.accept(line);
      }
    };
  }

  /// A test for sh whether anything matches, as Python's `glob` sees it: broken links count.
  private static String exists(String pattern) {
    return "( for rb_f in %s; do [ -e \"$rb_f\" ] || [ -L \"$rb_f\" ] && exit 0; done; exit 1 )"
        .formatted(Words.pattern(pattern));
  }

  private Result passedOver(Target target, @Nullable String pattern, String why) {
    return passedOver(target.checking() ? "Would not" : "Did not", pattern, why);
  }

  private Result passedOver(String how, @Nullable String pattern, String why) {
    return result(
        Result.unchanged(),
        Map.of("rc", 0L, "msg", how + " run command since '" + pattern + "' " + why),
        "skipped, since " + pattern + " " + why,
        "");
  }

  private Result wouldRun() {
    var values = Map.of("rc", 0L, "msg", "Command would have run if not in check mode");
    return options.creates() == null && options.removes() == null
        ? result(Result.unchanged(), values, "", "").with("skipped", true)
        : result(Result.changed(), values, "", "");
  }

  private Result ran(String[] told, String stdout, Reply reply) throws ModuleFailure {
    var rc = Long.parseLong(told[1]);
    var stderr = reply.stderr();
    if ((rc == 126 || rc == 127) && cmd instanceof List<?> words && stdout.isEmpty()) {
      var reason = NOT_STARTED.matcher(stderr);
      if (reason.matches()) {
        throw notStarted(words, rc, reason.group(1));
      }
    }
    var start = time(told[2]);
    var end = time(told[3]);
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("rc", rc);
    values.put("start", start.format(TIME));
    values.put("end", end.format(TIME));
    values.put("delta", delta(Duration.between(start, end)));
    values.put("msg", rc == 0 ? "" : "non-zero return code");
    var result = result(Result.changed(), values, stripped(stdout), stripped(stderr));
    if (rc != 0) {
      throw new ModuleFailure("non-zero return code", result);
    }
    return result;
  }

  private String stripped(String text) {
    var end = text.length();
    while (options.stripEmptyEnds() && end > 0 && "\r\n".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }

  private static ModuleFailure notStarted(List<?> words, long rc, String reason) {
    // the shell speaks the user's language; its status tells a missing program from a forbidden one
    var number = rc == 127 ? "2" : reason.toLowerCase(Locale.ROOT).contains("format") ? "8" : "13";
    var program = String.valueOf(words.getFirst());
    var text = String.join(" ", words.stream().map(w -> Quote.sh(String.valueOf(w))).toList());
    return new ModuleFailure(
        error(number, program),
        Said.with(Result.unchanged().with("cmd", text).with("rc", Long.valueOf(number)), "", ""));
  }

  /// As Python words an `OSError`.
  private static String error(String number, @Nullable String path) {
    var text =
        switch (number) {
          case "2" -> "No such file or directory";
          case "8" -> "Exec format error";
          case "20" -> "Not a directory";
          default -> "Permission denied";
        };
    return "[Errno " + number + "] " + text + ": b'" + path + "'";
  }

  private ModuleFailure failure(String msg, Map<String, ? extends @Nullable Object> values) {
    return new ModuleFailure(msg, result(Result.unchanged(), values, "", "").with("msg", msg));
  }

  static ModuleFailure nothingToRun(String msg) {
    var values = nothing();
    values.put("rc", 256L);
    values.put("cmd", null);
    return new ModuleFailure(msg, Said.with(Result.unchanged().withAll(values), "", ""));
  }

  private static Map<String, @Nullable Object> nothing() {
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (var key : List.of("rc", "start", "end", "delta")) {
      values.put(key, null);
    }
    return values;
  }

  private Result result(
      Result base, Map<String, ? extends @Nullable Object> values, String stdout, String stderr) {
    return Said.with(base.withAll(nothing()).with("cmd", cmd).withAll(values), stdout, stderr);
  }

  /// `date` of BusyBox does not know `%N` and prints it.
  static LocalDateTime time(String text) {
    return LocalDateTime.parse(text.replaceFirst("\\.\\D*$", "").replace(' ', 'T'));
  }

  /// A duration as Python's `timedelta` prints it: `0:00:01.002003`.
  static String delta(Duration time) {
    var days = time.toDays();
    var clock =
        "%s%d:%02d:%02d"
            .formatted(
                days == 0 ? "" : days + (Math.abs(days) == 1 ? " day, " : " days, "),
                time.toHoursPart(),
                time.toMinutesPart(),
                time.toSecondsPart());
    var micros = time.toNanosPart() / 1000;
    return micros == 0 ? clock : clock + ".%06d".formatted(micros);
  }
}
