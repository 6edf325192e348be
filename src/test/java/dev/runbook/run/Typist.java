package dev.runbook.run;

import dev.runbook.RunRequest;
import dev.runbook.RunResult;
import dev.runbook.Runbook;
import dev.runbook.engine.Asker;
import dev.runbook.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Types lines where a run asks, then ends its input.
final class Typist implements Asker {
  private final Deque<String> lines;
  private final Consumer<String> prompts;

  private Typist(List<String> lines, Consumer<String> prompts) {
    this.lines = new ArrayDeque<>(lines);
    this.prompts = prompts;
  }

  @Override
  public @Nullable String ask(String prompt, Echo echo) {
    prompts.accept(prompt);
    return lines.poll();
  }

  /// Runs a playbook over the hosts a and b in a folder of its own.
  ///
  /// @param prompts hears what is asked
  static RunResult run(
      Path folder,
      Map<String, String> environment,
      String playbook,
      List<String> lines,
      Consumer<String> prompts,
      Consumer<Event> heard,
      UnaryOperator<RunRequest> options)
      throws Exception {
    var file = Files.writeString(folder.resolve("play.yml"), playbook);
    Files.writeString(folder.resolve("hosts"), "a\nb\n");
    try (var runbook = Runbook.create(environment, folder)) {
      var request = runbook.playbook(file).inventory("hosts");
      return options.apply(request).asker(new Typist(lines, prompts)).onEvent(heard).run();
    }
  }
}
