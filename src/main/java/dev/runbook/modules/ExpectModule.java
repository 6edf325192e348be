package dev.runbook.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs a program at a terminal and answers what it asks. The terminal is made by the host's
/// `script`; who reads and answers is the controller.
@Name(value = "ansible.builtin.expect", checkMode = Name.CheckMode.NONE)
final class ExpectModule implements TaskModule<ExpectModule.Arguments> {

  record Arguments(
      @Doc("The program and its arguments.") String command,
      @Doc("Change into this folder first.") @Nullable String chdir,
      @Doc("A path; when it exists, nothing is run.") @Nullable String creates,
      @Doc("A path; when it does not exist, nothing is run.") @Nullable String removes,
      @Doc("Answers by the Python regex of what is asked; a list has one answer for each time.")
          Map<String, Object> responses,
      @Doc(
              value = "How many seconds to wait for what is asked; null waits for ever.",
              byDefault = "30")
          @Nullable Object timeout,
      @Doc("Whether the answers are shown in the output.") boolean echo) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var patience = patience(a.timeout());
    var answers = answers(a.responses());
    if (a.command().isBlank()) {
      throw new ModuleFailure("no command given", Map.of("rc", 256L));
    }
    var words = split(a.command());
    try (var dialogue = new Dialogue(target, script(a, words, target), answers, patience)) {
      var told = dialogue.line().split("\t", 2);
      return switch (told[0]) {
        case "creates" -> passedOver(a, told[1] + " exists");
        case "removes" -> passedOver(a, told[1] + " does not exist");
        case "chdir" -> throw new ModuleFailure("Unable to change directory to " + a.chdir());
        case "script" ->
            throw new ModuleFailure(
                "expect needs the program 'script' on the host: install bsdutils (Debian) or"
                    + " util-linux");
        case "missing" ->
            throw new ModuleFailure(
                "The command was not found or was not executable: " + words.getFirst() + ".");
        default -> ran(a, told[1], dialogue);
      };
    }
  }

  private static Result ran(Arguments a, String started, Dialogue dialogue)
      throws ModuleFailure, Unreachable {
    var begin = System.nanoTime();
    var end = dialogue.hold();
    var start = Execution.time(started);
    var took = Duration.ofNanos(System.nanoTime() - begin);
    var stdout =
        new String(end.output().getBytes(ISO_8859_1), UTF_8).replaceFirst("[\r\n]+\\z", "");
    var result =
        Result.changed()
            .with("cmd", a.command())
            .with("stdout", stdout)
            .with("stdout_lines", Said.lines(stdout))
            .with("rc", end.rc())
            .with("start", start.format(Execution.TIME))
            .with("end", start.plus(took).format(Execution.TIME))
            .with("delta", Execution.delta(took));
    if (end.rc() == null) {
      throw new ModuleFailure("command exceeded timeout", result);
    }
    if (end.rc() != 0) {
      throw new ModuleFailure("non-zero return code", result);
    }
    return result;
  }

  private static Result passedOver(Arguments a, String why) {
    var stdout = "skipped, since " + why;
    return Result.unchanged()
        .with("cmd", a.command())
        .with("stdout", stdout)
        .with("stdout_lines", Said.lines(stdout))
        .with("rc", 0L);
  }

  private static @Nullable Duration patience(@Nullable Object timeout) throws ModuleFailure {
    try {
      return timeout == null ? null : Duration.ofSeconds(Long.parseLong(text(timeout).strip()));
    } catch (NumberFormatException e) {
      throw new ModuleFailure(
          "argument 'timeout' is of type <class 'str'> and we were unable to convert to int: <class"
              + " 'str'> cannot be converted to an int");
    }
  }

  private static List<Dialogue.Answer> answers(Map<String, Object> responses) throws ModuleFailure {
    var answers = new ArrayList<Dialogue.Answer>();
    for (var response : responses.entrySet()) {
      // the program's output is bytes, and so is what is looked for in it
      var question = new String(response.getKey().getBytes(UTF_8), ISO_8859_1);
      var all = response.getValue() instanceof List<?> list ? list : null;
      try {
        answers.add(
            new Dialogue.Answer(
                response.getKey(),
                PythonPattern.of(
                    question, Set.of(PythonPattern.Flag.BYTES, PythonPattern.Flag.DOT_ALL)),
                all == null ? text(response.getValue()) : null,
                (all == null ? List.of() : all)
                    .stream().map(ExpectModule::text).toList().iterator()));
      } catch (IllegalArgumentException e) {
        throw new ModuleFailure(
            "Invalid regular expression '%s': %s".formatted(response.getKey(), e.getMessage()));
      }
    }
    return answers;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      default -> String.valueOf(value);
    };
  }

  /// What goes to the host: it tells in a line what becomes of the command, and of one that runs,
  /// in a second line, the number of the process that leads its session; then comes its output, and
  /// after [Dialogue#MARK] its status.
  private static String script(Arguments a, List<String> words, Target target) {
    var script = new StringBuilder();
    target
        .environment()
        .forEach((name, value) ->
            script.append("export ").append(name).append('=').append(Quote.sh(value)).append('\n'));
    if (a.chdir() != null) {
      var folder = Words.expanded(a.chdir());
      script.append("cd -- ").append(folder).append(" 2>/dev/null || { echo chdir; exit; }\n");
    }
    if (a.creates() != null) {
      script.append(passOver("[ -e \"$rb_p\" ]", "creates", a.creates()));
    }
    if (a.removes() != null) {
      script.append(passOver("[ ! -e \"$rb_p\" ]", "removes", a.removes()));
    }
    return script
        .append(
            """
            command -v script >/dev/null || { echo script; exit; }
            rb_found() {
              case $1 in */*) [ -f "$1" ] && [ -x "$1" ] && return;; esac
              IFS=:
              for rb_d in $PATH; do [ -f "$rb_d/$1" ] && [ -x "$rb_d/$1" ] && return; done
              return 1
            }
            ( rb_found %s ) || { echo missing; exit; }
            echo "ran	$(date '+%%F %%T.%%N')"
            RB_SHELL=$SHELL SHELL=/bin/sh exec script -q -c %s /dev/null 2>/dev/null
            """
                .formatted(
                    Quote.sh(words.getFirst()), Quote.sh(session(a.echo(), Quote.words(words)))))
        .toString();
  }

  private static String passOver(String test, String why, String path) {
    return "rb_p=%s\nif %s; then echo \"%s\t$rb_p\"; exit; fi\n"
        .formatted(Words.expanded(path), test, why);
  }

  /// What runs at the terminal: a shell that signals from it do not end, as it has the status to
  /// tell, and that says nothing itself.
  private static String session(boolean echo, String program) {
    return """
    stty %s rows 24 cols 80 2>/dev/null
    trap : INT QUIT
    if [ "$RB_SHELL" ]; then SHELL=$RB_SHELL; else unset SHELL; fi
    unset RB_SHELL
    echo $$
    exec 3>&2 2>/dev/null
    ( exec %s 2>&3 3>&- )
    printf '%s%%d\\n' $?
    """
        .formatted(echo ? "echo" : "-echo", program, Dialogue.MARK);
  }

  /// As pexpect splits a command: quotes group, and inside of them a backslash is nothing special.
  private static List<String> split(String command) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = '\0';
    for (var i = 0; i < command.length(); i++) {
      var c = command.charAt(i);
      if (quote != '\0') {
        if (c == quote) {
          quote = '\0';
        } else {
          word.append(c);
        }
      } else if (c == '\\' && i + 1 < command.length()) {
        word.append(command.charAt(++i));
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
      } else if (i > 0 && !Character.isWhitespace(command.charAt(i - 1))) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
