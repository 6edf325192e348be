package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.engine.Stop;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.FileOptions;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Text;
import dev.runbook.vars.Asked;
import dev.runbook.vars.Scope;
import dev.runbook.yaml.Excerpt;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `runbook template FILE|TEXT`: what a template gives for one host.
final class TemplateCommand {
  private static final String EXAMPLES =
      """

      FILE is a template file, - the standard input; TEXT holds {{ }} or {% %}. The host is
      localhost, or the first one of the inventory that is given.

      examples:
        runbook template '{{ 1 + 1 }}'                          try an expression
        runbook template '{{ groups }}' -i hosts                a list or mapping is shown as JSON
        runbook template nginx.conf.j2 -i hosts --host web1     what the host would get
        runbook template nginx.conf.j2 -i hosts --playbook site.yml --explain
                                                                which variables it uses, and whose
      """;

  private static final JsonStyle READABLE =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.AS_THEY_COME, JsonStyle.Letters.KEPT);

  private static final String TYPED = "<command line>";

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final HostQuestion question;
  private final Path here = Path.of("").toAbsolutePath();

  TemplateCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.question =
        new HostQuestion(
            "template",
            "FILE|TEXT",
            EXAMPLES,
            List.of(Flag.with("HOST", "the host that it is rendered for", "--host")),
            out,
            err);
  }

  int run(List<String> words) {
    return question.run(words, this::answer);
  }

  private int answer(CommandLine line, Prepared prepared) throws CommandLine.Misused {
    if (line.operands().size() != 1) {
      throw new CommandLine.Misused("one FILE or TEXT is wanted");
    }
    var written = line.operands().getFirst();
    var name = line.last("--host");
    var host =
        name == null ? HostQuestion.anyHost(line, prepared) : HostQuestion.host(name, prepared);
    var look = question.look(host, line, prepared);
    var asked = new Asked(look.scope());
    try {
      print(rendered(written, look.templar(asked)));
    } catch (TemplateError e) {
      if (!e.at().file().equals(TYPED)) {
        throw e;
      }
      err.println("ERROR! " + e.text());
      err.println(Excerpt.of(e.at(), written));
      if (e.hint() != null) {
        err.println("  " + e.hint());
      }
      return Guard.ERROR;
    }
    if (line.has("--explain")) {
      out.flush();
      explain(asked, look.scope());
    }
    return 0;
  }

  private @Nullable Object rendered(String written, Templar templar) {
    var file = here.resolve(written);
    if (written.equals("-")) {
      return templar.file(input(), new Source("<standard input>", 1, 1), FileOptions.DEFAULT);
    }
    if (Files.isRegularFile(file)) {
      return templar.file(Yaml.read(file, written), new Source(written, 1, 1), FileOptions.DEFAULT);
    }
    if (!Template.mayHoldTemplate(written)) {
      throw new Stop(
          Source.NONE,
          "there is no file '" + written + "'",
          "A text to render holds {{ }} or {% %}: runbook template '{{ " + written + " }}'");
    }
    return templar.value(new Template(written, new Source(TYPED, 1, 1)));
  }

  private String input() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Stop(Source.NONE, "the input cannot be read: " + e.getMessage(), null);
    }
  }

  private void print(@Nullable Object value) {
    var text =
        switch (value) {
          case Map<?, ?> map -> Json.write(map, READABLE);
          case List<?> list -> Json.write(list, READABLE);
          case null, default -> Text.str(value);
        };
    out.print(text);
    if (!text.endsWith("\n")) {
      out.println();
    }
  }

  /// Beside the result, so that it can be kept apart.
  private void explain(Asked asked, Scope scope) {
    for (var name : asked.asked()) {
      var layer = scope.setting(name).getFirst();
      var place = HostQuestion.shown(layer.of(name), here);
      err.println(name + ": " + layer.what() + (place == null ? "" : ", " + place));
    }
  }
}
