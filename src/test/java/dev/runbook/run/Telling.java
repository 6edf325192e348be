package dev.runbook.run;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code ansible-playbook -v} told, as lines that can be compared: banners, results with their
 * values, the recap; what depends on the time, the place or Ansible's version is left out.
 */
record Telling(Path folder, Path home) {
  private static final Pattern BANNER =
      Pattern.compile("^((?:PLAY|TASK|RUNNING HANDLER|NO MORE HOSTS LEFT).*?) ?\\*+$");
  private static final Pattern RESULT =
      Pattern.compile("^(\\w+: \\[[^\\]]*\\].*?)=> (\\{.*)$", Pattern.DOTALL);
  private static final Pattern KEPT =
      Pattern.compile(
          "^(included: |skipping: |skipped: |\\.\\.\\.ignoring|FAILED - RETRYING|(ok|changed|failed|fatal): |\\S+ +: ok=|[+-](?!-- |\\+\\+ )).*");

  /** The words of failing templates are Ansible's own in each of its versions. */
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "is undefined|conditional check|undefined variable|Error rendering|Task failed: |Finalization of task|emplate error|has no attribute|Error while|Error in expression|Conditional .*failed|while templating|Syntax error in|was derived");

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
          "invocation",
          "ansible_job_id",
          "results_file",
          "backup_file",
          "false_condition",
          "skip_reason",
          "skipped_reason",
          "failed_when_suppressed_exception");

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
        section.add(placed(lines[i].stripTrailing()));
      }
    }
    close(all, section);
    return all;
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
      return placed(parts.group(1)) + "=> " + Json.write(plain("", value), JsonStyle.PYTHON);
    } catch (JsonError e) {
      return null;
    }
  }

  private Object plain(String key, Object value) {
    return switch (value) {
      case Map<?, ?> map -> plain(map);
      case List<?> list -> list.stream().map(item -> plain("", item)).toList();
      case String text when key.matches("msg|failed_when_result") && TEMPLATE.matcher(text).find() ->
          "(a template fails)";
      case String text when key.equals("src") && text.contains(".ansible/tmp") -> "SRC";
      case String text when key.equals("src") && text.startsWith(folder.toString()) -> "SRC";
      case String text -> placed(text);
      case null -> "null";
      default -> value;
    };
  }

  private Map<String, Object> plain(Map<?, ?> map) {
    var plain = new TreeMap<String, Object>();
    map.forEach(
        (key, value) -> {
          var name = String.valueOf(key);
          var found =
              name.equals("ansible_facts")
                  && value instanceof Map<?, ?> facts
                  && facts.keySet().equals(Set.of("discovered_interpreter_python"));
          if (!DROPPED.contains(name) && !found) {
            plain.put(name, plain(name, value));
          }
        });
    return plain;
  }

  private String placed(String text) {
    return text.replace(home.toString(), "HOME").replace(folder.toString(), "DIR");
  }
}
