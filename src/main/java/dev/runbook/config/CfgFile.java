package dev.runbook.config;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An `ansible.cfg`, read as Python's `ConfigParser(inline_comment_prefixes=';')` does.
final class CfgFile {
  private static final Pattern SECTION = Pattern.compile("\\[(.+)].*");
  private static final Pattern OPTION = Pattern.compile("(.*?)\\s*[=:]\\s*(.*)");

  /// A value and where it stands.
  record Entry(String value, Source at) {}

  private final String file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();

  private @Nullable String section;
  private @Nullable String key;
  private int indent;

  CfgFile(String text, String file) {
    this.file = file;
    var number = 0;
    for (var line : text.split("\r\n|\r|\n", -1)) {
      read(line, ++number);
    }
  }

  /// The entry of `section.key`, or null; `[DEFAULT]` counts for every section.
  @Nullable Entry get(String name) {
    var dot = name.lastIndexOf('.');
    var entry = entries.get(name);
    return entry != null || !sections.contains(name.substring(0, dot))
        ? entry
        : entries.get("DEFAULT" + name.substring(dot));
  }

  Map<String, Entry> entries() {
    return entries;
  }

  private void read(String line, int number) {
    var text = withoutComment(line);
    var content = text.strip();
    if (content.isEmpty()) {
      return;
    }
    var start = text.indexOf(content);
    var at = new Source(file, number, start + 1);
    if (key != null && start > indent) {
      var name = section + "." + key;
      var before = entries.get(name);
      if (before != null) {
        entries.put(name, new Entry(before.value() + "\n" + content, before.at()));
      }
      return;
    }
    indent = start;
    var header = SECTION.matcher(content);
    if (header.matches()) {
      section = header.group(1);
      key = null;
      if (!sections.add(section)) {
        throw new ParseError(
            at, "section '" + section + "' already exists", "Put both parts together.");
      }
      return;
    }
    if (section == null) {
      throw new ParseError(
          at, "File contains no section headers.", "Write [defaults] above the first setting.");
    }
    var option = OPTION.matcher(content);
    if (!option.matches() || option.group(1).isEmpty()) {
      throw new ParseError(
          at,
          "Source contains parsing errors: '" + content + "'",
          "Settings look like 'key = value'.");
    }
    key = option.group(1).toLowerCase(Locale.ROOT);
    var place = new Source(file, number, start + option.start(2) + 1);
    var before = entries.put(section + "." + key, new Entry(option.group(2), place));
    if (before != null) {
      throw new ParseError(
          at,
          "option '"
              + key
              + "' in section '"
              + section
              + "' already exists, first at line "
              + before.at().line(),
          "Keep one of them.");
    }
  }

  private static String withoutComment(String line) {
    var content = line.stripLeading();
    if (content.startsWith("#") || content.startsWith(";")) {
      return "";
    }
    for (var i = line.indexOf(';'); i >= 0; i = line.indexOf(';', i + 1)) {
      if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
        return line.substring(0, i);
      }
    }
    return line;
  }
}
