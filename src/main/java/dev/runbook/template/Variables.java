package dev.runbook.template;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a template sees by name: raw values, in which {@link Template} leaves are not
 * rendered yet.
 */
public interface Variables {
  boolean has(String name);

  /**
   * The raw value; null is Python's None. Ask {@link #has} first: the answer for an unknown name is
   * null too.
   */
  @Nullable Object get(String name);

  Set<String> names();
}
