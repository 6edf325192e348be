package dev.runbook.cli;

import dev.runbook.Prepared;
import dev.runbook.engine.PlayHeading;
import dev.runbook.engine.TagFilter;
import dev.runbook.playbook.Block;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code --list-tasks}, {@code --list-tags}, {@code --list-hosts}, {@code --syntax-check}: as
 * ansible-playbook prints them.
 */
final class Listing {
  private final Prepared prepared;
  private final CommandLine line;
  private final TagFilter filter;
  private final StringBuilder text = new StringBuilder();
  private @Nullable Play play;
  private @Nullable Templar templar;

  Listing(Prepared prepared, CommandLine line) {
    this.prepared = prepared;
    this.line = line;
    var options = prepared.options();
    // all tags are listed, unless somebody asks for some
    var isOfAll =
        line.has("--list-tags") && options.tags().isEmpty() && options.skipTags().isEmpty();
    this.filter =
        new TagFilter(isOfAll ? Set.of("all", "never") : options.tags(), options.skipTags());
  }

  static boolean wanted(CommandLine line) {
    return line.has("--list-tasks")
        || line.has("--list-tags")
        || line.has("--list-hosts")
        || line.has("--syntax-check");
  }

  String text() {
    for (var playbook : prepared.playbooks()) {
      text.append("\nplaybook: ").append(playbook.file()).append('\n');
      if (line.has("--syntax-check")) {
        continue;
      }
      var number = 0;
      for (var play : playbook.plays()) {
        number++;
        play(number, play);
      }
    }
    return text.toString();
  }

  private void play(int number, Play play) {
    var heading = prepared.heading(play);
    templar = null;
    this.play = play;
    var tags = tags(play.keywords());
    text.append(
        "\n  play #%d (%s): %s\tTAGS: [%s]"
            .formatted(
                number,
                String.join(",", heading.patterns()),
                heading.name(),
                String.join(",", tags)));
    if (line.has("--list-hosts")) {
      hosts(heading);
    }
    text.append('\n');
    if (!line.has("--list-tasks") && !line.has("--list-tags")) {
      return;
    }
    var listed = new StringBuilder();
    var all = new TreeSet<String>();
    if (line.has("--list-tasks")) {
      listed.append("    tasks:\n");
    }
    var steps = new ArrayList<Step>(play.preTasks());
    steps.addAll(play.roles());
    steps.addAll(play.tasks());
    steps.addAll(play.postTasks());
    for (var step : steps) {
      step(step, tags, null, listed, all);
    }
    if (line.has("--list-tags")) {
      listed.append("      TASK TAGS: [").append(String.join(", ", all)).append("]\n");
    }
    text.append(listed);
  }

  private void hosts(PlayHeading heading) {
    var patterns = heading.patterns().stream().map(p -> "'" + p + "'").toList();
    text.append("\n    pattern: ")
        .append(patterns.isEmpty() ? "None" : "[" + String.join(", ", patterns) + "]")
        .append("\n    hosts (")
        .append(heading.hosts().size())
        .append("):");
    for (var host : heading.hosts()) {
      text.append("\n      ").append(host);
    }
  }

  private void step(
      Step step, Set<String> outer, @Nullable String role, StringBuilder listed, Set<String> all) {
    var tags = new LinkedHashSet<>(outer);
    tags.addAll(tags(step.keywords()));
    switch (step) {
      case Block block -> {
        var entered = block.role();
        if (entered != null) {
          for (var dependency : entered.dependencies()) {
            step(dependency, tags, role, listed, all);
          }
        }
        for (var inner : block.block()) {
          step(inner, tags, entered == null ? role : entered.name(), listed, all);
        }
      }
      case Task task -> {
        if (!filter.runs(tags)) {
          return;
        }
        all.addAll(tags);
        if (line.has("--list-tasks")) {
          listed.append("      ");
          listed.append(title(task, role));
          listed.append("\tTAGS: [").append(String.join(", ", new TreeSet<>(tags))).append("]\n");
        }
      }
    }
  }

  /** As Ansible lists a task: without its role where it has no name, or includes another role. */
  private static String title(Task task, @Nullable String role) {
    var name = task.name();
    if (name == null || name.equals("")) {
      return task.action();
    }
    var text = name instanceof Template template ? template.text() : name.toString();
    return role == null || task.shortModule().equals("include_role") ? text : role + " : " + text;
  }

  private Set<String> tags(Keywords keywords) {
    return TagFilter.tags(keywords, tag -> tag instanceof Template ? templar().value(tag) : tag);
  }

  private Templar templar() {
    if (templar == null) {
      var look = prepared.look(Objects.requireNonNull(play));
      templar = look.templar(look.scope());
    }
    return templar;
  }
}
