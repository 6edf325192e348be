package dev.runbook.engine;

import dev.runbook.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets the events of a task's hosts through in the order of the hosts: the first one's at once, the
 * others' when it is their turn.
 */
final class Turns {
  private final Consumer<Event> sink;
  private final List<List<Event>> waiting = new ArrayList<>();
  private final boolean[] done;
  private int front;

  Turns(int hosts, Consumer<Event> sink) {
    this.sink = sink;
    this.done = new boolean[hosts];
    for (var i = 0; i < hosts; i++) {
      waiting.add(new ArrayList<>());
    }
  }

  Consumer<Event> of(int host) {
    return event -> {
      synchronized (this) {
        if (host == front) {
          sink.accept(event);
        } else {
          waiting.get(host).add(event);
        }
      }
    };
  }

  synchronized void finish(int host) {
    done[host] = true;
    while (front < done.length && done[front]) {
      front++;
      if (front < done.length) {
        waiting.get(front).forEach(sink);
        waiting.get(front).clear();
      }
    }
  }
}
