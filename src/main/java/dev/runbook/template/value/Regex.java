package dev.runbook.template.value;

import dev.runbook.regex.PythonPattern;
import dev.runbook.regex.PythonPattern.Flag;
import dev.runbook.regex.TooCostly;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// A regular expression of Python's `re`, run by Java's with a limit on its time.
public final class Regex {
  private static final int MAX_CACHED = 1000;
  private static final Map<Key, Regex> CACHE =
      java.util.Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Regex> eldest) {
              return size() > MAX_CACHED;
            }
          });

  private record Key(String pattern, Set<Flag> flags) {}

  private final PythonPattern pattern;
  private final int groups;

  private Regex(PythonPattern pattern) {
    this.pattern = pattern;
    this.groups = pattern.groups();
  }

  /// @throws Raised where Python would not compile it either
  public static Regex of(String pattern, boolean ignoreCase, boolean multiline) {
    var flags = EnumSet.noneOf(Flag.class);
    if (ignoreCase) {
      flags.add(Flag.IGNORE_CASE);
    }
    if (multiline) {
      flags.add(Flag.MULTILINE);
    }
    var key = new Key(pattern, flags);
    var known = CACHE.get(key);
    if (known != null) {
      return known;
    }
    try {
      var made = new Regex(PythonPattern.of(pattern, flags));
      CACHE.put(key, made);
      return made;
    } catch (IllegalArgumentException e) {
      throw Raised.of("Invalid regular expression " + Text.repr(pattern) + ": " + e.getMessage());
    }
  }

  private interface Work<T> {
    T run();
  }

  private static <T> T guarded(Work<T> work) {
    try {
      return work.run();
    } catch (TooCostly e) {
      throw Raised.limit(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw Raised.limit(String.valueOf(TooCostly.stack().getMessage()));
    }
  }

  /// `re.search`: the match, or null.
  public @Nullable Match search(String text) {
    var matcher = pattern.matcher(text);
    return guarded(matcher::find) ? match(matcher) : null;
  }

  /// `re.match`: only at the start.
  public boolean matchesStart(String text) {
    return guarded(() -> pattern.matcher(text).lookingAt());
  }

  public boolean matchesAll(String text) {
    return guarded(() -> pattern.matcher(text).matches());
  }

  public boolean isFound(String text) {
    return guarded(() -> pattern.matcher(text).find());
  }

  private Match match(Matcher matcher) {
    var all = new ArrayList<@Nullable String>();
    for (var i = 0; i <= groups; i++) {
      all.add(matcher.group(i));
    }
    return new Match(all, pattern.names());
  }

  /// One match.
  ///
  /// @param groups the whole match first; null where a group took no part
  public record Match(List<@Nullable String> groups, Map<String, Integer> names) {
    /// A group by number or name.
    public @Nullable String group(String key) {
      Integer index = names.get(key);
      if (index == null && key.matches("\\d{1,4}")) {
        index = Integer.valueOf(key);
      }
      if (index == null || index >= groups.size()) {
        throw Raised.of("no such group");
      }
      return groups.get(index);
    }
  }

  /// `re.findall`: the matches, or the groups of each where there are groups.
  public List<@Nullable Object> findAll(String text) {
    return guarded(() -> {
      var found = new ArrayList<@Nullable Object>();
      var matcher = pattern.matcher(text);
      while (matcher.find()) {
        switch (groups) {
          case 0 -> found.add(matcher.group());
          case 1 -> found.add(java.util.Objects.requireNonNullElse(matcher.group(1), ""));
          default -> {
            var parts = new @Nullable Object[groups];
            for (var i = 1; i <= groups; i++) {
              parts[i - 1] = java.util.Objects.requireNonNullElse(matcher.group(i), "");
            }
            found.add(Tuple.of(parts));
          }
        }
      }
      return found;
    });
  }

  /// `re.subn(replacement, text, most)`; 0 means every place.
  public PythonPattern.Replaced replace(String text, String replacement, int most) {
    try {
      return guarded(() -> pattern.replace(text, replacement, most));
    } catch (IllegalArgumentException e) {
      throw Raised.of(String.valueOf(e.getMessage()));
    }
  }

  /// `re.split`
  public List<@Nullable Object> split(String text) {
    return guarded(() -> {
      var parts = new ArrayList<@Nullable Object>();
      var matcher = pattern.matcher(text);
      var end = 0;
      while (matcher.find()) {
        parts.add(text.substring(end, matcher.start()));
        for (var i = 1; i <= groups; i++) {
          parts.add(matcher.group(i));
        }
        end = matcher.end();
      }
      parts.add(text.substring(end));
      return parts;
    });
  }

  /// `re.escape`
  public static String escape(String text) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ("()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
