package dev.runbook.engine;

import dev.runbook.template.Template;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the debugger that changes something: {@code task.args['path'] = '/tmp/x'}, {@code
 * task_vars['name'] = [1, 2]}, {@code del task.args['mode']}.
 *
 * @param path the keys below the subject; none for all of {@code task.args}
 * @param value an expression, or null to remove what the path leads to
 */
record Assignment(Subject subject, List<String> path, @Nullable String value) {
  private static final String PLACE =
      "(task\\.args|task_vars)((?:\\s*\\[\\s*(?:'[^']*'|\"[^\"]*\")\\s*\\])*)";
  private static final Pattern SET = Pattern.compile(PLACE + "\\s*=(?!=)\\s*(.+)");
  private static final Pattern DELETE = Pattern.compile("del\\s+" + PLACE);
  private static final Pattern KEY = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

  /** What can be changed. */
  enum Subject {
    ARGS,
    VARIABLES
  }

  /** The line is no assignment, or its path leads nowhere. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static Assignment of(String line) {
    var set = SET.matcher(line);
    var delete = DELETE.matcher(line);
    var isSet = set.matches();
    if (!isSet && !delete.matches()) {
      throw new Malformed(
          "Not understood: "
              + line
              + " (write task.args['NAME'] = VALUE, task_vars['NAME'] = VALUE, del"
              + " task.args['NAME'], or a command that 'help' lists)");
    }
    var place = isSet ? set : delete;
    var path = new ArrayList<String>();
    var keys = KEY.matcher(place.group(2));
    while (keys.find()) {
      path.add(keys.group(1) != null ? keys.group(1) : keys.group(2));
    }
    var subject = place.group(1).equals("task.args") ? Subject.ARGS : Subject.VARIABLES;
    if (path.isEmpty() && (subject == Subject.VARIABLES || !isSet)) {
      throw new Malformed("Say which: " + place.group(1) + "['NAME']");
    }
    return new Assignment(subject, path, isSet ? set.group(3) : null);
  }

  /** A value as if it stood in the playbook: its texts may be templates. */
  @Nullable Object written(@Nullable Object value, Source at) {
    return switch (value) {
      case String text when Template.mayHoldTemplate(text) -> Template.of(text, at);
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), written(v, at)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(each -> copy.add(written(each, at)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  /** A copy of the subject with the change made. */
  Map<String, @Nullable Object> applied(
      Map<String, @Nullable Object> before, @Nullable Object written) {
    if (path.isEmpty()) {
      return mapping(written, "task.args");
    }
    return applied(before, path, written);
  }

  private Map<String, @Nullable Object> applied(
      Map<String, @Nullable Object> before, List<String> keys, @Nullable Object written) {
    var after = new LinkedHashMap<>(before);
    var key = keys.getFirst();
    if (keys.size() > 1) {
      after.put(key, applied(mapping(before.get(key), key), keys.subList(1, keys.size()), written));
    } else if (value == null) {
      after.remove(key);
    } else {
      after.put(key, written);
    }
    return after;
  }

  private static Map<String, @Nullable Object> mapping(@Nullable Object value, String name) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new Malformed(name + " is no mapping");
    }
    var copy = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((k, v) -> copy.put(String.valueOf(k), v));
    return copy;
  }
}
