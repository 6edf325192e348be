package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// `random` and `shuffle`.
final class RandomFilters {
  private RandomFilters() {}

  static void addTo(Table table) {
    table
        .add("random", "start=null step=null seed=null", RandomFilters::random)
        .add("shuffle", "seed=null", RandomFilters::shuffle);
  }

  private static @Nullable Object random(@Nullable Object value, Args a) {
    var random = PythonRandom.of(a.at(2));
    if (Values.isWhole(value)) {
      var start = Values.truth(a.at(0)) ? Arithmetic.big(a.at(0)) : BigInteger.ZERO;
      var step = Values.truth(a.at(1)) ? Arithmetic.big(a.at(1)) : BigInteger.ONE;
      var width = Arithmetic.big(value).subtract(start);
      var count =
          step.signum() > 0
              ? width.add(step).subtract(BigInteger.ONE).divide(step)
              : width.add(step).add(BigInteger.ONE).divide(step);
      return Values.fit(start.add(step.multiply(random.below(count))));
    }
    if (!Values.isIterable(value)) {
      throw Raised.filter("random can only be used on sequences and integers");
    }
    if (Values.truth(a.at(0)) || Values.truth(a.at(1))) {
      throw Raised.filter("start and step can only be used with integer values");
    }
    var items = Values.items(value);
    if (items.isEmpty()) {
      throw Raised.filter("Cannot choose from an empty sequence");
    }
    return items.get(random.below(items.size()));
  }

  private static @Nullable Object shuffle(@Nullable Object value, Args a) {
    if (!Values.isIterable(value)) {
      return value;
    }
    var random = PythonRandom.of(Values.truth(a.at(0)) ? a.at(0) : null);
    var items = new ArrayList<>(Values.items(value));
    for (var i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, random.below(i + 1));
    }
    return items;
  }
}
