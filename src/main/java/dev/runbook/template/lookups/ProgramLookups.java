package dev.runbook.template.lookups;

import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Splits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `pipe` and `lines`: what a program on the controller prints.
final class ProgramLookups {
  private ProgramLookups() {}

  static void addTo(Map<String, Lookup> all) {
    all.put("pipe", ProgramLookups::pipe);
    all.put("lines", ProgramLookups::lines);
  }

  private static List<@Nullable Object> pipe(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var reply = run(term, r);
      found.add(Letters.strip(reply.stdout(), null, false, true));
    }
    return found;
  }

  private static List<@Nullable Object> lines(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      found.addAll(Splits.lines(run(term, r).stdout(), false));
    }
    return found;
  }

  private static Reply run(String command, Request r) {
    try {
      var folder = r.context().surroundings().workingDirectory().toAbsolutePath().toString();
      var reply =
          Processes.run(
              List.of("/bin/sh", "-c", "cd \"$0\" && eval \"$1\"", folder, command),
              new byte[0],
              r.context().surroundings().environment(),
              null);
      if (!reply.ok()) {
        throw Raised.lookup(
            "lookup_plugin."
                + r.name()
                + "("
                + command
                + ") returned "
                + reply.rc()
                + (reply.stderr().isBlank() ? "" : ": " + reply.stderr().strip()));
      }
      return reply;
    } catch (IOException e) {
      throw Raised.lookup("lookup_plugin." + r.name() + "(" + command + "): " + e.getMessage());
    }
  }
}
