package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.engine.Look;
import dev.runbook.engine.Stop;
import dev.runbook.event.Masker;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.TemplateError;
import dev.runbook.text.Nearest;
import dev.runbook.vars.Asked;
import dev.runbook.vars.Scope;
import dev.runbook.yaml.Source;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `runbook vars HOST [NAME]`: every layer that sets a variable for a host, and the one that wins.
final class VarsCommand {
  private static final String EXAMPLES =
      """

      examples:
        runbook vars web1 -i hosts                              all variables, each with its origin
        runbook vars web1 http_port -i hosts                    every layer that sets it; => wins
        runbook vars web1 http_port -i hosts --explain          and what its template uses
        runbook vars web1 --playbook site.yml -i hosts          plays, vars_files and roles count too

      Nothing is connected to: facts and what tasks set or register are not known.
      Secrets are shown as ********.
      """;

  private static final JsonStyle ONE_LINE =
      new JsonStyle(null, ", ", ": ", JsonStyle.Keys.AS_THEY_COME, JsonStyle.Letters.KEPT);

  private static final int LONGEST = 120;

  private final PrintStream out;
  private final HostQuestion question;
  private final Path here = Path.of("").toAbsolutePath();

  VarsCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.question = new HostQuestion("vars", "HOST [NAME]", EXAMPLES, List.of(), out, err);
  }

  int run(List<String> words) {
    return question.run(words, this::answer);
  }

  private int answer(CommandLine line, Prepared prepared) throws CommandLine.Misused {
    var operands = line.operands();
    if (operands.isEmpty() || operands.size() > 2) {
      throw new CommandLine.Misused("a HOST is wanted, and perhaps the NAME of a variable");
    }
    var look = question.look(HostQuestion.host(operands.getFirst(), prepared), line, prepared);
    var scope = look.scope();
    Secrets.hide(scope, prepared.masker());
    if (operands.size() == 2) {
      return one(operands.get(1), look, prepared.masker(), line.has("--explain"));
    }
    for (var name : new TreeSet<>(scope.written())) {
      var value = value(name, look, prepared.masker());
      if (line.has("--explain")) {
        out.println(name + ": " + value);
        layers(name, scope, prepared.masker());
      } else {
        out.println(name + ": " + value + "  # " + origin(name, scope));
      }
    }
    return 0;
  }

  private int one(String name, Look look, Masker masker, boolean explained) {
    var scope = look.scope();
    if (!scope.has(name)) {
      var near = Nearest.to(name, scope.names());
      throw new Stop(
          Source.NONE,
          "nobody sets the variable '" + name + "'",
          near == null ? null : "Did you mean '" + near + "' (" + origin(near, scope) + ")?");
    }
    var asked = new Asked(scope);
    TemplateError problem = null;
    try {
      out.println(name + ": " + shown(look.templar(asked).value(asked.get(name)), masker));
    } catch (TemplateError e) {
      problem = e;
      out.println(name + ": cannot be rendered");
    }
    layers(name, scope, masker);
    if (explained) {
      for (var used : asked.asked()) {
        if (!used.equals(name)) {
          out.println("  uses " + used + ": " + value(used, look, masker));
          layers(used, scope, masker);
        }
      }
    }
    out.flush();
    if (problem != null) {
      throw problem;
    }
    return 0;
  }

  private void layers(String name, Scope scope, Masker masker) {
    var rows = new ArrayList<List<String>>();
    for (var layer : scope.setting(name)) {
      var place = HostQuestion.shown(layer.of(name), here);
      rows.add(
          List.of(
              layer.what(),
              place == null ? "-" : place,
              layer.values().containsKey(name) ? shown(layer.values().get(name), masker) : ""));
    }
    var wide = rows.stream().mapToInt(r -> r.getFirst().length()).max().orElse(0);
    var places = rows.stream().mapToInt(r -> r.get(1).length()).max().orElse(0);
    var mark = "  => ";
    for (var row : rows) {
      out.println(
          (mark + pad(row.getFirst(), wide) + "  " + pad(row.get(1), places) + "  " + row.get(2))
              .stripTrailing());
      mark = "     ";
    }
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private String origin(String name, Scope scope) {
    var setting = scope.setting(name);
    if (setting.isEmpty()) {
      return "nobody";
    }
    var place = HostQuestion.shown(setting.getFirst().of(name), here);
    return setting.getFirst().what() + (place == null ? "" : ", " + place);
  }

  private static String value(String name, Look look, Masker masker) {
    try {
      return shown(look.templar(look.scope()).variable(name), masker);
    } catch (TemplateError e) {
      return "cannot be rendered: " + masker.mask(e.text());
    }
  }

  private static String shown(@Nullable Object value, Masker masker) {
    var text = masker.mask(Json.write(Secrets.plain(value), ONE_LINE));
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
