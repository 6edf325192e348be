package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Block;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.text.Nearest;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a play: who is notified, and their runs.
 *
 * <p>A name is looked up when handlers run, not when it is notified: a role that was included in
 * between may have another handler of that name.
 */
final class Handlers {
  private final PlayRun play;

  /** One list for each place where handlers are written, in the order in which they run. */
  private final List<List<Handler>> lists = new ArrayList<>();

  private final Set<Block> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A handler where it stands: a role that is taken twice has each of its handlers twice. */
  static final class Handler {
    private final Task task;
    private final Context where;

    private Handler(Task task, Context where) {
      this.task = task;
      this.where = where;
    }
  }

  Handlers(PlayRun play) {
    this.play = play;
    of(play.play.roles(), play.context);
    add(play.play.handlers(), play.context);
    for (var tasks : List.of(play.play.preTasks(), play.play.tasks(), play.play.postTasks())) {
      of(tasks, play.context);
    }
  }

  /** Makes the handlers of the roles that are entered by these steps known. */
  synchronized void of(List<? extends Step> steps, Context where) {
    for (var step : steps) {
      if (!(step instanceof Block block) || !known.add(block)) {
        continue;
      }
      var role = block.role();
      var inside = where.within(block.keywords(), block.params(), role, where.file());
      if (role != null) {
        of(role.dependencies(), inside);
        var file = role.path().resolve("handlers").resolve("main.yml");
        add(role.handlers(), where.within(block.keywords(), block.params(), role, file));
      }
      of(block.block(), inside);
      of(block.rescue(), inside);
      of(block.always(), inside);
    }
  }

  private void add(List<Step> steps, Context where) {
    var list = new ArrayList<Handler>();
    collect(steps, where, list);
    if (!list.isEmpty()) {
      lists.add(list);
    }
  }

  /** The tasks of an imported file stand in the place of the import. */
  private static void collect(List<Step> steps, Context where, List<Handler> list) {
    for (var step : steps) {
      switch (step) {
        case Task task -> list.add(new Handler(task, where));
        case Block block ->
            collect(
                block.block(),
                where.within(block.keywords(), block.params(), block.role(), where.file()),
                list);
      }
    }
  }

  /**
   * Remembers for a host that handlers are to run. While handlers run, those that come later in the
   * list are run yet, the others when handlers run next.
   *
   * @throws Stop when no handler has the name: an error of the playbook
   */
  synchronized void notify(HostRun host, String name, Task by) {
    var found = named(name);
    if (found.isEmpty()) {
      missing(name, by);
      return;
    }
    if (host.flushing) {
      found.forEach(handler -> call(handler, host));
    } else if (host.notified.add(name)) {
      remark("Notification for handler " + name + " has been saved.");
    }
  }

  private void call(Handler handler, HostRun host) {
    if (host.called.add(handler)) {
      remark("NOTIFIED HANDLER " + handler.task.name() + " for " + host.name());
    }
  }

  private void remark(String text) {
    play.run.emit(new Event.Remark(2, text));
  }

  /** The handler that has the name, of the place that was read last; all that listen to it. */
  private Set<Handler> named(String name) {
    var found = new LinkedHashSet<Handler>();
    for (var list : lists.reversed()) {
      var first = list.stream().filter(h -> names(h).contains(name)).findFirst();
      if (first.isPresent()) {
        found.add(first.get());
        break;
      }
    }
    var seen = new HashSet<String>();
    for (var list : lists.reversed()) {
      for (var handler : list) {
        if (topics(handler).contains(name)) {
          var own = name(handler);
          if (own == null || seen.add(own)) {
            found.add(handler);
          }
        }
      }
    }
    return found;
  }

  private Set<String> names(Handler handler) {
    var name = name(handler);
    return name == null ? Set.of() : withRole(handler, Set.of(name));
  }

  /** Null without a name, or when it cannot be told yet. */
  private @Nullable String name(Handler handler) {
    var name = handler.task.name();
    if (name == null) {
      return null;
    }
    var text = name.toString();
    if (name instanceof Template template) {
      try {
        text = play.early(handler.where.of(handler.task.keywords())).text(template);
      } catch (TemplateError e) {
        if (handler.task.keywords().list("listen").isEmpty()) {
          // people look for a warning that begins with this word
          play.run.warn(
              null,
              "Handler '"
                  + text
                  + "' is unusable because it has no listen topics and the name could not be"
                  + " templated (host-specific variables are not supported in handler names). The"
                  + " error: "
                  + e.text()
                  + " ("
                  + handler.task.at()
                  + ")");
        }
        return null;
      }
    }
    return text;
  }

  private static Set<String> topics(Handler handler) {
    var topics = new HashSet<String>();
    handler.task.keywords().list("listen").forEach(topic -> topics.add(String.valueOf(topic)));
    return withRole(handler, topics);
  }

  /** A handler of a role may be meant with the role's name in front. */
  private static Set<String> withRole(Handler handler, Set<String> plain) {
    var names = new HashSet<>(plain);
    var role = handler.where.currentRole();
    if (role != null) {
      for (var name : plain) {
        names.add(role.name() + " : " + name);
        names.add(role.shortName() + " : " + name);
      }
    }
    return names;
  }

  private void missing(String name, Task by) {
    var text =
        "The requested handler '"
            + name
            + "' was not found in either the main handlers list nor in the listening handlers"
            + " list";
    if (!play.run.options.missingHandlerFails()) {
      play.run.warn(by.keywords().at("notify"), text);
      return;
    }
    var all = new HashSet<String>();
    for (var list : lists) {
      for (var handler : list) {
        all.addAll(names(handler));
        all.addAll(topics(handler));
      }
    }
    var near = Nearest.to(name, all);
    throw new Stop(
        by.keywords().at("notify"), text, near == null ? null : "Did you mean '" + near + "'?");
  }

  /** Runs what was notified, in the order in which handlers are written. */
  void flush(Steps steps, List<HostRun> hosts) {
    var taking = hosts.stream().filter(HostRun::active).toList();
    taking.forEach(this::begin);
    for (var handler : handlers()) {
      var subjects = taking.stream().filter(h -> h.active() && h.called.remove(handler)).toList();
      if (!subjects.isEmpty()) {
        steps.task(handler.task, subjects, handler.where, Event.Part.HANDLER);
      }
    }
    taking.forEach(host -> host.flushing = false);
  }

  private synchronized void begin(HostRun host) {
    for (var name : List.copyOf(host.notified)) {
      named(name).forEach(handler -> call(handler, host));
      host.notified.remove(name);
    }
    host.flushing = true;
  }

  private synchronized List<Handler> handlers() {
    return lists.stream().flatMap(List::stream).toList();
  }
}
