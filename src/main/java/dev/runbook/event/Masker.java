package dev.runbook.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secret values by {@code ********} in everything that is told about a run. Values of
 * fewer than 4 characters are not masked: they would hide ordinary text.
 */
public final class Masker {
  private static final int SHORTEST = 4;
  private static final String STARS = "********";

  private final CopyOnWriteArrayList<String> secrets = new CopyOnWriteArrayList<>();

  /** From now on this value is never told. */
  public void hide(String secret) {
    if (secret.length() >= SHORTEST) {
      secrets.addIfAbsent(secret);
    }
  }

  public String mask(String text) {
    var masked = text;
    for (var secret : secrets) {
      if (masked.contains(secret)) {
        masked = masked.replace(secret, STARS);
      }
    }
    return masked;
  }

  /** A result with all texts in it masked; the same object when there is nothing to hide. */
  public Map<String, @Nullable Object> mask(Map<String, @Nullable Object> result) {
    if (secrets.isEmpty()) {
      return result;
    }
    var masked = new LinkedHashMap<String, @Nullable Object>();
    result.forEach((k, v) -> masked.put(k, value(v)));
    return masked;
  }

  private @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case String s -> mask(s);
      case Map<?, ?> map -> {
        var masked = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> masked.put(value(k), value(v)));
        yield masked;
      }
      case List<?> list -> {
        var masked = new ArrayList<@Nullable Object>(list.size());
        for (var item : list) {
          masked.add(value(item));
        }
        yield masked;
      }
      case null -> null;
      default -> value;
    };
  }
}
