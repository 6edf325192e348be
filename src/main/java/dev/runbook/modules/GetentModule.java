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
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks up entries of the host's databases: users, groups, hosts, services ...
@Name("ansible.builtin.getent")
final class GetentModule implements TaskModule<GetentModule.Arguments> {

  record Arguments(
      @Doc("The database: passwd, group, hosts, services ...") String database,
      @Doc("The entry; all when not given.") @Nullable String key,
      @Doc("Where the database looks.") @Nullable String service,
      @Doc("What stands between the fields; found out by the database when not given.")
          @Nullable String split,
      @Doc(value = "Whether an entry that is not there is a failure.", byDefault = "yes")
          boolean failKey) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var words =
        Quote.sh(a.database())
            + (a.service() == null ? "" : " -s " + Quote.sh(a.service()))
            + (a.key() == null ? "" : " -- " + Quote.sh(a.key()));
    var reply =
        target.ask(
            "export LC_ALL=C; command -v getent >/dev/null || exit 91; exec getent " + words);
    var fact = "getent_" + a.database();
    switch (reply.rc()) {
      case 0 -> {}
      case 1 -> throw new ModuleFailure("Missing arguments, or database unknown.");
      case 2 -> {
        if (a.failKey()) {
          throw new ModuleFailure("One or more supplied key could not be found in the database.");
        }
        var none = new LinkedHashMap<String, @Nullable Object>();
        none.put(a.key() == null ? "" : a.key(), null);
        return Result.unchanged()
            .with("ansible_facts", Map.of(fact, none))
            .with("msg", "One or more supplied key could not be found in the database.");
      }
      case 3 -> throw new ModuleFailure("Enumeration not supported on this database.");
      case 91 -> throw new ModuleFailure("Failed to find required executable \"getent\" in paths");
      default -> throw Said.failure("Unexpected failure!", reply);
    }
    var split =
        a.split() != null
            ? Pattern.quote(a.split())
            : List.of("passwd", "shadow", "group", "gshadow").contains(a.database()) ? ":" : "\\s+";
    var entries = new LinkedHashMap<String, @Nullable Object>();
    for (var line : reply.stdout().lines().toList()) {
      var fields = Arrays.asList(line.split(split, -1));
      entries.put(fields.getFirst(), fields.subList(1, fields.size()));
    }
    return Result.unchanged().with("ansible_facts", Map.of(fact, entries));
  }
}
