package dev.runbook.engine;

import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an argument specification demands between several arguments: {@code required_if} ... */
final class Relations {
  private Relations() {}

  /** What a rule finds wrong, or null. */
  static @Nullable String broken(
      String rule, @Nullable Object terms, Map<String, @Nullable Object> values) {
    return switch (terms) {
      case List<?> list ->
          switch (rule) {
            case "mutually_exclusive" -> exclusive(list, values);
            case "required_together" -> together(list, values);
            case "required_one_of" -> oneOf(list, values);
            case "required_if" -> conditional(list, values);
            default -> null;
          };
      case Map<?, ?> map when rule.equals("required_by") -> by(map, values);
      case null, default -> null;
    };
  }

  private static List<String> names(@Nullable Object term) {
    return term instanceof List<?> list
        ? list.stream().map(Text::str).toList()
        : List.of(Text.str(term));
  }

  private static long given(List<String> names, Map<String, @Nullable Object> values) {
    return names.stream().filter(values::containsKey).count();
  }

  private static @Nullable String exclusive(List<?> terms, Map<String, @Nullable Object> values) {
    var broken = new ArrayList<String>();
    for (var term : terms) {
      if (given(names(term), values) > 1) {
        broken.add(String.join("|", names(term)));
      }
    }
    return broken.isEmpty()
        ? null
        : "parameters are mutually exclusive: " + String.join(", ", broken);
  }

  private static @Nullable String together(List<?> terms, Map<String, @Nullable Object> values) {
    for (var term : terms) {
      var given = given(names(term), values);
      if (given > 0 && given < names(term).size()) {
        return "parameters are required together: " + String.join(", ", names(term));
      }
    }
    return null;
  }

  private static @Nullable String oneOf(List<?> terms, Map<String, @Nullable Object> values) {
    for (var term : terms) {
      if (given(names(term), values) == 0) {
        return "one of the following is required: " + String.join(", ", names(term));
      }
    }
    return null;
  }

  private static @Nullable String conditional(List<?> terms, Map<String, @Nullable Object> values) {
    for (var term : terms) {
      if (!(term instanceof List<?> rule) || rule.size() < 3) {
        continue;
      }
      var name = Text.str(rule.get(0));
      if (!values.containsKey(name) || !Objects.equals(values.get(name), rule.get(1))) {
        continue;
      }
      var wanted = names(rule.get(2));
      var any = rule.size() > 3 && Truth.of(rule.get(3));
      var missing = wanted.stream().filter(w -> !values.containsKey(w)).toList();
      if (!missing.isEmpty() && (!any || missing.size() == wanted.size())) {
        return name
            + " is "
            + Text.str(rule.get(1))
            + " but "
            + (any ? "any" : "all")
            + " of the following are missing: "
            + String.join(", ", missing);
      }
    }
    return null;
  }

  private static @Nullable String by(Map<?, ?> terms, Map<String, @Nullable Object> values) {
    for (var term : terms.entrySet()) {
      if (values.get(Text.str(term.getKey())) == null) {
        continue;
      }
      var missing = names(term.getValue()).stream().filter(n -> values.get(n) == null).toList();
      if (!missing.isEmpty()) {
        return "missing parameter(s) required by '"
            + Text.str(term.getKey())
            + "': "
            + String.join(", ", missing);
      }
    }
    return null;
  }
}
