package dev.runbook.template;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Values;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Maps and lists of variables, seen from a template: what they hold is rendered when it is asked
/// for, once. A template that changes one changes its own copy.
final class Lazily {
  private static final Object IN_WORK = new Object();

  private Lazily() {}

  /// The value of something written: templates rendered, containers wrapped.
  static @Nullable Object see(@Nullable Object raw, Renderer renderer) {
    return switch (raw) {
      case null -> null;
      case String s -> s;
      case Template t -> renderer.part(t);
      case LazyMap m -> m;
      case LazyList l -> l;
      case Map<?, ?> m -> new LazyMap(Values.cast(m), renderer);
      case dev.runbook.template.value.Tuple t -> t;
      case dev.runbook.template.value.Range r -> r;
      case List<?> l -> new LazyList(Values.cast(l), renderer);
      case Vaulted v -> renderer.open(v);
      default -> Values.plain(raw);
    };
  }

  static final class LazyMap extends AbstractMap<Object, @Nullable Object> {
    private Map<Object, @Nullable Object> raw;
    private final Renderer renderer;
    private @Nullable Map<Object, @Nullable Object> seen;
    private boolean own;

    LazyMap(Map<Object, @Nullable Object> raw, Renderer renderer) {
      this.raw = raw;
      this.renderer = renderer;
    }

    Map<Object, @Nullable Object> raw() {
      return raw;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      var value = key == null && !containsKey(null) ? null : raw.get(key);
      return value instanceof Template || value instanceof Map || value instanceof List
          ? see(key, value)
          : Lazily.see(value, renderer);
    }

    private @Nullable Object see(@Nullable Object key, Object value) {
      if (seen == null) {
        seen = new HashMap<>();
      }
      var known = seen.get(key);
      if (known == IN_WORK) {
        throw new Raised(
            TemplateError.Kind.RECURSION, "recursive loop: " + renderer.chain(String.valueOf(key)));
      }
      if (known != null || seen.containsKey(key)) {
        return known;
      }
      if (!(value instanceof Template)) {
        var made = Lazily.see(value, renderer);
        seen.put(key, made);
        return made;
      }
      seen.put(key, IN_WORK);
      @Nullable Object made = IN_WORK;
      try {
        made = Lazily.see(value, renderer);
        return made;
      } finally {
        if (made == IN_WORK) {
          seen.remove(key);
        } else {
          seen.put(key, made);
        }
      }
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      // Maps that cannot be changed do not even let themselves be asked for None.
      return key == null ? raw.keySet().stream().anyMatch(Objects::isNull) : raw.containsKey(key);
    }

    @Override
    public int size() {
      return raw.size();
    }

    private void change() {
      if (!own) {
        raw = new LinkedHashMap<>(raw);
        own = true;
      }
    }

    @Override
    public @Nullable Object put(Object key, @Nullable Object value) {
      change();
      if (seen != null) {
        seen.remove(key);
      }
      return raw.put(key, value);
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
      var value = get(key);
      change();
      raw.remove(key);
      return value;
    }

    @Override
    public void clear() {
      raw = new LinkedHashMap<>();
      own = true;
      seen = null;
    }

    @Override
    public Set<Object> keySet() {
      return java.util.Collections.unmodifiableSet(raw.keySet());
    }

    @Override
    public Set<Entry<Object, @Nullable Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return raw.size();
        }

        @Override
        public Iterator<Entry<Object, @Nullable Object>> iterator() {
          var keys = raw.keySet().iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return keys.hasNext();
            }

            @Override
            public Entry<Object, @Nullable Object> next() {
              var key = keys.next();
              return new SimpleImmutableEntry<>(key, get(key));
            }
          };
        }
      };
    }
  }

  static final class LazyList extends AbstractList<@Nullable Object> {
    private List<@Nullable Object> raw;
    private final Renderer renderer;
    private @Nullable Object @Nullable [] seen;
    private boolean own;

    LazyList(List<@Nullable Object> raw, Renderer renderer) {
      this.raw = raw;
      this.renderer = renderer;
    }

    List<@Nullable Object> raw() {
      return raw;
    }

    @Override
    public @Nullable Object get(int index) {
      var value = raw.get(index);
      if (value == null || value instanceof String || own) {
        return value;
      }
      if (seen == null) {
        seen = new @Nullable Object[raw.size()];
      }
      var known = seen[index];
      if (known == IN_WORK) {
        throw new Raised(
            TemplateError.Kind.RECURSION, "recursive loop: " + renderer.chain("[" + index + "]"));
      }
      if (known != null) {
        return known;
      }
      seen[index] = IN_WORK;
      @Nullable Object made = null;
      try {
        made = Lazily.see(value, renderer);
        return made;
      } finally {
        seen[index] = made;
      }
    }

    @Override
    public int size() {
      return raw.size();
    }

    private void change() {
      if (!own) {
        raw = new ArrayList<>(this);
        own = true;
      }
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
      change();
      return raw.set(index, value);
    }

    @Override
    public void add(int index, @Nullable Object value) {
      change();
      raw.add(index, value);
    }

    @Override
    public @Nullable Object remove(int index) {
      change();
      return raw.remove(index);
    }
  }
}
