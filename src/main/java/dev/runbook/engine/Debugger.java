package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Text;
import dev.runbook.vars.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prompt at the result of a task on a host, which {@code debugger}, {@code strategy: debug} and
 * {@code ANSIBLE_ENABLE_TASK_DEBUGGER} ask for: commands that look at the task, change it and run
 * it again.
 */
final class Debugger {
  private static final List<String> MOMENTS =
      List.of("always", "never", "on_failed", "on_unreachable", "on_skipped");

  private static final String COMMANDS =
      """

      Documented commands (type help <topic>):
      ========================================
      EOF  c  continue  h  help  p  pprint  q  quit  r  redo  u  update_task
      """;

  private final PlayRun play;
  private final HostRun host;
  private final Task written;
  private final Event.TaskInfo info;
  private final Context where;
  private Map<String, @Nullable Object> args;
  private Map<String, @Nullable Object> variables = Map.of();
  private Map<String, @Nullable Object> taken = Map.of();

  /**
   * @param where around the task
   */
  Debugger(PlayRun play, HostRun host, Task task, Event.TaskInfo info, Context where) {
    this.play = play;
    this.host = host;
    this.written = task;
    this.info = info;
    this.where = where;
    this.args = task.args();
  }

  /** Whether anything asks for a prompt at all. */
  static boolean isAskedFor(PlayRun play, Task task, Context where) {
    return play.debugs || where.of(task.keywords()).having("debugger") != null;
  }

  /** The task as it is by now. */
  Task task() {
    return written.with(args);
  }

  /** Around the task, with the variables that {@code update_task} has taken over. */
  Context where() {
    return taken.isEmpty() ? where : where.within(Keywords.NONE, taken, null, where.file());
  }

  /** Whether a person is to look at this outcome. */
  boolean stopsAt(Outcome outcome) {
    var around = where.of(written.keywords());
    var templar = play.templar(host, where);
    var failed =
        outcome.status() == Event.Status.FAILED
            && !(play.run.options.debuggerIgnoresErrors()
                && play.isTrue("ignore_errors", around, templar));
    var unreachable = outcome.status() == Event.Status.UNREACHABLE;
    var moment = play.keyword("debugger", around, templar);
    if (moment == null) {
      return play.debugs && (failed || unreachable);
    }
    return switch (templar.text(moment)) {
      case "always" -> true;
      case "never" -> false;
      case "on_failed" -> failed || play.debugs && unreachable;
      case "on_unreachable" -> unreachable || play.debugs && failed;
      case "on_skipped" ->
          outcome.status() == Event.Status.SKIPPED || play.debugs && (failed || unreachable);
      default -> {
        var keywords = around.having("debugger");
        throw new Stop(
            keywords == null ? written.at() : keywords.at("debugger"),
            "'"
                + templar.text(moment)
                + "' is not a valid value for debugger. Must be one of "
                + String.join(", ", MOMENTS),
            null);
      }
    };
  }

  /**
   * Takes commands until one of them goes on.
   *
   * @return whether the task is to run again
   * @throws Interrupted when the person ends the run
   */
  boolean redoes(Outcome outcome) {
    var part = info.part() == Event.Part.HANDLER ? "HANDLER: " : "TASK: ";
    var last = "";
    while (true) {
      var line = play.run.asker.line("[" + host.name() + "] " + part + info.name() + " (debug)> ");
      // as in Python's shells, an empty line says the last one again
      line = line == null ? "EOF" : line.isBlank() ? last : line.strip();
      last = line;
      var words = line.split("\\s+", 2);
      var rest = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "" -> {}
        case "c", "continue" -> {
          return false;
        }
        case "r", "redo" -> {
          return true;
        }
        case "q", "quit", "EOF" -> {
          say("User interrupted execution");
          throw new Interrupted();
        }
        case "u", "update_task" -> {
          args = written.args();
          taken = Map.copyOf(variables);
        }
        case "h", "help", "?" -> say(rest.isEmpty() ? COMMANDS : help(rest));
        case "p", "pprint" -> told(() -> say(printed(rest, outcome, part)));
        default -> {
          var command = line;
          told(() -> assign(command, outcome));
        }
      }
    }
  }

  private static String help(String command) {
    return switch (command) {
      case "c", "continue" -> "Continue to next result";
      case "r", "redo" ->
          "Schedule task for re-execution. The re-execution may not be the next result";
      case "q", "quit", "EOF" -> "Quit";
      case "u", "update_task" ->
          "Recreate the task as it was written, with the variables that were set here";
      case "p", "pprint" -> "Pretty Print";
      case "h", "help" -> "List available commands, or say what one of them does";
      default -> "*** No help on " + command;
    };
  }

  private void say(String text) {
    play.run.emit(new Event.Remark(0, play.run.masker.mask(text)));
  }

  /** What a command gets wrong is told, and the prompt comes back. */
  private void told(Runnable command) {
    try {
      command.run();
    } catch (TemplateError e) {
      say("***" + e.text());
    } catch (Assignment.Malformed e) {
      say("***" + e.getMessage());
    }
  }

  private String printed(String expression, Outcome outcome, String part) {
    return switch (expression) {
      case "task" -> part + info.name();
      case "host" -> host.name();
      default -> PrettyPrint.of(evaluated(expression, outcome));
    };
  }

  private @Nullable Object evaluated(String expression, Outcome outcome) {
    return templar(outcome).evaluate(expression, written.at());
  }

  private Templar templar(Outcome outcome) {
    var around = where.of(written.keywords());
    var inside = play.templar(host, around).with(variables);
    var scope = new LinkedHashMap<String, @Nullable Object>();
    scope.put("task", FailedTask.of(task(), info.name(), around));
    scope.put("task_vars", inside.variables());
    scope.put("host", Map.of("name", host.name()));
    var result = new LinkedHashMap<String, @Nullable Object>(outcome.result());
    result.put("_result", outcome.result());
    scope.put("result", result);
    return inside.with(scope);
  }

  private void assign(String line, Outcome outcome) {
    var assignment = Assignment.of(line);
    var value =
        assignment.value() == null
            ? null
            : assignment.written(evaluated(assignment.value(), outcome), written.at());
    switch (assignment.subject()) {
      case ARGS -> args = assignment.applied(args, value);
      case VARIABLES -> {
        if (assignment.path().size() > 1) {
          var name = assignment.path().getFirst();
          var whole = evaluated("task_vars[" + Text.repr(name) + "]", outcome);
          var known = new LinkedHashMap<>(variables);
          known.put(name, whole);
          variables = known;
        }
        variables = assignment.applied(variables, value);
      }
    }
  }
}
