package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers a question that a Debian package would ask when it is installed.
@Name("ansible.builtin.debconf")
final class DebconfModule implements TaskModule<DebconfModule.Arguments> {

  enum Type {
    BOOLEAN,
    ERROR,
    MULTISELECT,
    NOTE,
    PASSWORD,
    SEEN,
    SELECT,
    STRING,
    TEXT,
    TITLE
  }

  record Arguments(
      @Doc(value = "The package.", aliases = "pkg") String name,
      @Doc(
              value = "The question.",
              aliases = {"selection", "setting"})
          @Nullable String question,
      @Doc("What kind of answer it takes.") @Nullable Type vtype,
      @Doc(value = "The answer.", aliases = "answer") @Nullable Object value,
      @Doc(value = "Ask the user nevertheless.", byDefault = "no") boolean unseen) {

    Arguments {
      if (question != null && (vtype == null || value == null)
          || question == null && (vtype != null || value != null)) {
        throw new IllegalArgumentException(
            "parameters are required together: question, vtype, value");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var password =
        a.vtype() == Type.PASSWORD && a.question() != null
            ? "printf '\\0'; export DEBIAN_FRONTEND=noninteractive; printf 'get %s\\n' "
                + Quote.sh(a.question())
                + " | debconf-communicate "
                + Quote.sh(a.name())
                + " 2>/dev/null || :"
            : "";
    var reply =
        target.ask(
            """
            export LC_ALL=C
            command -v debconf-show >/dev/null || { echo 'Failed to find required executable "debconf-show"' >&2; exit 1; }
            debconf-show %s || exit
            """
                    .formatted(Quote.sh(a.name()))
                + password);
    if (!reply.ok()) {
      throw new ModuleFailure(reply.stderr().strip());
    }
    var parts = reply.stdout().split("\0", -1);
    var previous = selections(parts[0]);
    var question = a.question();
    var type = a.vtype();
    if (question == null || type == null) {
      return Result.unchanged().with("msg", "").with("current", previous);
    }
    var wanted = answer(a.value(), type);
    var plan = target.plan();
    var now = previous.get(question);
    if (now == null || !same(now, parts, wanted, a)) {
      plan.change(
          "printf '%s\\n' "
              + Quote.sh(
                  a.name()
                      + " "
                      + question
                      + " "
                      + type.name().toLowerCase(Locale.ROOT)
                      + " "
                      + wanted)
              + " | debconf-set-selections"
              + (a.unseen() ? " -u" : ""));
    }
    plan.apply();
    if (!plan.changed()) {
      return Result.of(plan).with("msg", "").with("current", previous);
    }
    var current = Map.of(question, wanted);
    Map<String, String> before;
    if (now == null) {
      before = previous;
      before.put(question, "");
    } else {
      before = Map.of(question, now);
    }
    var result = Result.of(plan).with("msg", "").with("current", current).with("previous", before);
    if (!target.diffing()) {
      return result.with("diff", Map.of());
    }
    var after = new LinkedHashMap<String, String>(before);
    after.putAll(current);
    return result.with("diff", Map.of("before", before, "after", after));
  }

  /// `* package/question: answer`
  private static Map<String, String> selections(String shown) {
    var all = new LinkedHashMap<String, String>();
    for (var line : shown.lines().toList()) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        all.put(
            line.substring(0, colon).replaceFirst("^\\**", "").strip(),
            line.substring(colon + 1).strip());
      }
    }
    return all;
  }

  private static String answer(@Nullable Object value, Type type) throws ModuleFailure {
    if (value instanceof List<?> list && type == Type.MULTISELECT) {
      if (!list.stream().allMatch(String.class::isInstance)) {
        throw new ModuleFailure(
            "Invalid value provided for 'multiselect': only texts can stand in the list");
      }
      return String.join(", ", list.stream().map(String::valueOf).sorted().toList());
    }
    var text = value instanceof Boolean b ? b ? "True" : "False" : String.valueOf(value);
    return type == Type.BOOLEAN ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static boolean same(String now, String[] parts, String wanted, Arguments a) {
    return switch (java.util.Objects.requireNonNull(a.vtype())) {
      case BOOLEAN -> now.toLowerCase(Locale.ROOT).equals(wanted);
      // `0 the answer`
      case PASSWORD -> parts.length > 1 && parts[1].strip().equals("0 " + wanted);
      case MULTISELECT ->
          a.value() instanceof List<?> ? sorted(now).equals(sorted(wanted)) : now.equals(wanted);
      case ERROR, NOTE, SEEN, SELECT, STRING, TEXT, TITLE -> now.equals(wanted);
    };
  }

  private static List<String> sorted(String words) {
    return Arrays.stream(words.split(",")).map(String::strip).sorted().toList();
  }
}
