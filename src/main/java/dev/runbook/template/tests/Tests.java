package dev.runbook.template.tests;

import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Table;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All tests by name.
public final class Tests {
  private static final Set<String> ONCE_FILTERS =
      Set.of(
          "success",
          "succeeded",
          "successful",
          "failed",
          "failure",
          "changed",
          "change",
          "skipped",
          "skip",
          "finished",
          "started",
          "reachable",
          "unreachable",
          "match",
          "search",
          "regex",
          "version_compare",
          "version",
          "is_dir",
          "is_file",
          "is_link",
          "exists",
          "link_exists",
          "is_abs",
          "is_same_file",
          "is_mount",
          "issubset",
          "issuperset",
          "isnan",
          "subset",
          "superset",
          "any",
          "all");

  private final Table table = new Table();

  public Tests() {
    ValueTests.addTo(table);
    CompareTests.addTo(table);
    ResultTests.addTo(table);
    MatchTests.addTo(table);
    FileTests.addTo(table);
    AddressTests.addTo(table);
  }

  /// The test, or null.
  public @Nullable Operation find(String name) {
    return table.find(name);
  }

  /// A test under the name that it had as a filter before Ansible 2.9, or null.
  public @Nullable Operation asFilter(String name) {
    return ONCE_FILTERS.contains(name) ? table.find(name) : null;
  }

  public Set<String> names() {
    return table.names();
  }
}
