package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Proposes the known name that a misspelt one most likely meant.
public final class Nearest {
  private static final int MOST = 5000;

  private Nearest() {}

  static List<String> names(Collection<?> keys) {
    var names = new ArrayList<String>();
    for (var key : keys) {
      if (names.size() == MOST) {
        break;
      }
      if (key instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }

  /// `did you mean 'x'?`, or null where nothing is near.
  public static @Nullable String hint(String wanted, Collection<String> known) {
    if (wanted.length() > 100 || known.size() > MOST) {
      return null;
    }
    var near = dev.runbook.text.Nearest.to(wanted, known);
    return near == null ? null : "did you mean '" + near + "'?";
  }
}
