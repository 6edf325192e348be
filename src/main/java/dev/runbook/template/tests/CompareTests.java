package dev.runbook.template.tests;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Values;
import org.jspecify.annotations.Nullable;

/// Tests that compare two values.
final class CompareTests {
  private CompareTests() {}

  static void addTo(Table table) {
    table
        .add("eq equalto ==", "b", (x, a) -> Compare.equal(x, a.at(0)))
        .add("ne !=", "b", (x, a) -> !Compare.equal(x, a.at(0)))
        .add("lt lessthan <", "b", (x, a) -> Compare.order(x, a.at(0), "<") < 0)
        .add("le <=", "b", (x, a) -> Compare.order(x, a.at(0), "<=") <= 0)
        .add("gt greaterthan >", "b", (x, a) -> Compare.order(x, a.at(0), ">") > 0)
        .add("ge >=", "b", (x, a) -> Compare.order(x, a.at(0), ">=") >= 0)
        .add("in", "seq", (x, a) -> Compare.contains(a.at(0), x))
        .add("contains", "value", (x, a) -> Compare.contains(x, a.at(0)))
        .add("subset issubset", "b", (x, a) -> within(x, a.at(0)))
        .add("superset issuperset", "b", (x, a) -> within(a.at(0), x))
        .add(
            "version version_compare",
            "version operator=eq strict=null version_type=null",
            CompareTests::version);
  }

  private static boolean within(@Nullable Object part, @Nullable Object whole) {
    var all = Values.items(whole);
    for (var item : Values.items(part)) {
      if (!Compare.contains(all, item)) {
        return false;
      }
    }
    return true;
  }

  private static Object version(@Nullable Object value, Args a) {
    return Versions.compare(value, a);
  }
}
