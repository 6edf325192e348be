package dev.runbook.template.lookups;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One kind of lookup.
interface Lookup {
  /// What the terms find, in order.
  List<@Nullable Object> run(Request request);
}
