package dev.runbook.modules.docker;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The kind of an option's value, which says how two of them are compared.
enum Kind {
  VALUE,
  LIST,
  SET,
  SET_OF_MAPS,
  MAP;

  /// How exactly what is there must be what is wanted.
  enum Mode {
    IGNORE,
    STRICT,
    ALLOW_MORE_PRESENT
  }

  /// What Ansible does without a word on it.
  Mode usual() {
    return this == VALUE || this == LIST ? Mode.STRICT : Mode.ALLOW_MORE_PRESENT;
  }

  boolean same(@Nullable Object wanted, @Nullable Object there, Mode mode) {
    if (mode == Mode.IGNORE) {
      return true;
    }
    if (wanted == null || there == null) {
      return wanted == null && there == null
          || this != VALUE
              && (mode == Mode.ALLOW_MORE_PRESENT && wanted == null
                  || empty(wanted == null ? there : wanted));
    }
    var strict = mode == Mode.STRICT;
    return switch (this) {
      case VALUE -> wanted.equals(there);
      case LIST -> strict ? wanted.equals(there) : inOrder((List<?>) wanted, (List<?>) there);
      case SET -> {
        var a = new HashSet<Object>(items(wanted));
        var b = new HashSet<Object>(items(there));
        yield strict ? a.equals(b) : b.containsAll(a);
      }
      case MAP -> strict ? wanted.equals(there) : within((Map<?, ?>) wanted, (Map<?, ?>) there);
      case SET_OF_MAPS -> {
        var a = items(wanted);
        var b = items(there);
        yield a.stream()
                .allMatch(w -> b.stream().anyMatch(t -> within((Map<?, ?>) w, (Map<?, ?>) t)))
            && (!strict
                || b.stream()
                    .allMatch(t -> a.stream().anyMatch(w -> within((Map<?, ?>) w, (Map<?, ?>) t))));
      }
    };
  }

  private static boolean empty(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map.isEmpty() : items(value).isEmpty();
  }

  private static List<?> items(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? List.copyOf(map.keySet()) : Values.list(value);
  }

  private static boolean inOrder(List<?> wanted, List<?> there) {
    var at = 0;
    for (var item : wanted) {
      while (at < there.size() && !Objects.equals(there.get(at), item)) {
        at++;
      }
      if (at++ == there.size()) {
        return false;
      }
    }
    return true;
  }

  private static boolean within(Map<?, ?> wanted, Map<?, ?> there) {
    return wanted.entrySet().stream()
        .allMatch(e ->
            there.containsKey(e.getKey()) && Objects.equals(e.getValue(), there.get(e.getKey())));
  }
}
