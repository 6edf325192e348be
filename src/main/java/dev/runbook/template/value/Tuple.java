package dev.runbook.template.value;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// Python's tuple; its parts may have names, as a named tuple's have.
public final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
  private final @Nullable Object[] items;
  private final List<String> names;
  private int hash;

  private Tuple(@Nullable Object[] items, List<String> names) {
    this.items = items;
    this.names = names;
  }

  public static Tuple of(@Nullable Object... items) {
    return new Tuple(items.clone(), List.of());
  }

  public static Tuple copyOf(List<? extends @Nullable Object> items) {
    return new Tuple(items.toArray(), List.of());
  }

  /// A tuple whose parts are attributes too.
  public static Tuple named(List<String> names, @Nullable Object... items) {
    return new Tuple(items.clone(), names);
  }

  /// The index of a named part, or -1.
  public int indexOfName(String name) {
    return names.indexOf(name);
  }

  @Override
  public @Nullable Object get(int index) {
    return items[index];
  }

  /// Counted once: tuples in tuples may hold the same one often.
  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = super.hashCode();
    }
    return hash;
  }

  @Override
  public int size() {
    return items.length;
  }
}
