package dev.runbook.template.jinja;

import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `{% for %}`
///
/// @param filter the `if` of the loop, or null
record For(
    Statements.Target target,
    Expression items,
    @Nullable Expression filter,
    List<Statement> body,
    List<Statement> otherwise,
    boolean recursive)
    implements Statement {

  @Override
  public Flow render(Frame frame, Sink sink) {
    run(items.eval(frame), frame, sink, 0);
    return Flow.ON;
  }

  private void run(@Nullable Object value, Frame frame, Sink sink, int depth) {
    List<@Nullable Object> all;
    try {
      all = Values.items(value);
    } catch (Raised e) {
      throw e.at(items.at());
    }
    if (filter != null) {
      all = filtered(all, filter, frame);
    }
    if (all.isEmpty()) {
      Statement.all(otherwise, frame.inner(), sink);
      return;
    }
    var loop = new Loop(this, all, frame, depth);
    var limits = frame.run().host().limits();
    for (; loop.index < all.size(); loop.index++) {
      limits.step();
      var inner = frame.inner();
      inner.set("loop", loop);
      target.assign(all.get(loop.index), inner);
      if (Statement.all(body, inner, sink) == Flow.BREAK) {
        return;
      }
    }
  }

  private List<@Nullable Object> filtered(
      List<@Nullable Object> all, Expression test, Frame frame) {
    var kept = new ArrayList<@Nullable Object>();
    for (var item : all) {
      frame.run().host().limits().step();
      var inner = frame.inner();
      target.assign(item, inner);
      if (test.truth(inner)) {
        kept.add(item);
      }
    }
    return kept;
  }

  /// The `loop` variable.
  private static final class Loop implements Attributes.Holder, Invocable {
    private final For statement;
    private final List<@Nullable Object> items;
    private final Frame frame;
    private final int depth;
    private @Nullable List<@Nullable Object> seen;
    private int index;

    Loop(For statement, List<@Nullable Object> items, Frame frame, int depth) {
      this.statement = statement;
      this.items = items;
      this.frame = frame;
      this.depth = depth;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "index" -> index + 1L;
        case "index0" -> (long) index;
        case "revindex" -> (long) items.size() - index;
        case "revindex0" -> items.size() - index - 1L;
        case "first" -> index == 0;
        case "last" -> index == items.size() - 1;
        case "length" -> (long) items.size();
        case "depth" -> depth + 1L;
        case "depth0" -> (long) depth;
        case "previtem" ->
            index == 0 ? Undefined.hinted("there is no previous item") : items.get(index - 1);
        case "nextitem" ->
            index + 1 == items.size()
                ? Undefined.hinted("there is no next item")
                : items.get(index + 1);
        case "cycle" -> (Invocable) this::cycle;
        case "changed" -> (Invocable) this::changed;
        default -> Undefined.in(this, name);
      };
    }

    private @Nullable Object cycle(Arguments given, Context context) {
      var choices = given.positional();
      if (choices.isEmpty()) {
        throw Raised.of("no items for cycling given");
      }
      return choices.get(index % choices.size());
    }

    private boolean changed(Arguments given, Context context) {
      var now = given.positional();
      var same = seen != null && Compare.equal(seen, now);
      seen = now;
      return !same;
    }

    /// A recursive call with the items of the next level.
    @Override
    public @Nullable Object call(Arguments arguments, Context context) {
      if (!statement.recursive) {
        throw Raised.of("The loop must have the 'recursive' marker to be called recursively.");
      }
      var limits = frame.run().host().limits();
      limits.enter();
      try {
        var sink = Sink.of(frame.run().host());
        var items = arguments.positional().isEmpty() ? null : arguments.positional().getFirst();
        statement.run(items, frame, sink, depth + 1);
        return sink.result();
      } finally {
        limits.leave();
      }
    }

    @Override
    public String toString() {
      return "<LoopContext " + (index + 1) + "/" + items.size() + ">";
    }
  }
}
