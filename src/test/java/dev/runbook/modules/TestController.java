package dev.runbook.modules;

import dev.runbook.module.Controller;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Target;
import dev.runbook.remote.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A folder that stands for the role; templates know {@code {{ name }}} and nothing more. */
record TestController(Path playbookDirectory, Remote local, Map<String, Object> variables)
    implements Controller {

  /** A host without become or modes, on which a module runs with the folder as its role's. */
  static Target target(Remote remote, Path folder, Consumer<String> warnings) {
    return new Target(
        "testhost",
        remote,
        null,
        Map.of(),
        Set.of(),
        null,
        new TestController(folder, remote, Map.of()),
        _ -> null,
        warnings,
        null);
  }

  @Override
  public Path find(String kind, String name) throws ModuleFailure {
    var places =
        List.of(playbookDirectory.resolve(kind).resolve(name), playbookDirectory.resolve(name));
    for (var place : places) {
      if (Files.exists(place)) {
        return place;
      }
    }
    throw new ModuleFailure("Could not find or access '" + name + "'");
  }

  @Override
  public byte[] read(Path file) throws ModuleFailure {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file);
    }
  }

  @Override
  public String render(
      String text,
      Path file,
      Map<String, ? extends @Nullable Object> options,
      Map<String, ? extends @Nullable Object> more)
      throws ModuleFailure {
    var all = new HashMap<String, @Nullable Object>(variables);
    all.putAll(more);
    var start = word(options, "variable_start_string", "{{");
    var end = word(options, "variable_end_string", "}}");
    return Pattern.compile(Pattern.quote(start) + " *(\\w+) *" + Pattern.quote(end))
        .matcher(text)
        .replaceAll(
            m -> java.util.regex.Matcher.quoteReplacement(String.valueOf(all.get(m.group(1)))));
  }

  private static String word(Map<String, ?> options, String key, String other) {
    var value = options.get(key);
    return value == null ? other : String.valueOf(value);
  }
}
