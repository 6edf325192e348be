package dev.runbook.playbook;

import dev.runbook.template.Placed;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of a play, role use, block or task ({@code become}, {@code when}, {@code tags} ...),
 * raw, under today's names: the 1.x words are already translated.
 *
 * @param values raw values by keyword; {@code vars} is not among them
 * @param vars the variables set here
 * @param places where each keyword's value stands
 */
public record Keywords(
    Map<String, @Nullable Object> values,
    Map<String, @Nullable Object> vars,
    Map<String, Source> places) {

  public static final Keywords NONE = new Keywords(Map.of(), Map.of(), Map.of());

  /** Whether a variable with this name would look like a keyword. */
  public static boolean isReserved(String name) {
    return !name.equals("vars")
        && (Words.PLAY.contains(name)
            || Words.ROLE.contains(name)
            || Words.BLOCK.contains(name)
            || Words.TASK.contains(name)
            || name.equals("with_"));
  }

  public boolean has(String keyword) {
    return values.containsKey(keyword);
  }

  public @Nullable Object get(String keyword) {
    return values.get(keyword);
  }

  /** Where the keyword's value was written. */
  public Source at(String keyword) {
    return places.getOrDefault(keyword, Source.NONE);
  }

  /** Where one of the values of {@link #list} was written. */
  public Source at(String keyword, int index) {
    return places.getOrDefault(keyword + "[" + index + "]", at(keyword));
  }

  /** A keyword that may be one value or a list, as a list; empty when it is absent or null. */
  public List<@Nullable Object> list(String keyword) {
    var value = values.get(keyword);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> several) {
      return new ArrayList<>(several);
    }
    return List.of(value);
  }

  /** These, with {@code more} in front for what both say; variables are merged. */
  public Keywords under(Keywords more) {
    if (values.isEmpty() && vars.isEmpty()) {
      return more;
    }
    var bothValues = new LinkedHashMap<>(values);
    bothValues.putAll(more.values);
    var bothVars = new Placed();
    bothVars.putAll(vars);
    bothVars.putAll(more.vars);
    var bothPlaces = new LinkedHashMap<>(places);
    bothPlaces.putAll(more.places);
    return new Keywords(bothValues, bothVars, bothPlaces);
  }
}
