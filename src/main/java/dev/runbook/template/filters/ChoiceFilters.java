package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `map`, `select`, `reject`, `selectattr`, `rejectattr`.
final class ChoiceFilters {
  private ChoiceFilters() {}

  static void addTo(Table table) {
    table
        .add("map", "*rest **named", ChoiceFilters::map)
        .add("select", "*rest **named", (x, a) -> choose(x, a, false, true))
        .add("reject", "*rest **named", (x, a) -> choose(x, a, false, false))
        .add("selectattr", "*rest **named", (x, a) -> choose(x, a, true, true))
        .add("rejectattr", "*rest **named", (x, a) -> choose(x, a, true, false));
  }

  private static Object map(@Nullable Object value, Args a) {
    var made = new ArrayList<@Nullable Object>();
    if (a.rest().isEmpty() && a.named().containsKey("attribute")) {
      for (var key : a.named().keySet()) {
        if (!key.equals("attribute") && !key.equals("default")) {
          throw Raised.of("Unexpected keyword argument '" + key + "'");
        }
      }
      var attribute = a.named().get("attribute");
      var byDefault = a.named().get("default");
      for (var item : items(value)) {
        a.context().step();
        made.add(Getter.get(item, attribute, byDefault));
      }
      return made;
    }
    if (a.rest().isEmpty()) {
      throw Raised.of("map requires a filter argument");
    }
    var filter = a.context().filter(Text.str(a.rest().getFirst()));
    var given = new Arguments(a.rest().subList(1, a.rest().size()), a.named());
    for (var item : items(value)) {
      a.context().step();
      made.add(filter.on(item, given, a.context()));
    }
    return made;
  }

  private static List<@Nullable Object> items(@Nullable Object value) {
    return value == null ? List.of() : Values.items(value);
  }

  private static Object choose(
      @Nullable Object value, Args a, boolean byAttribute, boolean wanted) {
    var rest = a.rest();
    @Nullable Object attribute = null;
    if (byAttribute) {
      if (rest.isEmpty()) {
        throw Raised.of("Missing parameter for attribute name");
      }
      attribute = Undefined.demand(rest.getFirst());
      rest = rest.subList(1, rest.size());
    }
    @Nullable Operation test = null;
    var given = Arguments.NONE;
    if (!rest.isEmpty()) {
      test = a.context().test(Text.str(rest.getFirst()));
      given = new Arguments(rest.subList(1, rest.size()), a.named());
    }
    var kept = new ArrayList<@Nullable Object>();
    for (var item : items(value)) {
      a.context().step();
      var subject = byAttribute ? Getter.get(item, attribute, null) : item;
      var result = test == null ? subject : test.on(subject, given, a.context());
      if (Values.truth(result) == wanted) {
        kept.add(item);
      }
    }
    return kept;
  }
}
