package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.inventory.Host;
import dev.runbook.module.Target;
import dev.runbook.playbook.Play;
import dev.runbook.playbook.Prompt;
import dev.runbook.template.Omit;
import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs one play over its hosts, batch by batch when it is {@code serial}. */
final class Batches {
  private final Run run;
  private final Play play;
  private final PlayRun playRun;

  Batches(Run run, Play play) {
    this.run = run;
    this.play = play;
    this.playRun = new PlayRun(run, play);
  }

  /** Whether the next play may begin. */
  boolean run() {
    ask(playRun.early(playRun.context));
    var early = playRun.early(playRun.context);
    playRun.reserved.check(run.options.extraVars());
    playRun.reserved.check(play.keywords().vars());
    var patterns = patterns(early);
    var hosts = hosts(patterns);
    if (hosts.isEmpty()) {
      begin(patterns, early, hosts);
      run.emit(new Event.NoHostsMatched(String.join(",", patterns)));
      return true;
    }
    hosts.forEach(HostRun::begin);
    var left = ordered(hosts, early);
    var sizes = sizes(early, left.size());
    var batchNumber = 0;
    while (!left.isEmpty() && !playRun.ended) {
      var size = sizes.get(Math.min(batchNumber, sizes.size() - 1));
      batchNumber++;
      var batch = new ArrayList<>(left.subList(0, Math.min(size, left.size())));
      left.removeAll(batch);
      playRun.all = List.copyOf(hosts);
      playRun.batch = List.copyOf(batch);
      begin(patterns, early, batch);
      var out = out(batch);
      new Sections(playRun, batch).run();
      if (run.cancelled() || playRun.broken) {
        return false;
      }
      if (!playRun.ended && out(batch) - out == batch.size()) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is written over the play, with the patterns as they are where they cannot be known yet.
   */
  PlayHeading heading() {
    var early = playRun.early(playRun.context);
    List<String> patterns;
    try {
      patterns = patterns(early);
    } catch (Stop unknown) {
      patterns = play.hosts().stream().map(String::valueOf).toList();
    }
    var hosts = hosts(patterns).stream().map(h -> h.host.name()).toList();
    return new PlayHeading(name(patterns, early), patterns, hosts);
  }

  /** The hosts that the play is for. */
  List<HostRun> hosts() {
    var early = playRun.early(playRun.context);
    return hosts(patterns(early));
  }

  /** What one of them sees when the play begins. */
  Look look(List<HostRun> hosts, HostRun host) {
    playRun.all = hosts;
    playRun.batch = hosts;
    return new Look(playRun, host);
  }

  private void begin(List<String> patterns, Templar early, List<HostRun> hosts) {
    var strategy = playRun.strategy(early);
    playRun.apart = strategy.equals("free") || strategy.equals("host_pinned");
    run.emit(
        new Event.PlayStarted(
            name(patterns, early),
            hosts.stream().map(HostRun::name).toList(),
            playRun.apart ? Event.Pace.APART : Event.Pace.TOGETHER,
            checks(early) ? Set.of(Event.Trait.CHECK) : Set.of()));
  }

  private boolean checks(Templar early) {
    var mode = play.keywords().get("check_mode");
    return mode == null
        ? run.options.modes().contains(Target.Mode.CHECK)
        : Truth.of(early.value(mode));
  }

  private static long out(List<HostRun> batch) {
    return batch.stream().filter(h -> h.failing || h.unreachable).count();
  }

  private List<String> patterns(Templar early) {
    var patterns = new ArrayList<String>();
    try {
      for (var raw : play.hosts()) {
        switch (early.value(raw)) {
          case null -> {}
          case Omit _ -> {}
          case List<?> list -> list.forEach(p -> patterns.add(early.text(p)));
          case Object text -> patterns.add(early.text(text));
        }
      }
    } catch (TemplateError e) {
      throw new Stop(e.at(), e.text(), e.hint());
    }
    return patterns;
  }

  private String name(List<String> patterns, Templar early) {
    var name = play.name();
    if (name == null || name.equals("")) {
      return String.join(",", patterns);
    }
    try {
      return early.text(name);
    } catch (TemplateError e) {
      return name instanceof Template template ? template.text() : name.toString();
    }
  }

  private List<HostRun> hosts(List<String> patterns) {
    if (patterns.isEmpty()) {
      return List.of(); // all were omitted
    }
    var matched = new ArrayList<Host>(run.inventory.match(patterns));
    if (!run.options.limit().isEmpty()) {
      var limited = new HashSet<Host>();
      for (var limit : run.options.limit()) {
        limited.addAll(run.inventory.limit(limit));
      }
      matched.removeIf(h -> !limited.contains(h));
    }
    return matched.stream().map(run::host).toList();
  }

  /** The hosts in the order in which the play takes them. */
  private List<HostRun> ordered(List<HostRun> hosts, Templar early) {
    var ordered = new ArrayList<>(hosts);
    var order = play.keywords().get("order");
    var word = order == null ? "inventory" : early.text(order);
    switch (word) {
      case "inventory" -> {}
      case "reverse_inventory" -> Collections.reverse(ordered);
      case "sorted" -> ordered.sort(Comparator.comparing(HostRun::name));
      case "reverse_sorted" -> ordered.sort(Comparator.comparing(HostRun::name).reversed());
      case "shuffle" -> Collections.shuffle(ordered);
      default ->
          throw new Stop(
              play.keywords().at("order"),
              "Unknown 'order' specified: " + word,
              "It is inventory, reverse_inventory, sorted, reverse_sorted or shuffle.");
    }
    return ordered;
  }

  private List<Integer> sizes(Templar early, int hosts) {
    var serial = early.value(play.keywords().get("serial"));
    var list =
        switch (serial) {
          case null -> List.of();
          case Omit _ -> List.of();
          case List<?> several -> several;
          case Object one -> List.of(one);
        };
    var sizes = new ArrayList<Integer>();
    for (var entry : list) {
      sizes.add(size(early.text(entry).strip(), hosts));
    }
    return sizes.isEmpty() ? List.of(Math.max(1, hosts)) : sizes;
  }

  private int size(String text, int hosts) {
    try {
      if (text.endsWith("%")) {
        var share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100 * hosts;
        return Math.max(1, (int) share);
      }
      var number = Integer.parseInt(text);
      return number <= 0 ? Math.max(1, hosts) : number;
    } catch (NumberFormatException e) {
      throw new Stop(
          play.keywords().at("serial"),
          "'serial' must be a number or a percentage, not '" + text + "'",
          null);
    }
  }

  private void ask(Templar early) {
    for (var prompt : play.prompts()) {
      if (run.options.extraVars().containsKey(prompt.name())) {
        continue;
      }
      playRun.prompted(prompt.name(), answer(prompt, early));
    }
  }

  /**
   * What was answered; as in Ansible it is text always, {@code None} where nobody could be asked.
   */
  private @Nullable Object answer(Prompt prompt, Templar early) {
    var byDefault = prompt.byDefault() == null ? null : early.text(prompt.byDefault());
    var shown =
        (prompt.text() == null ? prompt.name() : early.text(prompt.text()))
            + (byDefault == null ? "" : " [" + byDefault + "]")
            + ": ";
    var answer = asked(shown, prompt);
    if (answer == null || answer.isEmpty() && byDefault != null) {
      answer = String.valueOf(byDefault == null ? "None" : byDefault);
    }
    return prompt.encrypt() == null ? answer : encrypted(answer, prompt, early);
  }

  private @Nullable String asked(String shown, Prompt prompt) {
    var echo = prompt.echo() == Prompt.Echo.ON ? Asker.Echo.ON : Asker.Echo.OFF;
    while (true) {
      var answer = run.asker.ask(shown, echo);
      if (answer == null) {
        run.warn(null, "Not prompting as we are not in interactive mode");
        return null;
      }
      if (prompt.again() == Prompt.Again.NO
          || answer.equals(run.asker.ask("confirm " + shown, echo))) {
        return answer;
      }
      run.emit(new Event.Remark(0, "***** VALUES ENTERED DO NOT MATCH ****"));
    }
  }

  private static @Nullable Object encrypted(String answer, Prompt prompt, Templar early) {
    var given = new LinkedHashMap<String, @Nullable Object>();
    given.put("_answer", answer);
    given.put("_scheme", prompt.encrypt());
    given.put("_salt", prompt.salt());
    given.put("_size", prompt.saltSize());
    return early
        .with(given)
        .evaluate("_answer | password_hash(_scheme, salt=_salt, salt_size=_size)", prompt.at());
  }
}
