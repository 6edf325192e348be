package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A module that a project brings: a script or binary that is carried to the host, gets its
/// arguments in one of the ways that Ansible knows, and prints its result as JSON.
@Name("ansible.legacy.project")
public final class ProjectModule implements TaskModule<ProjectModule.Arguments> {
  private static final Pattern ANSIBLE =
      Pattern.compile(
          "(?m)^\\s*(?:from\\s+(?:ansible\\.module_utils|ansible_collections)|import\\s+ansible)"
              + "|#<<INCLUDE_ANSIBLE_MODULE_COMMON>>");
  private static final String JSON_ARGUMENTS = "<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>";
  private static final String WANTS_JSON = "WANT_JSON";

  /// How a module gets its arguments.
  private enum Way {
    /// A file of JSON, its path as the only argument.
    JSON_FILE,
    /// In the text of the module itself.
    WITHIN,
    /// A file of `key=value` words, its path as the only argument.
    WORDS
  }

  public record Arguments(
      @Doc(value = "Whatever the module takes.", rest = true)
          Map<String, @Nullable Object> given) {}

  private final Path file;

  public ProjectModule(Path file) {
    this.file = file;
  }

  /// Whether a file is Python code that only runs inside of Ansible.
  public static boolean needsAnsible(Path file) {
    try {
      var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return !isBinary(text) && ANSIBLE.matcher(text).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var content = new String(target.controller().read(file), StandardCharsets.ISO_8859_1);
    var given = withOwn(arguments.given(), target);
    var way = way(content);
    var json = Json.write(given, JsonStyle.PYTHON);
    if (way == Way.WITHIN) {
      content = content.replace(JSON_ARGUMENTS, EditedFile.bytes(json));
    }
    var reply =
        ScriptModule.execute(
            "",
            file.getFileName().toString(),
            content.getBytes(StandardCharsets.ISO_8859_1),
            commands(content, way, way == Way.WORDS ? words(given) : json, target),
            null,
            target);
    return result(reply);
  }

  private static boolean isBinary(String text) {
    return text.substring(0, Math.min(1024, text.length()))
        .chars()
        .anyMatch(c -> c < 7 || c > 13 && c < 32 && c != 27 || c == 127);
  }

  private static Way way(String content) {
    return isBinary(content)
        ? Way.JSON_FILE
        : content.contains(JSON_ARGUMENTS)
            ? Way.WITHIN
            : content.contains(WANTS_JSON) ? Way.JSON_FILE : Way.WORDS;
  }

  /// What Ansible tells every module beside its arguments.
  private Map<String, @Nullable Object> withOwn(
      Map<String, @Nullable Object> given, Target target) {
    var all = new LinkedHashMap<String, @Nullable Object>(given);
    var name = file.getFileName().toString();
    var dot = name.lastIndexOf('.');
    all.put("_ansible_check_mode", target.checking());
    all.put("_ansible_no_log", false);
    all.put("_ansible_debug", false);
    all.put("_ansible_diff", target.diffing());
    all.put("_ansible_verbosity", 0L);
    all.put("_ansible_module_name", dot > 0 ? name.substring(0, dot) : name);
    return all;
  }

  private static String words(Map<String, @Nullable Object> given) {
    var text = new StringBuilder();
    given.forEach((key, value) -> text.append(key).append('=').append(word(value)).append(' '));
    return text.toString();
  }

  private static String word(@Nullable Object value) {
    return Quote.sh(
        switch (value) {
          case null -> "None";
          case Boolean b -> b ? "True" : "False";
          case Map<?, ?> map -> Json.write(map, JsonStyle.PYTHON);
          case List<?> list -> Json.write(list, JsonStyle.PYTHON);
          default -> value.toString();
        });
  }

  private String commands(String content, Way way, String arguments, Target target) {
    var path = "\"$rb_d\"/" + Quote.sh(file.getFileName().toString());
    var script = new StringBuilder("chmod 700 " + path + "\n");
    if (way != Way.WITHIN) {
      script.append("( umask 077; printf %%s ".formatted()).append(Quote.sh(arguments));
      script.append(" >\"$rb_d\"/args )\n");
    }
    script.append(interpreter(content, target)).append(path);
    script.append(way == Way.WITHIN ? "\n" : " \"$rb_d\"/args\n");
    return script.append("rb_r=$?\nrm -rf \"$rb_d\"\nexit $rb_r\n").toString();
  }

  /// The words of the first line after `#!`; a variable `ansible_NAME_interpreter` of the host
  /// names another program.
  private static String interpreter(String content, Target target) {
    if (!content.startsWith("#!")) {
      return "";
    }
    var line = content.substring(2, (content + "\n").indexOf('\n')).strip();
    var words = List.of(line.split("\\s+"));
    var program = words.getFirst().endsWith("/env") ? words.getLast() : words.getFirst();
    var name = program.substring(program.lastIndexOf('/') + 1);
    var other = target.variable("ansible_" + name + "_interpreter");
    return (other == null ? Quote.words(words) : other.toString()) + " ";
  }

  /// The JSON that the module printed; lines around it are left out.
  private static Result result(Reply reply) throws ModuleFailure {
    var said = reply.stdout();
    var lines = said.lines().toList();
    for (var from = 0; from < lines.size(); from++) {
      if (!lines.get(from).strip().startsWith("{")) {
        continue;
      }
      for (var to = lines.size(); to > from; to--) {
        if (lines.get(to - 1).strip().endsWith("}")) {
          var result = parsed(String.join("\n", lines.subList(from, to)));
          if (result != null) {
            return result;
          }
        }
      }
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("module_stdout", said);
    values.put("module_stderr", reply.stderr());
    values.put("rc", (long) reply.rc());
    throw new ModuleFailure(
        reply.rc() == 127
            ? "The module's interpreter was not found on the host: " + reply.stderr().strip()
            : "MODULE FAILURE: No start of json char found\nSee stdout/stderr for the exact error",
        values);
  }

  /// Without the keys that only Ansible itself sets.
  private static Map<String, @Nullable Object> cleaned(Map<?, ?> map) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> {
      if (!String.valueOf(key).startsWith("_ansible_")) {
        values.put(String.valueOf(key), value instanceof Map<?, ?> inner ? cleaned(inner) : value);
      }
    });
    return values;
  }

  private static @Nullable Result parsed(String text) {
    try {
      if (Json.parse(text) instanceof Map<?, ?> map) {
        var values = cleaned(map);
        if (values.get("rc") instanceof Long rc && rc != 0) {
          values.putIfAbsent("failed", true);
        }
        return Result.unchanged().withAll(values);
      }
    } catch (JsonError e) {
      return null;
    }
    return null;
  }
}
