package dev.runbook.report;

import dev.runbook.event.Event;
import dev.runbook.report.Palette.Colour;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints warnings on the error stream, each one once, and remarks, whatever else reports a run. */
public final class Warnings implements Consumer<Event> {
  private final Terminal terminal;
  private final Style style;
  private final Set<String> told = new HashSet<>();

  public Warnings(Terminal terminal, Style style) {
    this.terminal = terminal;
    this.style = style;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Warned e) {
      warn((e.at() == null || e.at().line() == 0 ? "" : e.at() + ": ") + e.text());
    } else if (event instanceof Event.Remark e && style.verbosity() >= e.verbosity()) {
      if (e.verbosity() == 0) {
        terminal.print(e.text(), Colour.VERBOSE);
      } else {
        terminal.say(e.text());
      }
    }
  }

  public void warn(String text) {
    once("[WARNING]: " + text, Colour.WARN);
  }

  private void once(String text, Colour colour) {
    if (told.add(text)) {
      terminal.error(text, colour);
    }
  }

  /** What a result warns of. */
  void of(Map<String, @Nullable Object> result) {
    if (!style.shows(Style.Part.RESULT_WARNINGS)) {
      return;
    }
    if (result.get("warnings") instanceof List<?> warnings) {
      warnings.forEach(text -> warn(String.valueOf(text)));
    }
    if (style.shows(Style.Part.DEPRECATIONS)
        && result.get("deprecations") instanceof List<?> deprecations) {
      for (var each : deprecations) {
        if (each instanceof Map<?, ?> deprecation) {
          deprecated(deprecation);
        }
      }
    }
  }

  private void deprecated(Map<?, ?> deprecation) {
    var version = deprecation.get("version");
    var date = deprecation.get("date");
    once(
        "[DEPRECATION WARNING]: "
            + deprecation.get("msg")
            + ". This feature will be removed "
            + (version != null
                ? "in version " + version
                : date != null ? "in a release after " + date : "in a future release")
            + ". Deprecation warnings can be disabled by setting deprecation_warnings=False in"
            + " ansible.cfg.",
        Colour.DEPRECATE);
  }
}
