package dev.runbook.template;

import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Operation;
import java.util.HashMap;
import java.util.Map;

/// Filters, tests and functions that an embedding program brings along. Those of a known name take
/// its place.
public final class Additions {
  private final Map<String, Operation> filters = new HashMap<>();
  private final Map<String, Operation> tests = new HashMap<>();
  private final Map<String, Invocable> functions = new HashMap<>();

  public void filter(Operation filter) {
    filters.put(filter.name(), filter);
  }

  public void test(Operation test) {
    tests.put(test.name(), test);
  }

  public void function(String name, Invocable function) {
    functions.put(name, function);
  }

  public void add(Additions more) {
    filters.putAll(more.filters);
    tests.putAll(more.tests);
    functions.putAll(more.functions);
  }

  Map<String, Operation> filters() {
    return filters;
  }

  Map<String, Operation> tests() {
    return tests;
  }

  Map<String, Invocable> functions() {
    return functions;
  }
}
