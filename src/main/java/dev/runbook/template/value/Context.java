package dev.runbook.template.value;

import dev.runbook.template.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an operation may reach besides its own arguments.
public interface Context {
  /// The filter of a name; an unknown one raises with the nearest name.
  Operation filter(String name);

  Operation test(String name);

  /// Runs a lookup; the result is the list of what it found.
  List<@Nullable Object> lookup(
      String name, List<? extends @Nullable Object> terms, Map<String, @Nullable Object> options);

  /// A variable's value, or an [Undefined].
  @Nullable Object variable(String name);

  Set<String> variableNames();

  /// What stood in the file where this very value, and not one that is equal, was written encrypted
  /// (`!vault`); else null.
  @Nullable String sealed(@Nullable Object value);

  Surroundings surroundings();

  /// Renders the text of a template file that the author wrote; relative includes start at `name`.
  String renderFile(
      String text,
      String name,
      Map<String, @Nullable Object> more,
      Map<String, @Nullable Object> options);

  /// The value with every template in it rendered.
  @Nullable Object finished(@Nullable Object value);

  /// Counts one step of a loop or a made item; raises where a template does far too much.
  void step();

  /// Counts characters or items that were looked at, a thousand of them as one step.
  void effort(long amount);

  /// Counts items that were made and are kept: they take memory too, so each is worth five steps.
  default void made(int items) {
    effort(5000L * items);
  }

  /// Tells the user of something that works but should be written otherwise.
  default void warn(String message) {
    surroundings().warn().accept(message);
  }
}
