package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.facts.Collector;
import dev.runbook.modules.facts.Facts;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Gathers the facts of a host.
@Name(value = "ansible.builtin.setup", aliases = "ansible.builtin.gather_facts")
public final class SetupModule implements TaskModule<SetupModule.Arguments> {

  public record Arguments(
      @Doc(value = "Groups of facts to gather; a ! in front leaves one out.", byDefault = "all")
          List<String> gatherSubset,
      @Doc(value = "Seconds that the size of one mount may take.", byDefault = "10")
          int gatherTimeout,
      @Doc(value = "Only facts whose names match one of these shell patterns.", byDefault = "[]")
          List<String> filter,
      @Doc(value = "Folder of the host's own facts.", byDefault = "/etc/ansible/facts.d")
          String factPath,
      @Doc("Whether several modules of facts run side by side; here it is one.")
          @Nullable Boolean parallel) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var subset = arguments.gatherSubset().isEmpty() ? List.of("all") : arguments.gatherSubset();
    var facts = new LinkedHashMap<String, @Nullable Object>();
    try {
      Facts.gather(target, Collector.of(subset), arguments.factPath(), arguments.gatherTimeout())
          .forEach((name, value) -> facts.put("ansible_" + name, value));
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure(String.valueOf(e.getMessage()));
    }
    facts.put("gather_subset", subset);
    facts.put("module_setup", true);
    return Result.unchanged().with("ansible_facts", filtered(facts, arguments.filter()));
  }

  private static Map<String, @Nullable Object> filtered(
      Map<String, @Nullable Object> facts, List<String> filters) {
    if (filters.isEmpty() || filters.equals(List.of("*"))) {
      return facts;
    }
    var found = new LinkedHashMap<String, @Nullable Object>();
    for (var filter : filters) {
      var own =
          filter.startsWith("ansible_") || filter.startsWith("facter") || filter.startsWith("ohai");
      var plain = shell(filter);
      var prefixed = own ? plain : shell("ansible_" + filter);
      facts.forEach((name, value) -> {
        if (filter.isEmpty() || plain.matcher(name).matches() || prefixed.matcher(name).matches()) {
          found.put(name, value);
        }
      });
    }
    return found;
  }

  /// A pattern of Python's `fnmatch`.
  private static Pattern shell(String pattern) {
    var regex = new StringBuilder();
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      var close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        var set =
            pattern
                .substring(i + 1, close)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&&", "&\\&");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
