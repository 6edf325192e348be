package dev.runbook.template.jinja;

/// A node that prints, sets names, or steers.
interface Statement {
  /// How the statements around go on.
  enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  Flow render(Frame frame, Sink sink);

  /// Renders one after the other until one of them leaves the loop.
  static Flow all(java.util.List<Statement> body, Frame frame, Sink sink) {
    for (var i = 0; i < body.size(); i++) {
      var flow = body.get(i).render(frame, sink);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  /// What a body prints, by itself.
  static @org.jspecify.annotations.Nullable Object captured(
      java.util.List<Statement> body, Frame frame) {
    var sink = Sink.of(frame.run().host());
    all(body, frame, sink);
    return sink.result();
  }
}
