package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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

  private record Key(String pattern, int flags) {}

  private final Pattern ascii;
  private final Pattern unicode;
  private final Map<String, Integer> names;
  private final int groups;

  private Regex(Pattern ascii, Pattern unicode, Map<String, Integer> names, int groups) {
    this.ascii = ascii;
    this.unicode = unicode;
    this.names = names;
    this.groups = groups;
  }

  /// @throws Raised where Python would not compile it either
  public static Regex of(String pattern, boolean ignoreCase, boolean multiline) {
    var flags =
        Pattern.UNIX_LINES
            | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
            | (multiline ? Pattern.MULTILINE : 0);
    var key = new Key(pattern, flags);
    var known = CACHE.get(key);
    if (known != null) {
      return known;
    }
    var translation = new RegexTranslation(pattern);
    var java = translation.java();
    try {
      var ascii = Pattern.compile(java, flags);
      var made =
          new Regex(
              ascii,
              Pattern.compile(java, flags | Pattern.UNICODE_CHARACTER_CLASS),
              translation.names(),
              ascii.matcher("").groupCount());
      CACHE.put(key, made);
      return made;
    } catch (PatternSyntaxException e) {
      throw Raised.of("Invalid regular expression " + Text.repr(pattern) + ": " + pythons(e));
    } catch (StackOverflowError e) {
      throw Raised.limit("the regular expression is nested too deeply");
    }
  }

  /// Python's words for the mistake that people make most.
  private static String pythons(PatternSyntaxException e) {
    return e.getDescription().startsWith("Dangling meta character")
        ? "nothing to repeat at position " + Math.max(0, e.getIndex())
        : e.getDescription();
  }

  private Matcher matcher(String text) {
    var plain = true;
    for (var i = 0; i < text.length() && plain; i++) {
      plain = text.charAt(i) < 128;
    }
    return (plain ? ascii : unicode).matcher(new Timed(text));
  }

  private interface Work<T> {
    T run();
  }

  private static <T> T guarded(Work<T> work) {
    try {
      return work.run();
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  private static Raised tooDeep() {
    return Raised.limit("the regular expression needs too much stack for this text");
  }

  /// `re.search`: the match, or null.
  public @Nullable Match search(String text) {
    try {
      var matcher = matcher(text);
      return matcher.find() ? match(matcher) : null;
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /// `re.match`: only at the start.
  public boolean matchesStart(String text) {
    return guarded(() -> matcher(text).lookingAt());
  }

  public boolean matchesAll(String text) {
    return guarded(() -> matcher(text).matches());
  }

  public boolean isFound(String text) {
    return guarded(() -> matcher(text).find());
  }

  private Match match(Matcher matcher) {
    var all = new ArrayList<@Nullable String>();
    for (var i = 0; i <= groups; i++) {
      all.add(matcher.group(i));
    }
    return new Match(all, names);
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
      var matcher = matcher(text);
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

  /// What [#replace] did.
  ///
  /// @param count how many places were replaced
  public record Replaced(String text, int count) {}

  /// `re.subn(replacement, text, most)`; 0 means every place.
  public Replaced replace(String text, String replacement, int most) {
    var template = new RegexReplacement(replacement, names, groups);
    return guarded(() -> {
      var out = new StringBuilder();
      var matcher = matcher(text);
      var count = 0;
      var end = 0;
      while ((most <= 0 || count < most) && matcher.find()) {
        out.append(text, end, matcher.start());
        template.expand(matcher, out);
        end = matcher.end();
        count++;
        if (out.length() > 50_000_000) {
          throw Raised.limit("a replacement of more than 50000000 characters");
        }
      }
      return new Replaced(out.append(text, end, text.length()).toString(), count);
    });
  }

  /// `re.split`
  public List<@Nullable Object> split(String text) {
    return guarded(() -> {
      var parts = new ArrayList<@Nullable Object>();
      var matcher = matcher(text);
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

  /// A text that stops the search that reads it for too long: some patterns would never end.
  private static final class Timed implements CharSequence {
    private static final long MAX_NANOS = 5_000_000_000L;

    private final String text;
    private int reads;
    private long start;

    Timed(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if ((++reads & 0xffff) == 0) {
        var now = System.nanoTime();
        if (start == 0) {
          start = now;
        } else if (now - start > MAX_NANOS) {
          throw Raised.limit("the regular expression took more than 5 seconds");
        }
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.substring(from, to);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
