package dev.runbook.engine;

import dev.runbook.event.Event;
import dev.runbook.playbook.Block;
import dev.runbook.playbook.Keywords;
import dev.runbook.playbook.Role;
import dev.runbook.playbook.Step;
import dev.runbook.playbook.Task;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.text.Nearest;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The handlers of a play: who is notified, and their runs. */
final class Handlers {
  private final PlayRun play;
  private final List<Handler> handlers = new ArrayList<>();
  private final Set<Role> known = new HashSet<>();

  /** A handler where it stands. */
  private record Handler(Task task, Context where, @Nullable Role role) {}

  Handlers(PlayRun play) {
    this.play = play;
    for (var role : play.roles().named()) {
      of(role);
    }
    add(play.play.handlers(), play.context, null);
  }

  /** Makes the handlers of a role known, once. */
  void of(Role role) {
    if (known.add(role)) {
      add(
          role.handlers(),
          play.context.within(
              Keywords.NONE, Map.of(), role, role.path().resolve("handlers/main.yml")),
          role);
    }
  }

  private void add(List<Step> steps, Context where, @Nullable Role role) {
    for (var step : steps) {
      switch (step) {
        case Task task -> handlers.add(new Handler(task, where, role));
        case Block block -> {
          if (block.role() != null) {
            of(block.role());
          }
          add(
              block.block(),
              where.within(block.keywords(), block.params(), block.role(), where.file()),
              role);
        }
      }
    }
  }

  /**
   * Remembers for a host that handlers are to run; a name that no handler has is an error of the
   * playbook.
   */
  synchronized void notify(HostRun host, Task by, Context where, Templar templar) {
    var words = where.having("notify");
    if (words == null) {
      return;
    }
    for (var raw : words.list("notify")) {
      switch (templar.value(raw)) {
        case null -> {}
        case List<?> names -> names.forEach(n -> notify(host, templar.text(n), by));
        case Object name -> notify(host, templar.text(name), by);
      }
    }
  }

  private void notify(HostRun host, String name, Task by) {
    var found = false;
    for (var i = handlers.size() - 1; i >= 0; i--) {
      var handler = handlers.get(i);
      if (names(handler).contains(name)) {
        host.notified.add(key(handler));
        found = true;
        break;
      }
    }
    for (var handler : handlers) {
      if (listens(handler).contains(name)) {
        host.notified.add(key(handler));
        found = true;
      }
    }
    if (!found) {
      var all = new HashSet<String>();
      for (var handler : handlers) {
        all.addAll(names(handler));
        all.addAll(listens(handler));
      }
      var near = Nearest.to(name, all);
      throw new Stop(
          by.keywords().at("notify"),
          "The requested handler '"
              + name
              + "' was not found in either the main handlers list nor in the listening handlers"
              + " list",
          near == null ? null : "Did you mean '" + near + "'?");
    }
  }

  private static String key(Handler handler) {
    return handler.task().at() + "#" + System.identityHashCode(handler.task());
  }

  private Set<String> names(Handler handler) {
    var name = handler.task().name();
    if (name == null) {
      return Set.of();
    }
    var text = name.toString();
    if (name instanceof dev.runbook.template.Template template) {
      try {
        text = play.templar(play.all.getFirst(), handler.where()).text(template);
      } catch (TemplateError e) {
        return Set.of();
      }
    }
    return handler.role() == null
        ? Set.of(text)
        : Set.of(text, handler.role().name() + " : " + text);
  }

  private Set<String> listens(Handler handler) {
    var names = new HashSet<String>();
    for (var topic : handler.task().keywords().list("listen")) {
      names.add(String.valueOf(topic));
    }
    return names;
  }

  /**
   * Runs what was notified, in the order the handlers are written; those that handlers notify, too.
   */
  void flush(Steps steps, List<HostRun> hosts) {
    var force = force(hosts);
    var ran = true;
    while (ran) {
      ran = false;
      for (var handler : List.copyOf(handlers)) {
        var key = key(handler);
        var subjects = new ArrayList<HostRun>();
        for (var host : hosts) {
          var takesPart = host.active() || force && host.failing && !host.unreachable;
          if (takesPart && host.notified.remove(key)) {
            subjects.add(host);
          }
        }
        if (!subjects.isEmpty()) {
          ran = true;
          run(handler, steps, subjects);
        }
      }
    }
  }

  private void run(Handler handler, Steps steps, List<HostRun> subjects) {
    var failing = new HashSet<HostRun>();
    for (var host : subjects) {
      if (host.failing) {
        failing.add(host);
        host.failing = false;
      }
    }
    steps.task(handler.task(), subjects, handler.where(), Event.Part.HANDLER);
    for (var host : failing) {
      host.failing = true;
    }
  }

  private boolean force(List<HostRun> hosts) {
    var own = play.play.keywords().get("force_handlers");
    return own == null
        ? play.run.options.forceHandlers()
        : Truth.of(play.templar(hosts.getFirst(), play.context).value(own));
  }
}
