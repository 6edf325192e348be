package dev.runbook.run;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code ansible-playbook -v} told, as lines that can be compared: banners, results with their
 * values, the recap; what depends on the time, the place or Ansible's version is left out.
 */
record Telling(Path folder, Path home) {
  private static final Pattern BANNER =
      Pattern.compile("^((?:PLAY|TASK|RUNNING HANDLER|NO MORE HOSTS LEFT).*?) ?\\*+$");
  private static final Pattern RESULT =
      Pattern.compile("^(\\w+: \\[[^\\]]*\\].*?)=> (\\{.*)$", Pattern.DOTALL);
  private static final Pattern INCLUDED =
      Pattern.compile("(included: .* for )([^()]*?)((?: => .*)?)");
  private static final Pattern KEPT =
      Pattern.compile(
          "^(included: |skipping: |skipped: |\\.\\.\\.ignoring|FAILED - RETRYING|(ok|changed|failed|fatal): |\\S+ +: ok=|[+-](?!-- |--\\[|\\+\\+ )).*");

  /** The words of failing templates are Ansible's own in each of its versions. */
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "is undefined|conditional check|undefined variable|Error rendering|Task failed: |Finalization of task|emplate error|has no attribute|Error while|Error in expression|Conditional .*failed|while templating|Syntax error in|was derived|Empty hostname");

  private static final Set<String> DROPPED =
      Set.of(
          "delta",
          "start",
          "end",
          "atime",
          "mtime",
          "ctime",
          "inode",
          "dev",
          "elapsed",
          "warnings",
          "deprecations",
          "exception",
          "version",
          "invocation",
          "ansible_job_id",
          "results_file",
          "backup_file",
          "false_condition",
          "skip_reason",
          "skipped_reason",
          "failed_when_suppressed_exception");

  /** What a failed module says of its file beside why it failed. */
  private static final Set<String> OF_A_FILE =
      Set.of(
          "gid",
          "uid",
          "group",
          "owner",
          "mode",
          "size",
          "state",
          "checksum",
          "path",
          "dest",
          "file",
          "exit_status");

  List<String> entries(String told) {
    var all = new ArrayList<String>();
    var section = new ArrayList<String>();
    var lines = told.split("\n");
    for (var i = 0; i < lines.length; i++) {
      var banner = BANNER.matcher(lines[i]);
      if (banner.matches()) {
        close(all, section);
        section.add(banner.group(1));
        continue;
      }
      var text = new StringBuilder(lines[i]);
      var result = result(text.toString());
      // results of a debug task stand on several lines
      for (var j = i + 1; result == null && lines[i].endsWith("=> {") && j < lines.length; j++) {
        text.append('\n').append(lines[j]);
        result = lines[j].equals("}") ? result(text.toString()) : null;
        i = result == null ? i : j;
      }
      if (result != null) {
        section.add(result);
      } else if (KEPT.matcher(lines[i]).matches()) {
        section.add(sorted(placed(lines[i].stripTrailing())));
      }
    }
    close(all, section);
    return all;
  }

  /** {@code included: FILE for h2, h1}: the hosts stand in the order in which they came. */
  private static String sorted(String line) {
    var hosts = INCLUDED.matcher(line);
    return hosts.matches()
        ? hosts.group(1)
            + String.join(", ", Stream.of(hosts.group(2).split(", ")).sorted().toList())
            + hosts.group(3)
        : line;
  }

  /** Hosts of one task end in any order; the banners of meta are not shown by every version. */
  private static void close(List<String> all, List<String> section) {
    if (!section.isEmpty() && !section.getFirst().startsWith("TASK [meta")) {
      all.add(section.removeFirst());
      section.sort(null);
      all.addAll(section);
    }
    section.clear();
  }

  private String result(String line) {
    var parts = RESULT.matcher(line);
    if (!parts.matches()) {
      return null;
    }
    try {
      var value = Json.parse(parts.group(2));
      return placed(parts.group(1))
          + "=> "
          + Json.write(plain("", value, parts.group(1).endsWith("! ")), JsonStyle.PYTHON);
    } catch (JsonError e) {
      return null;
    }
  }

  private Object plain(String key, Object value, boolean failed) {
    return switch (value) {
      case Map<?, ?> map -> plain(map, failed);
      case List<?> list -> list.stream().map(item -> plain("", item, failed)).toList();
      case Boolean flag when key.equals("started") || key.equals("finished") -> flag ? 1L : 0L;
      case String text
          when key.matches("msg|failed_when_result") && TEMPLATE.matcher(text).find() ->
          "(a template fails)";
      case String text when key.matches("msg|message|reason") -> message(placed(text));
      case String text -> placed(text);
      case null -> "null";
      default -> value;
    };
  }

  /** Without the place that runbook adds, and without folders that Ansible names twice. */
  private static String message(String text) {
    var plain = text.replaceAll(" \\(\\S+:\\d+:\\d+\\)", "");
    return plain.contains("Searched in:")
        ? String.join("\n", new LinkedHashSet<>(List.of(plain.split("\n"))))
        : plain;
  }

  private Map<String, Object> plain(Map<?, ?> map, boolean failed) {
    var plain = new TreeMap<String, Object>();
    map.forEach((key, value) -> {
      var name = String.valueOf(key);
      var facts =
          name.equals("ansible_facts")
              && value instanceof Map<?, ?> found
              && found.keySet().equals(Set.of("discovered_interpreter_python"));
      var source =
          name.equals("src")
              && (String.valueOf(value).contains(".ansible/tmp")
                  || String.valueOf(value).startsWith(folder.toString()));
      var unchanged = name.equals("changed") && Boolean.FALSE.equals(value);
      // a link is as long as the name of the folder that it leads to
      var length = name.equals("size") && "link".equals(map.get("state"));
      if (!facts
          && !length
          && !source
          && !unchanged
          && !DROPPED.contains(name)
          && !(failed && OF_A_FILE.contains(name))) {
        plain.put(name, plain(name, value, failed));
      }
    });
    return plain;
  }

  /** With names for folders, and with a type as 2.19 writes it. */
  private String placed(String text) {
    return text.replace(home.toString(), "HOME")
        .replace(folder.toString(), "DIR")
        .replaceAll("is of type <class '(\\w+)'>", "is of type $1")
        .replaceAll("\\.\\d+\\.\\d{4}-\\d\\d-\\d\\d@[\\d:]{8}~", ".BACKUP");
  }
}
