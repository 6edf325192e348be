package dev.runbook.template.filters;

import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Table;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All filters by name.
public final class Filters {
  private final Table table = new Table();

  public Filters() {
    TextFilters.addTo(table);
    LayoutFilters.addTo(table);
    MarkupFilters.addTo(table);
    ListFilters.addTo(table);
    ChoiceFilters.addTo(table);
    NumberFilters.addTo(table);
    DefaultFilters.addTo(table);
    SetFilters.addTo(table);
    MapFilters.addTo(table);
    DataFilters.addTo(table);
    RegexFilters.addTo(table);
    PathFilters.addTo(table);
    HashFilters.addTo(table);
    DateFilters.addTo(table);
    RandomFilters.addTo(table);
    UrlFilters.addTo(table);
    SizeFilters.addTo(table);
    OtherFilters.addTo(table);
    AddressFilters.addTo(table);
    NetworkFilters.addTo(table);
    KeyFilters.addTo(table);
    DurationFilters.addTo(table);
    CommunityFilters.addTo(table);
    IniFilters.addTo(table);
    PathsInData.addTo(table);
  }

  /// The filter, or null.
  public @Nullable Operation find(String name) {
    return table.find(name);
  }

  public Set<String> names() {
    return table.names();
  }
}
