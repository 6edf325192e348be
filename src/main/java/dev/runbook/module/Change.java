package dev.runbook.module;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that differs from what is wanted.
///
/// @param what a path, or what else names the thing before; shown in the diff's header (`---
///   before: what`); empty when there was nothing before
/// @param before its state now, text of any number of lines
/// @param after its state afterwards
/// @param source what the new state comes from (`+++ after: source`), null when it is `what` itself
/// @param skipped why texts are not shown, Ansible's sentences such as `diff skipped: source file
///   appears to be binary`
public record Change(
    String what, String before, String after, @Nullable String source, List<String> skipped) {

  public Change(String what, String before, String after) {
    this(what, before, after, null, List.of());
  }

  /// As a result holds it.
  public Map<String, String> told() {
    var told = new LinkedHashMap<String, String>();
    told.put("before_header", what);
    told.put("after_header", source == null ? what : source);
    told.put("before", before);
    told.put("after", after);
    return told;
  }
}
